/** Bodies and messages as JSON, piece by piece. */
import type { StoredBody } from '../exchange.ts';
import { socketElementOf } from '../har/sockets.ts';
import type { StoredMessages } from './watch.ts';

/** A JSON string of text. */
export async function* textPieces(body: StoredBody): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
  yield Buffer.from('"');
  for await (const chunk of body.chunks())
    yield Buffer.from(escaped(decoder.decode(chunk, { stream: true })));
  yield Buffer.from(`${escaped(decoder.decode())}"`);
}

/** A JSON string of base64. */
export async function* base64Pieces(body: StoredBody): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  yield Buffer.from('"');
  for await (const chunk of body.chunks()) {
    const bytes = Buffer.concat([rest, chunk]);
    // Three bytes are four digits; what is left over waits for the next chunk.
    const whole = bytes.length - (bytes.length % 3);
    rest = bytes.subarray(whole);
    yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
  }
  yield Buffer.from(`${rest.toString('base64')}"`);
}

/** So much is gathered before it is handed on. */
const batch = 64 << 10;

/**
 * A JSON list of messages, as the value of a member. Those beyond `room` bytes go to `beside`, a line each, and a
 * further member says where that is.
 */
export async function* messagePieces(
  messages: StoredMessages,
  room: number,
  beside: () => { readonly name: string; write(text: string): void },
): AsyncGenerator<Buffer> {
  let size = 0;
  let text = '[';
  let side: ReturnType<typeof beside> | undefined;
  for await (const message of messages) {
    const one = JSON.stringify(socketElementOf(message, undefined));
    if (size + one.length > room) {
      side ??= beside();
      side.write(`${one}\n`);
      continue;
    }
    text += size === 0 ? one : `,${one}`;
    size += one.length;
    if (text.length < batch) continue;
    yield Buffer.from(text);
    text = '';
  }
  const more = side === undefined ? '' : `,"_webSocketMessagesFile":${JSON.stringify(side.name)}`;
  yield Buffer.from(`${text}]${more}`);
}
