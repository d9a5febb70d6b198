/** Keeps the messages of a WebSocket: in memory while they are few, else in a file. */
import { Body, type SocketMessage } from '../exchange.ts';
import { type Scratch, Spill } from './spill.ts';
import type { StoredMessages } from './watch.ts';

/** So many bytes of messages are held in memory; an empty message counts as well. */
const usualMemory = 1 << 20;
const overhead = 100;
/** Sender and opcode, time, length. */
const headLength = 1 + 8 + 4;
const fromClient = 0x80;

export class MessageLog {
  readonly #scratch: Scratch;
  readonly #memory: number;
  #held: SocketMessage[] = [];
  #size = 0;
  #spill: Spill | undefined;
  #isLost = false;

  constructor(scratch: Scratch, memory = usualMemory) {
    this.#scratch = scratch;
    this.#memory = memory;
  }

  /** False: wait for `drained` before the next one. */
  add(message: SocketMessage): boolean {
    if (this.#isLost) return true;
    if (this.#spill) return write(this.#spill, message);
    this.#held.push(message);
    this.#size += message.data.size + overhead;
    return this.#size <= this.#memory || this.#startSpill();
  }

  #startSpill(): boolean {
    const held = this.#held;
    this.#held = [];
    try {
      this.#spill = new Spill(this.#scratch);
    } catch {
      this.#isLost = true;
      return true;
    }
    let takes = true;
    for (const message of held) takes = write(this.#spill, message);
    return takes;
  }

  async drained(): Promise<void> {
    await this.#spill?.drained();
  }

  /** One of both; neither where they could not be kept. */
  async settle(): Promise<{ messages?: readonly SocketMessage[]; stored?: StoredMessages }> {
    const spill = this.#spill;
    if (!spill) return this.#isLost ? {} : { messages: this.#held };
    await spill.end();
    if (spill.failure) return {};
    return { stored: { [Symbol.asyncIterator]: () => read(spill) } };
  }

  /** They are needed no more. */
  discard(): void {
    this.#spill?.discard();
  }
}

function write(spill: Spill, { from, at, opcode, data }: SocketMessage): boolean {
  const head = Buffer.alloc(headLength);
  head[0] = opcode | (from === 'client' ? fromClient : 0);
  head.writeDoubleBE(at, 1);
  head.writeUInt32BE(data.size, 9);
  spill.write(head);
  return spill.write(data.bytes());
}

async function* read(spill: Spill): AsyncGenerator<SocketMessage> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of spill.chunks()) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk]);
    while (rest.length >= headLength) {
      const end = headLength + rest.readUInt32BE(9);
      if (rest.length < end) break;
      yield {
        from: (rest[0]! & fromClient) === 0 ? 'server' : 'client',
        at: rest.readDoubleBE(1),
        opcode: rest[0]! & 0x0f,
        data: Body.ofBytes(Buffer.from(rest.subarray(headLength, end))),
      };
      rest = rest.subarray(end);
    }
  }
}
