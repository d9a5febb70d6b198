/** Reads WebSocket messages from a copy of the bytes that pass (RFC 6455, 5). */

/** A message, or a control frame. */
export interface FrameMessage {
  /** 1 text, 2 binary, 8 close, 9 ping, 10 pong. */
  readonly opcode: number;
  /** Unmasked; packed where `isPacked`. */
  readonly data: Uint8Array;
  /** The first frame had the bit that permessage-deflate uses (RFC 7692). */
  readonly isPacked: boolean;
}

/** A message that is longer comes in several. */
const longest = 8 << 20;
const longestHead = 14;

interface Frame {
  readonly opcode: number;
  readonly isLast: boolean;
  readonly isPacked: boolean;
  readonly length: number;
  readonly mask: Uint8Array | undefined;
  /** Bytes of the payload that came. */
  at: number;
}

/** A message of which not all frames came. */
interface Message {
  readonly opcode: number;
  readonly isPacked: boolean;
  parts: Uint8Array[];
  size: number;
}

const isControl = (opcode: number): boolean => opcode >= 8;
const known = new Set([0, 1, 2, 8, 9, 10]);

export class FrameReader {
  readonly #onMessage: (message: FrameMessage) => void;
  readonly #head = new Uint8Array(longestHead);
  #headLength = 0;
  #frame: Frame | undefined;
  #message: Message | undefined;
  #control: Message | undefined;
  /** What came is no WebSocket; nothing more is read. */
  isBroken = false;

  constructor(onMessage: (message: FrameMessage) => void) {
    this.#onMessage = onMessage;
  }

  /** Takes nothing of `chunk` and changes nothing in it. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.isBroken) {
      if (this.#frame) at += this.#takePayload(this.#frame, chunk.subarray(at));
      else {
        this.#head[this.#headLength] = chunk[at]!;
        this.#headLength += 1;
        at += 1;
        this.#readHead();
      }
    }
  }

  #readHead(): void {
    const head = this.#head;
    if (this.#headLength < 2) return;
    const short = head[1]! & 0x7f;
    const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
    const isMasked = (head[1]! & 0x80) !== 0;
    const needed = 2 + lengthBytes + (isMasked ? 4 : 0);
    if (this.#headLength < needed) return;
    let length = lengthBytes === 0 ? short : 0;
    for (let index = 2; index < 2 + lengthBytes; index += 1) length = length * 256 + head[index]!;
    this.#headLength = 0;
    this.#begin({
      opcode: head[0]! & 0x0f,
      isLast: (head[0]! & 0x80) !== 0,
      isPacked: (head[0]! & 0x40) !== 0,
      length,
      mask: isMasked ? head.slice(needed - 4, needed) : undefined,
      at: 0,
    });
  }

  #begin(frame: Frame): void {
    const { opcode, length, isPacked } = frame;
    const isContinued = opcode === 0;
    if (
      !known.has(opcode) ||
      (isControl(opcode) ? length > 125 : isContinued === (this.#message === undefined)) ||
      !Number.isSafeInteger(length)
    ) {
      this.isBroken = true;
      return;
    }
    if (isControl(opcode)) this.#control = { opcode, isPacked: false, parts: [], size: 0 };
    else if (!isContinued) this.#message = { opcode, isPacked, parts: [], size: 0 };
    this.#frame = frame;
    if (length === 0) this.#endFrame(frame);
  }

  #takePayload(frame: Frame, bytes: Uint8Array): number {
    const part = bytes.subarray(0, frame.length - frame.at);
    const message = (isControl(frame.opcode) ? this.#control : this.#message)!;
    message.parts.push(frame.mask ? unmasked(part, frame.mask, frame.at) : part);
    message.size += part.length;
    frame.at += part.length;
    if (frame.at === frame.length) this.#endFrame(frame);
    else if (message.size > longest && !message.isPacked) this.#give(message);
    return part.length;
  }

  #endFrame(frame: Frame): void {
    this.#frame = undefined;
    if (isControl(frame.opcode)) this.#give(this.#control!);
    else if (frame.isLast) {
      const message = this.#message!;
      this.#message = undefined;
      this.#give(message);
    }
  }

  #give(message: Message): void {
    const { opcode, isPacked, parts } = message;
    message.parts = [];
    message.size = 0;
    this.#onMessage({ opcode, isPacked, data: Buffer.concat(parts) });
  }
}

/** A copy: the bytes themselves are on their way to the peer. */
function unmasked(bytes: Uint8Array, mask: Uint8Array, at: number): Uint8Array {
  const plain = new Uint8Array(bytes.length);
  for (let index = 0; index < bytes.length; index += 1)
    plain[index] = bytes[index]! ^ mask[(at + index) & 3]!;
  return plain;
}
