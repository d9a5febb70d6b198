/** Loads the sides of a comparison: a recording is learned, a baseline is read. */
import { open, readFile } from 'node:fs/promises';
import { RecordingError } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { isBaseline, readBaseline } from '../replay/drift/baseline-file.ts';
import { Learner } from '../replay/drift/learn.ts';
import type { Profile } from '../replay/drift/profile.ts';
import type { Context } from './command.ts';
import { eachExchange, titleOf } from './recording.ts';
import { stdin, stdinHead, stdinText } from './stdin.ts';

/** Bytes that tell a baseline from a recording. */
const headSize = 256;

export interface Side {
  readonly title: string;
  readonly profile: Profile;
  readonly isRecording: boolean;
  /** The recording could not be read to its end. */
  readonly damage?: RecordingError;
}

/** Throws what the readers throw, where nothing could be read. */
export async function loadSide(path: string, protocol: Protocol, context: Context): Promise<Side> {
  const title = titleOf(path);
  if (isBaseline(await headOf(path))) {
    const text = await (path === stdin ? stdinText() : readFile(path, 'utf8'));
    return { title, profile: readBaseline(text, title, protocol), isRecording: false };
  }
  return { title, isRecording: true, ...(await learn(path, protocol, context)) };
}

type Learned = Omit<Side, 'title' | 'isRecording'>;

/** Entries that overlap stand a little out of order; so many are held back to put them right. */
const heldBack = 64;

/** An entry that began before others that are long gone by. */
class OutOfOrder extends Error {}

/** Most recordings stand nearly in the order of time: they are read once. */
async function learn(path: string, protocol: Protocol, context: Context): Promise<Learned> {
  if (path !== stdin) {
    try {
      return await learnIn('file', path, protocol, context);
    } catch (error) {
      if (!(error instanceof OutOfOrder)) throw error;
    }
  }
  return learnIn('time', path, protocol, context);
}

async function learnIn(
  order: 'file' | 'time',
  path: string,
  protocol: Protocol,
  context: Context,
): Promise<Learned> {
  const learner = new Learner(protocol);
  const queue = new Queue(order === 'file' ? heldBack : 0, (exchange) => learner.add(exchange));
  let damage: RecordingError | undefined;
  try {
    await eachExchange(path, order, `reading ${titleOf(path)}`, context, (exchange) => queue.add(exchange));
  } catch (error) {
    if (!(error instanceof RecordingError) || queue.count === 0) throw error;
    damage = error;
  }
  queue.flush();
  return { profile: learner.finish(), ...(damage && { damage }) };
}

/** Puts exchanges that stand a little out of order in the order of their start. */
class Queue {
  readonly #held: { at: number; exchange: Exchange }[] = [];
  readonly #size: number;
  readonly #give: (exchange: Exchange) => void;
  #latest = Number.NEGATIVE_INFINITY;
  #given = Number.NEGATIVE_INFINITY;
  count = 0;

  constructor(size: number, give: (exchange: Exchange) => void) {
    this.#size = size;
    this.#give = give;
  }

  /** One without a start takes that of the one before it. Throws OutOfOrder. */
  add(exchange: Exchange): void {
    this.count += 1;
    if (this.#size === 0) {
      this.#give(exchange);
      return;
    }
    const at = Number.isNaN(exchange.startedAt) ? this.#latest : exchange.startedAt;
    if (at < this.#given) throw new OutOfOrder();
    this.#latest = at;
    let place = this.#held.length;
    while (place > 0 && this.#held[place - 1]!.at > at) place -= 1;
    this.#held.splice(place, 0, { at, exchange });
    if (this.#held.length > this.#size) this.#next();
  }

  flush(): void {
    while (this.#held.length > 0) this.#next();
  }

  #next(): void {
    const { at, exchange } = this.#held.shift()!;
    this.#given = at;
    this.#give(exchange);
  }
}

/** The beginning of a file; '' for one that cannot be read, which the reader of recordings will explain. */
async function headOf(path: string): Promise<string> {
  if (path === stdin) return stdinHead();
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(headSize), position: 0 });
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file.close();
  }
}
