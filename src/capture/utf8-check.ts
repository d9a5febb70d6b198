/** Whether bytes that come in pieces are UTF-8. */
import { isUtf8 } from 'node:buffer';

const longest = 4;

/** How many bytes at the end begin a character that they do not finish. */
export function openEnd(bytes: Uint8Array): number {
  for (let back = 1; back < longest && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf8 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

export class Utf8Check {
  #open: Uint8Array = new Uint8Array();
  #isSound = true;

  push(chunk: Uint8Array): void {
    if (!this.#isSound) return;
    const bytes = this.#open.length === 0 ? chunk : Buffer.concat([this.#open, chunk]);
    const end = bytes.length - openEnd(bytes);
    this.#isSound = isUtf8(bytes.subarray(0, end));
    this.#open = Uint8Array.prototype.slice.call(bytes, end);
  }

  /** Of all that was pushed. */
  get isSound(): boolean {
    return this.#isSound && this.#open.length === 0;
  }
}
