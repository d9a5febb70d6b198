/** Makes any Unicode text a stream of UTF-8 without byte order mark. */

export type TextForm = 'utf8' | 'utf8-bom' | 'utf16le' | 'utf16be';

/** Which form a text has, by its first bytes: the byte order mark, or where the zeros of its first character are. */
export function textFormOf(start: Uint8Array): TextForm {
  const [a, b, c] = start;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf8-bom';
  if (a === 0xff && b === 0xfe) return 'utf16le';
  if (a === 0xfe && b === 0xff) return 'utf16be';
  if (a === 0x7b && b === 0) return 'utf16le';
  return a === 0 && b === 0x7b ? 'utf16be' : 'utf8';
}

/** The text as UTF-8; `noted` hears once which form it had. */
export async function* toUtf8(
  chunks: AsyncIterable<Buffer>,
  noted: (form: TextForm) => void,
): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  let convert = (bytes: Buffer): Buffer => bytes;
  for await (const chunk of chunks) {
    if (start === undefined) {
      yield convert(chunk);
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < 3) continue;
    convert = converter(textFormOf(start), noted);
    yield convert(start);
    start = undefined;
  }
  if (start !== undefined && start.length > 0) yield converter(textFormOf(start), noted)(start);
}

function converter(form: TextForm, noted: (form: TextForm) => void): (bytes: Buffer) => Buffer {
  noted(form);
  if (form === 'utf8') return (bytes) => bytes;
  if (form === 'utf8-bom') {
    let skip = 3;
    return (bytes) => {
      const rest = bytes.subarray(skip);
      skip = 0;
      return rest;
    };
  }
  const decoder = new TextDecoder('utf-16le');
  const swap = form === 'utf16be' ? pairSwapper() : (bytes: Buffer) => bytes;
  return (bytes) => Buffer.from(decoder.decode(swap(bytes), { stream: true }));
}

/** Swaps the bytes of each pair, also of a pair that spans two chunks. */
function pairSwapper(): (bytes: Buffer) => Buffer {
  let odd: Buffer = Buffer.alloc(0);
  return (bytes) => {
    const all = Buffer.concat([odd, bytes]);
    const even = all.length - (all.length % 2);
    odd = Buffer.from(all.subarray(even));
    return all.subarray(0, even).swap16();
  };
}
