/** Tells from its first bytes what a client speaks. */
import { METHODS } from 'node:http';

export type Speech = 'tls' | 'http' | 'other';

const handshake = 0x16;
/** Of the version in a record of any TLS; others borrow the rest of its form. */
const tlsMajor = 3;

/** `first` is what arrived first, at least one byte. */
export function speechOf(first: Uint8Array): Speech {
  if (first[0] === handshake) return first.length === 1 || first[1] === tlsMajor ? 'tls' : 'other';
  const text = Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, 32)).toString('latin1');
  const start = text.replace(/^[\r\n]+/, '');
  const space = start.indexOf(' ');
  const isHttp = METHODS.some((method) =>
    space < 0 ? method.startsWith(start) : method === start.slice(0, space),
  );
  return isHttp ? 'http' : 'other';
}

/** Reads numbers and vectors one after the other; past the end it reads nothing. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  number(size: number): number {
    let value = 0;
    for (let index = 0; index < size; index += 1) value = value * 256 + (this.#bytes[this.#at + index] ?? 0);
    this.#at += size;
    return value;
  }

  bytes(size: number): Uint8Array {
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  /** A vector after its length, which takes `size` bytes. */
  vector(size: number): Cursor {
    return new Cursor(this.bytes(this.number(size)));
  }
}

/**
 * Whether a ClientHello (RFC 8446, 4.1.2) names the server it is for. False also where the part of it that `first`
 * holds does not reach to the name, or where it is malformed: the TLS server will say so.
 */
export function namesServer(first: Uint8Array): boolean {
  const record = new Cursor(first);
  record.bytes(3);
  const message = record.vector(2);
  if (message.number(1) !== 1) return false;
  const hello = message.vector(3);
  hello.bytes(2 + 32);
  hello.vector(1);
  hello.vector(2);
  hello.vector(1);
  const extensions = hello.vector(2);
  while (!extensions.isAtEnd) {
    if (extensions.number(2) === 0) return !extensions.vector(2).isAtEnd;
    extensions.vector(2);
  }
  return false;
}
