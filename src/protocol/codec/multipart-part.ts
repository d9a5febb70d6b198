/** One part of a multipart form. */
import { Body } from '../../exchange.ts';
import { limits } from './codec.ts';
import { percentDecode } from './percent.ts';

/** A field that carries a file. */
export interface FilePart {
  readonly filename: string;
  /** Its Content-Type, empty where the part states none. */
  readonly type: string;
  readonly bytes: Body;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** `\"` is a quote inside the value, unless the value can end there: browsers leave backslashes alone. */
const parameter = /;\s*([\w*]{1,40})\s*=\s*(?:"((?:\\"(?!\s*(?:;|$))|[^"])*)"|([^;]*))/g;

/** The field that a part holds, or undefined where it states no name. `part` lies between two boundaries. */
export function readPart(part: Buffer): { name: string; value: string | FilePart } | undefined {
  const head = part.toString('latin1', 0, limits.partHead);
  const gap = /\r?\n\r?\n/.exec(head);
  if (!gap) return undefined;
  const lines = decoder
    .decode(part.subarray(0, gap.index))
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const { name, filename } = namesIn(headerIn(lines, 'content-disposition') ?? '');
  if (name === undefined) return undefined;
  const content = part.subarray(gap.index + gap[0].length);
  if (filename === undefined) return { name, value: decoder.decode(content) };
  const type = headerIn(lines, 'content-type') ?? '';
  return { name, value: { filename, type, bytes: Body.ofBytes(content) } };
}

/** The bytes of a part before its content, in the spelling of browsers. */
export function writePartHead(name: string, file?: FilePart): string {
  const filename = file ? `; filename="${escapeName(file.filename)}"` : '';
  const type = file && file.type !== '' ? `Content-Type: ${file.type.replace(/[\r\n]/g, ' ')}\r\n` : '';
  return `Content-Disposition: form-data; name="${escapeName(name)}"${filename}\r\n${type}\r\n`;
}

function headerIn(lines: readonly string[], name: string): string | undefined {
  const found = lines.find((line) => line.toLowerCase().startsWith(`${name}:`));
  return found?.slice(name.length + 1).trim();
}

function namesIn(disposition: string): { name?: string; filename?: string } {
  const names: { name?: string; filename?: string } = {};
  for (const [, key, quoted, bare] of disposition.matchAll(parameter)) {
    const value = quoted === undefined ? bare!.trim() : unescapeName(quoted);
    const lower = key!.toLowerCase();
    if (lower === 'name') names.name ??= value;
    else if (lower === 'filename') names.filename ??= value;
    else if (lower === 'filename*') names.filename = percentDecode(value.replace(/^[\w-]*'[\w-]*'/, ''));
  }
  return names;
}

function escapeName(text: string): string {
  return text.replace(/["\r\n]/g, (character) =>
    character === '"' ? '%22' : character === '\r' ? '%0D' : '%0A',
  );
}

function unescapeName(text: string): string {
  return text.replace(/\\"|%22|%0D|%0A/g, (found) => (found === '%0D' ? '\r' : found === '%0A' ? '\n' : '"'));
}
