/** Entries that memory should not hold, put together piece by piece in a file of their own. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync } from 'node:fs';
import { type Exchange, type HeaderList, header, type StoredBody } from '../exchange.ts';
import { codingMark } from '../har/body.ts';
import { entryText } from '../har/entry-text.ts';
import { isBinary } from '../har/mime.ts';
import { isObject, type JsonObject } from '../har/values.ts';
import { base64Pieces, messagePieces, textPieces } from './pieces.ts';
import { SideFile } from './side-file.ts';
import type { Stored, StoredMessages } from './watch.ts';
import { attempt, ownerOnly, writeAll } from './write-all.ts';

/** The text of an entry, in a file that is gone once it is closed. */
export interface Part {
  readonly file: number;
  readonly length: number;
  close(): void;
}

/** Readers take entries of 256 MiB; what is larger lies in a folder beside the recording. */
const mostInside = 128 << 20;

export const isLarge = ({ requestBody, responseBody, messages }: Stored): boolean =>
  requestBody !== undefined || responseBody !== undefined || messages !== undefined;

/** Throws RecordingError where the disk takes no more. */
export async function composeLarge(
  exchange: Exchange,
  stored: Stored,
  recording: string,
  room = mostInside,
): Promise<Part> {
  const path = `${recording}.${exchange.id}.part`;
  const holes = new Holes(recording, exchange.id, room);
  const text = JSON.stringify(await entryWithHoles(exchange, stored, holes));
  const file = attempt(path, () => openSync(path, 'wx+', ownerOnly));
  // Where a file can go while it is open, nothing of it is left behind by a process that is killed.
  const isGone = process.platform !== 'win32';
  if (isGone) unlinkSync(path);
  const close = (): void => {
    closeSync(file);
    if (!isGone) unlinkSync(path);
  };
  try {
    let length = 0;
    for await (const piece of holes.filled(text))
      length += attempt(path, () => writeAll(file, piece, length));
    return { file, length, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function entryWithHoles(exchange: Exchange, stored: Stored, holes: Holes): Promise<JsonObject> {
  const { requestBody, responseBody, messages } = stored;
  const entry = JSON.parse(entryText(exchange)) as JsonObject;
  const request = entry.request as JsonObject;
  const response = entry.response as JsonObject;
  if (requestBody) {
    request.postData = await holes.body(requestBody, exchange.request.headers, 'request');
    const { request: told } = (exchange.extra ?? {}) as { request?: unknown };
    if (!isObject(told) || told.bodySize === undefined) request.bodySize = requestBody.size;
  }
  if (responseBody) {
    const content = await holes.body(responseBody, exchange.response?.headers ?? [], 'response');
    response.content = { size: responseBody.size, ...content };
  }
  if (messages) entry._webSocketMessages = holes.messages(messages);
  return entry;
}

type Filling = () => AsyncIterable<Buffer>;

/** Places in the text of an entry that are filled when it is written. */
class Holes {
  readonly #recording: string;
  readonly #id: string;
  readonly #room: number;
  readonly #fillings = new Map<string, Filling>();

  constructor(recording: string, id: string, room: number) {
    this.#recording = recording;
    this.#id = id;
    this.#room = room;
  }

  messages(messages: StoredMessages): string {
    return this.#hole(() => this.#messagePieces(messages));
  }

  async *#messagePieces(messages: StoredMessages): AsyncGenerator<Buffer> {
    let side: SideFile | undefined;
    const beside = (): SideFile => {
      side = this.#side('messages');
      return side;
    };
    try {
      yield* messagePieces(messages, this.#room, beside);
    } finally {
      side?.close();
    }
  }

  /** A body inside the entry, or where it lies. */
  async body(body: StoredBody, headers: HeaderList, part: string): Promise<JsonObject> {
    const mimeType = header(headers, 'content-type') ?? '';
    if (body.size > this.#room) return { mimeType, _file: await this.#beside(body, part) };
    if (body.isText && !isBinary(mimeType)) return { mimeType, text: this.#hole(() => textPieces(body)) };
    const text = this.#hole(() => base64Pieces(body));
    return { mimeType, text, encoding: 'base64', [codingMark]: 'identity' };
  }

  async *filled(text: string): AsyncGenerator<Buffer> {
    let rest = text;
    for (const [mark, filling] of [...this.#fillings].sort(
      ([one], [other]) => text.indexOf(one) - text.indexOf(other),
    )) {
      const at = rest.indexOf(mark);
      yield Buffer.from(rest.slice(0, at));
      yield* filling();
      rest = rest.slice(at + mark.length);
    }
    yield Buffer.from(rest);
  }

  #hole(filling: Filling): string {
    const name = randomUUID();
    this.#fillings.set(`"${name}"`, filling);
    return name;
  }

  /** Copies the body and returns its name, from the folder of the recording on. */
  async #beside(body: StoredBody, part: string): Promise<string> {
    const side = this.#side(part);
    try {
      for await (const chunk of body.chunks()) side.write(chunk);
      return side.name;
    } finally {
      side.close();
    }
  }

  #side(part: string): SideFile {
    return new SideFile(this.#recording, `${this.#id}-${part}`);
  }
}
