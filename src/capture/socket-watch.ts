/** Records the messages of a WebSocket from a copy of the bytes of both ends. */
import { Body, type SocketMessage } from '../exchange.ts';
import { type FrameMessage, FrameReader } from './frames.ts';
import { type Agreement, Inflater } from './inflate.ts';
import type { MessageLog } from './message-log.ts';

type Side = SocketMessage['from'];

const close = 8;

/** Messages wait here for those before them to be unpacked. */
const mostWaiting = 4 << 20;

export class SocketWatch {
  readonly #log: MessageLog;
  readonly #readers: Readonly<Record<Side, FrameReader>>;
  readonly #inflaters: Readonly<Record<Side, Inflater>> | undefined;
  #waiting = 0;
  #last: Promise<void> | undefined;
  #takes = true;

  constructor(log: MessageLog, agreement: Agreement | undefined) {
    this.#log = log;
    this.#inflaters = agreement && {
      client: new Inflater(agreement.client),
      server: new Inflater(agreement.server),
    };
    this.#readers = { client: this.#reader('client'), server: this.#reader('server') };
  }

  #reader(from: Side): FrameReader {
    return new FrameReader((message) => this.#take(from, message));
  }

  /** False: wait for `drained` before the next bytes. */
  push(from: Side, chunk: Uint8Array): boolean {
    this.#takes = true;
    this.#readers[from].push(chunk);
    return this.#takes && this.#waiting < mostWaiting;
  }

  async drained(): Promise<void> {
    await this.#last;
    await this.#log.drained();
  }

  #take(from: Side, message: FrameMessage): void {
    const at = Date.now();
    const inflater = message.isPacked ? this.#inflaters?.[from] : undefined;
    if (!inflater && !this.#last) {
      this.#takes = this.#log.add({ from, at, opcode: message.opcode, data: dataOf(message) });
      return;
    }
    this.#waiting += message.data.length;
    const turn = (this.#last ?? Promise.resolve()).then(async () => {
      this.#waiting -= message.data.length;
      // What cannot be unpacked is recorded as it was sent.
      const data = (await inflater?.unpack(message.data).catch(() => undefined)) ?? message.data;
      this.#log.add({ from, at, opcode: message.opcode, data: dataOf({ ...message, data }) });
      if (this.#last === turn) this.#last = undefined;
    });
    this.#last = turn;
  }

  /** Resolves when all messages are in the log. */
  async settle(): Promise<void> {
    await this.#last;
    this.#inflaters?.client.close();
    this.#inflaters?.server.close();
  }
}

/** The data of a message; of a close frame its code and reason as a text. */
function dataOf({ opcode, data }: FrameMessage): Body {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (opcode !== close) return Body.ofBytes(bytes);
  if (bytes.length < 2) return Body.empty;
  return Body.ofText(`${bytes.readUInt16BE(0)} ${bytes.toString('utf8', 2)}`.trimEnd());
}
