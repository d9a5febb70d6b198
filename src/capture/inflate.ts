/** Unpacks the messages of a WebSocket whose ends agreed on permessage-deflate (RFC 7692). */
import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { type HeaderList, headerValues } from '../exchange.ts';

/** What both ends agreed on, by side. */
export interface Agreement {
  readonly client: Terms;
  readonly server: Terms;
}

interface Terms {
  readonly windowBits: number;
  readonly forgets: boolean;
}

/** What the response to the handshake says; undefined: messages are not packed. */
export function agreementOf(headers: HeaderList): Agreement | undefined {
  const extensions = headerValues(headers, 'sec-websocket-extensions').join(',').split(',');
  const found = extensions.find((text) => /^\s*permessage-deflate\s*(?:;|$)/i.test(text));
  if (found === undefined) return undefined;
  const terms = (side: string): Terms => ({
    windowBits: Number(new RegExp(`${side}_max_window_bits\\s*=\\s*"?(\\d+)`, 'i').exec(found)?.[1] ?? 15),
    forgets: new RegExp(`${side}_no_context_takeover`, 'i').test(found),
  });
  return { client: terms('client'), server: terms('server') };
}

const tail = Buffer.from([0, 0, 0xff, 0xff]);
/** No message is unpacked to more. */
const most = 64 << 20;

export class Inflater {
  readonly #terms: Terms;
  #stream: InflateRaw | undefined;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** One after the other: the next one waits for the promise. Rejects on what is not packed in this way. */
  async unpack(data: Uint8Array): Promise<Uint8Array> {
    // Zlib cannot do a window of 256 bytes; a larger one reads the same.
    this.#stream ??= createInflateRaw({ windowBits: Math.min(15, Math.max(9, this.#terms.windowBits)) });
    const stream = this.#stream;
    const parts: Uint8Array[] = [];
    let size = 0;
    await new Promise<void>((resolve, reject) => {
      stream.on('error', reject).on('data', (part: Uint8Array) => {
        size += part.length;
        if (size > most) reject(new RangeError('unpacks to too much'));
        else parts.push(part);
      });
      stream.write(data);
      stream.write(tail);
      stream.flush(() => resolve());
    }).finally(() => stream.removeAllListeners('data').removeAllListeners('error'));
    if (this.#terms.forgets) this.close();
    return Buffer.concat(parts);
  }

  close(): void {
    this.#stream?.on('error', () => {}).close();
    this.#stream = undefined;
  }
}
