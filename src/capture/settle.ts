/** Makes of the bytes that passed the body that is recorded: content coding removed, cut where that was asked for. */
import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Body, type HeaderList, type SocketMessage, type StoredBody } from '../exchange.ts';
import { type Coding, codingsOf, unpacker, unpackSmall } from './coding.ts';
import { Collector } from './collect.ts';
import type { MessageLog } from './message-log.ts';
import type { SocketWatch } from './socket-watch.ts';
import type { Scratch } from './spill.ts';
import { openEnd } from './utf8-check.ts';
import type { StoredMessages } from './watch.ts';

/** What became of a body. Neither `body` nor `stored`: it could not be kept, `lost` says why. */
export interface Settled {
  readonly body?: Body;
  readonly stored?: StoredBody;
  /** Of the whole body, where only its first bytes were kept. */
  readonly truncated?: Truncated;
  readonly lost?: string;
  /** The stored bytes are needed no more. */
  discard?(): void;
}

export interface Truncated {
  readonly size: number;
  readonly sha256: string;
}

export interface Settlement {
  readonly scratch: Scratch;
  /** Longer bodies are cut to so many bytes; undefined: none. */
  readonly maxBody: number | undefined;
}

/** Packed bytes up to here are unpacked at once. */
const smallPacked = 16 << 10;
const smallUnpacked = 1 << 20;
/** What unpacks to more, and to so many times its size, stays packed. */
const largestUnpacked = 64 << 20;
const largestRatio = 200;

/** A promise only where it takes longer. */
export function settle(
  collected: Collector,
  headers: HeaderList,
  settlement: Settlement,
): Settled | Promise<Settled> {
  const codings = collected.size === 0 ? [] : (codingsOf(headers) ?? []);
  const { maxBody = Number.POSITIVE_INFINITY } = settlement;
  if (collected.isHeld && collected.size <= maxBody) {
    if (codings.length === 0) return { body: Body.ofBytes(collected.bytes()) };
    const plain = unpackedAtOnce(collected, codings);
    if (plain && plain.length <= maxBody) return { body: Body.ofBytes(plain) };
  }
  return settleSlowly(collected, codings, settlement);
}

function unpackedAtOnce(collected: Collector, codings: readonly Coding[]): Uint8Array | undefined {
  if (collected.size > smallPacked) return undefined;
  try {
    return codings.reduceRight(
      (bytes, coding) => unpackSmall(bytes, coding, smallUnpacked),
      collected.bytes(),
    );
  } catch {
    // Larger than it looked, or damaged: the slow way finds out.
    return undefined;
  }
}

async function settleSlowly(
  collected: Collector,
  codings: readonly Coding[],
  { scratch, maxBody }: Settlement,
): Promise<Settled> {
  await collected.settle();
  const plain = codings.length === 0 ? collected : await unpacked(collected, codings, scratch);
  if (plain !== collected) collected.discard();
  if (plain.lost !== undefined) {
    plain.discard();
    return { lost: plain.lost };
  }
  if (maxBody === undefined || plain.size <= maxBody)
    return { ...plain.kept(), discard: () => plain.discard() };
  const cut = await cutAt(plain, maxBody, scratch);
  plain.discard();
  return cut;
}

/** The bytes as they are, where they are not what the header says. */
async function unpacked(
  collected: Collector,
  codings: readonly Coding[],
  scratch: Scratch,
): Promise<Collector> {
  const plain = new Collector(scratch);
  const most = Math.max(largestUnpacked, collected.size * largestRatio);
  try {
    const first = await firstOf(collected.chunks());
    const [outer, ...inner] = [...codings].reverse();
    const stages = [unpacker(outer!, first), ...inner.map((coding) => unpacker(coding))];
    const sink = new Writable({
      write(piece: Uint8Array, _, done) {
        if (plain.size + piece.length > most) done(new RangeError('unpacks to too much'));
        else if (plain.add(piece)) done();
        else plain.drained().then(() => done(), done);
      },
    });
    await pipeline([Readable.from(collected.chunks()), ...stages, sink]);
    await plain.settle();
    return plain;
  } catch {
    plain.discard();
    return collected;
  }
}

async function firstOf(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const chunk of chunks) return chunk;
  return new Uint8Array();
}

async function cutAt(plain: Collector, most: number, scratch: Scratch): Promise<Settled> {
  const hash = createHash('sha256');
  const kept = new Collector(scratch);
  let isFull = false;
  for await (const chunk of plain.chunks()) {
    hash.update(chunk);
    if (isFull) continue;
    const fitting = chunk.subarray(0, most - kept.size);
    isFull = kept.size + fitting.length === most;
    // A text that ends inside a character would be none.
    const part = isFull ? fitting.subarray(0, fitting.length - openEnd(fitting)) : fitting;
    if (part.length > 0 && !kept.add(part)) await kept.drained();
  }
  await kept.settle();
  const truncated = { size: plain.size, sha256: hash.digest('hex') };
  return { ...kept.kept(), truncated, discard: () => kept.discard() };
}

/** Messages that are held or stored; neither where they could not be kept. */
export interface SettledMessages {
  readonly messages?: readonly SocketMessage[];
  readonly stored?: StoredMessages;
  discard?(): void;
}

export async function settleMessages(of: { watch: SocketWatch; log: MessageLog }): Promise<SettledMessages> {
  await of.watch.settle();
  return { ...(await of.log.settle()), discard: () => of.log.discard() };
}
