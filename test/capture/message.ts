/** Reads HTTP/1.1 messages from bytes on its own, so that what it finds can be held against what the sources say. */

export interface Message {
  readonly start: string;
  /** Header lines as they were on the wire, one character a byte. */
  readonly lines: string[];
  readonly body: Buffer;
  readonly trailers: string[];
  /** Bytes behind the message. */
  readonly rest: Buffer;
}

const ends = Buffer.from('\r\n\r\n');

/** The first message; undefined while it is not whole. `isSilent`: it has no body whatever its head says. */
export function messageIn(
  bytes: Buffer,
  { isSilent = false, isOver = false, isRequest = false } = {},
): Message | undefined {
  const end = bytes.indexOf(ends);
  if (end < 0) return undefined;
  const [start = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const rest = bytes.subarray(end + 4);
  const value = (name: string): string | undefined =>
    lines
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const whole = (body: Buffer, behind: Buffer, trailers: string[] = []): Message => ({
    start,
    lines,
    body,
    trailers,
    rest: behind,
  });
  const status = isRequest ? 200 : Number(start.split(' ')[1]);
  if (isSilent || status === 204 || status === 304 || status < 200) return whole(Buffer.alloc(0), rest);
  if (/chunked$/i.test(value('transfer-encoding') ?? '')) return dechunked(rest, whole);
  const length = value('content-length');
  if (length !== undefined) {
    const size = Number(length);
    return rest.length < size ? undefined : whole(rest.subarray(0, size), rest.subarray(size));
  }
  if (isRequest) return whole(Buffer.alloc(0), rest);
  return isOver ? whole(rest, Buffer.alloc(0)) : undefined;
}

function dechunked(
  bytes: Buffer,
  whole: (body: Buffer, rest: Buffer, trailers: string[]) => Message,
): Message | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    if (size > 0) {
      if (bytes.length < start + size + 2) return undefined;
      parts.push(bytes.subarray(start, start + size));
      at = start + size + 2;
      continue;
    }
    if (bytes.toString('latin1', start, start + 2) === '\r\n')
      return whole(Buffer.concat(parts), bytes.subarray(start + 2), []);
    const end = bytes.indexOf(ends, start);
    if (end < 0) return undefined;
    const trailers = bytes.toString('latin1', start, end).split('\r\n');
    return whole(Buffer.concat(parts), bytes.subarray(end + 4), trailers);
  }
}

/** A body in chunks of these sizes, over and over. */
export function chunked(
  body: Buffer,
  sizes: readonly number[],
  { extension = '', trailers = [] as string[] } = {},
): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0, turn = 0; at < body.length; turn += 1) {
    const part = body.subarray(at, at + sizes[turn % sizes.length]!);
    parts.push(Buffer.from(`${part.length.toString(16)}${extension}\r\n`), part, Buffer.from('\r\n'));
    at += part.length;
  }
  parts.push(Buffer.from(`0\r\n${trailers.map((line) => `${line}\r\n`).join('')}\r\n`, 'latin1'));
  return Buffer.concat(parts);
}

/** Bytes as they arrive; they are joined only where a message may be whole. */
export class Gathered {
  readonly #parts: Buffer[] = [];
  #size = 0;
  #needed = 0;

  push(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#size += chunk.length;
  }

  get bytes(): Buffer {
    const all = Buffer.concat(this.#parts);
    this.#parts.splice(0, this.#parts.length, all);
    return all;
  }

  /** A message may be whole. */
  get isReady(): boolean {
    if (this.#size < this.#needed) return false;
    const head = this.bytes.toString('latin1', 0, 256 << 10);
    const end = head.indexOf('\r\n\r\n');
    const said = /\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end + 2))?.[1] ?? 0;
    const length = head.startsWith('HTTP/1.1 304') ? 0 : Number(said);
    const isNear = this.#size >= end + 4 + length;
    if (end >= 0 && !isNear) this.#needed = end + 4 + length;
    return end >= 0 && isNear;
  }
}
