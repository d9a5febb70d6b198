/** Plays requests to a backend in virtual time, and decodes what came of it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Decoder, type Event } from '../../src/decode/events.ts';
import { Body, type Exchange, type WireRequest } from '../../src/exchange.ts';
import { HarReader } from '../../src/har/read.ts';
import type { Backend, Moment, Reply } from '../../src/protocol/backend.ts';
import { RequestView } from '../../src/protocol/request.ts';
import { Table } from '../../src/protocol/table.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { flawOf } from '../../src/replay/flaw.ts';
import { RecordedBackend, type RecordedOptions } from '../../src/replay/recorded.ts';

const root = join(import.meta.dirname, '../..');
export const captures = join(root, 'captures/wechat');
/** Recordings of real clients against a small fake backend; not part of the repository. */
export const clientHars = join(root, '../shared/client-hars');

export const harsIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.har'))
        .sort()
    : [];

/** The exchanges of a recording in the order of their start. */
export async function ordered(path: string): Promise<Exchange[]> {
  const reader = await HarReader.open(path);
  const exchanges: Exchange[] = [];
  for await (const { exchange } of reader.ordered()) if (exchange) exchanges.push(exchange);
  await reader.close();
  return exchanges;
}

/** A request with its time, ms from the start. */
export interface Line {
  readonly id: string;
  readonly at: number;
  readonly request: WireRequest;
  /** The client stops waiting then. */
  readonly until?: number;
}

/** The requests of a recording at their own times; what failed when it was recorded is given up at the same time. */
export function linesOf(exchanges: readonly Exchange[]): Line[] {
  const start = exchanges[0]!.startedAt;
  return exchanges.map((exchange) => ({
    id: exchange.id,
    at: exchange.startedAt - start,
    request: exchange.request,
    ...(exchange.failure && { until: exchange.startedAt - start + Math.max(0, exchange.timing.total) }),
  }));
}

export interface Performed extends Exchange {
  readonly why?: string;
}

/** The wall clock at the start of a rehearsal: long after every recording. */
const wallStart = Date.UTC(2030, 5, 1, 12);

/** Time that moves only where something happens. */
export class Rehearsal {
  readonly backend: Backend;
  now = 0;
  readonly done: Performed[] = [];
  readonly #held = new Map<number, Line>();

  constructor(backend: Backend) {
    this.backend = backend;
  }

  get moment(): Moment {
    return { now: this.now, wall: wallStart + this.now };
  }

  /** Sends a request now; undefined where it is held. */
  ask(request: WireRequest, id = `r${this.done.length}`, until?: number): Performed | undefined {
    const line: Line = { id, at: this.now, request, ...(until !== undefined && { until }) };
    const answer = this.backend.handle(request, this.moment);
    if (answer.held === undefined) return this.#finish(line, answer);
    this.#held.set(answer.held, line);
    return undefined;
  }

  /** Sends a request and lets time pass until it is answered. */
  wait(request: WireRequest, id?: string): Performed {
    const before = this.done.length;
    const answer = this.ask(request, id);
    if (answer) return answer;
    for (;;) {
      const next = this.backend.nextWake();
      if (next === undefined) throw new Error('nothing will ever happen');
      this.to(next);
      const found = this.done.slice(before).find((one) => one.request === request);
      if (found) return found;
    }
  }

  /** Lets time pass up to this moment. */
  to(time: number): void {
    for (;;) {
      const gone = [...this.#held].find(([, line]) => line.until !== undefined && line.until <= time);
      const next = this.backend.nextWake() ?? Number.POSITIVE_INFINITY;
      if (gone && gone[1].until! < next) this.#giveUp(...gone);
      else if (next <= time) this.#wake(next);
      else break;
    }
    this.now = Math.max(this.now, time);
  }

  #wake(time: number): void {
    this.now = Math.max(this.now, time);
    for (const release of this.backend.wake(this.moment)) {
      const line = this.#held.get(release.held);
      if (!line) throw new Error('released a poll that nobody waits for');
      this.#held.delete(release.held);
      this.#finish(line, release);
    }
  }

  #giveUp(handle: number, line: Line): void {
    this.now = Math.max(this.now, line.until!);
    this.#held.delete(handle);
    this.backend.forget(handle);
    const failure = { cause: 'aborted', message: 'given up' } as const;
    this.done.push({ ...this.#exchange(line), failure });
  }

  #finish(line: Line, { response, why }: Reply): Performed {
    const performed = { ...this.#exchange(line), response, ...(why !== undefined && { why }) };
    this.done.push(performed);
    return performed;
  }

  #exchange({ id, at, request }: Line): Exchange {
    return { id, startedAt: wallStart + at, request, timing: { total: this.now - at } };
  }

  /** Sends every request at its time. */
  perform(lines: readonly Line[]): this {
    for (const { at, request, id, until } of lines) {
      this.to(at);
      this.ask(request, id, until);
    }
    return this;
  }

  /** Lets time pass until nothing is held any more. */
  finish(limit = this.now + 120_000): this {
    while (this.#held.size > 0 && (this.backend.nextWake() ?? limit) < limit)
      this.to(this.backend.nextWake()!);
    return this;
  }
}

/** What happened, without times, by exchange; what could not be replayed left out. */
export function eventsOf(exchanges: readonly Exchange[], left: ReadonlySet<string> = new Set()): Event[] {
  const decoder = new Decoder(wechat);
  const byStart = [...exchanges].sort((one, other) => one.startedAt - other.startedAt);
  return byStart
    .flatMap((exchange) => decoder.decode(exchange).events)
    .filter(({ exchange }) => !left.has(exchange))
    .map(({ at: _at, heldMs: _held, ...event }) => event as unknown as Event);
}

export const flawedIn = (exchanges: readonly Exchange[]): Set<string> =>
  new Set(exchanges.filter((exchange) => flawOf(exchange) !== undefined).map(({ id }) => id));

/** Runs several clients against one backend, each request sent when the one before it is answered. */
export function converse(
  rehearsal: Rehearsal,
  clients: readonly Generator<WireRequest, void, Exchange>[],
  limit = 2_000_000,
): void {
  const waiting = new Map<WireRequest, Generator<WireRequest, void, Exchange>>();
  const ask = (
    client: Generator<WireRequest, void, Exchange>,
    { value, done }: IteratorResult<WireRequest, void>,
  ): void => {
    if (done || !value) return;
    const performed = rehearsal.ask(value);
    if (performed) ask(client, client.next(performed));
    else waiting.set(value, client);
  };
  for (const client of clients) ask(client, client.next());
  while (waiting.size > 0 && rehearsal.now < limit) {
    const from = rehearsal.done.length;
    const next = rehearsal.backend.nextWake();
    if (next === undefined) throw new Error('clients wait for what will never happen');
    rehearsal.to(next);
    for (const performed of rehearsal.done.slice(from)) {
      const client = waiting.get(performed.request);
      if (!client) continue;
      waiting.delete(performed.request);
      ask(client, client.next(performed));
    }
  }
}

/** A recording of the repository behind a backend, its exchanges by the end of their path. */
export async function served(name: string, options: Partial<RecordedOptions> = {}) {
  const exchanges = await ordered(join(captures, `${name}.har`));
  const backend = new RecordedBackend(exchanges, { protocol: wechat, ...options });
  const rehearsal = new Rehearsal(backend);
  const of = (endpoint: string, nth = 0): Exchange => {
    const table = new Table(wechat);
    const found = exchanges.filter(
      ({ request }) => new RequestView(request, table).endpoint?.name === endpoint,
    );
    return found.at(nth)!;
  };
  return { exchanges, backend, rehearsal, of };
}

export const textOf = ({ response }: Exchange): string => response?.body?.text() ?? '';
export const jsonOf = (exchange: Exchange): Record<string, unknown> => JSON.parse(textOf(exchange));

/** The request with texts replaced, as another client would send it. */
export function changed(request: WireRequest, changes: Readonly<Record<string, string>>): WireRequest {
  const change = (text: string): string =>
    Object.entries(changes).reduce((result, [from, to]) => result.replaceAll(from, to), text);
  return {
    ...plainRequest(request),
    url: change(request.url),
    headers: request.headers.map(([name, value]) => [name, change(value)] as const),
    ...(request.body && { body: Body.ofText(change(request.body.text())) }),
  };
}

/** Requests of a recording give their members by getters. */
export function plainRequest({ method, url, headers, body }: WireRequest): WireRequest {
  return { method, url, headers, ...(body && { body }) };
}
