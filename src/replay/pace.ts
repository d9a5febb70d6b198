/** How fast the time of a scenario passes: as the wall clock, a number of times faster, or at once. */
import { UsageError } from '../errors.ts';
import type { WireRequest } from '../exchange.ts';
import type { Answer, Backend, Moment, Release, Reply } from '../protocol/backend.ts';

/** `instant`: time passes only where somebody waits for it. */
export type Pace = 'instant' | { readonly factor: number };

const fastest = 10_000;

/** Reads `real`, `instant` or `xN`. Throws UsageError. */
export function parsePace(text: string): Pace {
  if (text === 'instant') return 'instant';
  if (text === 'real') return { factor: 1 };
  const factor = Number(/^x(\d{1,5}(?:\.\d{1,3})?)$/.exec(text)?.[1]);
  if (factor > 0 && factor <= fastest) return { factor };
  throw new UsageError(
    'usage/bad-option',
    `a pace is real, instant or x and a number up to ${fastest}, not '${text}'`,
  );
}

/**
 * A backend in wall time, as `serve` needs it: its moments have one clock, in ms, for `now` and what `nextWake` gives.
 * `polls` comes from `watchPolls`.
 */
export function paced(backend: Backend, pace: Pace, polls: PollWatch): Backend {
  return pace === 'instant' ? new Instant(backend, polls) : new Scaled(backend, pace.factor);
}

/** What a pace has to know about polls. */
export interface PollWatch {
  /** Whose poll it is; undefined for a request that is none. */
  readonly ownerOf: (request: WireRequest) => string | undefined;
  /** Whether the answer says that nothing happened. */
  readonly isIdle: (request: WireRequest, reply: Reply) => boolean;
}

class Scaled implements Backend {
  readonly #backend: Backend;
  readonly #factor: number;
  #origin: number | undefined;

  constructor(backend: Backend, factor: number) {
    this.#backend = backend;
    this.#factor = factor;
  }

  handle(request: WireRequest, at: Moment): Answer {
    const answer = this.#backend.handle(request, this.#inside(at));
    return answer.held === undefined ? this.#outside(answer) : answer;
  }

  wake(at: Moment): readonly Release[] {
    return this.#backend.wake(this.#inside(at)).map((release) => this.#outside(release));
  }

  nextWake(): number | undefined {
    const next = this.#backend.nextWake();
    return next === undefined ? undefined : (this.#origin ?? 0) + next / this.#factor;
  }

  forget(held: number): void {
    this.#backend.forget(held);
  }

  #inside({ now, wall }: Moment): Moment {
    this.#origin ??= now;
    return { now: (now - this.#origin) * this.#factor, wall };
  }

  #outside<R extends Reply>(reply: R): R {
    const delay = reply.damage?.delay;
    return delay === undefined
      ? reply
      : { ...reply, damage: { ...reply.damage, delay: delay / this.#factor } };
  }
}

/** Polls without news are answered so far apart, ms: clients ask again at once, and none may spin. */
const breath = 1000;
/** So many jumps answer anything that will ever be answered. */
const mostJumps = 10_000;

class Instant implements Backend {
  readonly #backend: Backend;
  readonly #polls: PollWatch;
  /** How far the scenario is ahead of the wall clock. */
  #ahead = 0;
  #latest = 0;
  readonly #held = new Map<number, WireRequest>();
  /** Answers that wait for their time. */
  #waiting: { due: number; release: Release }[] = [];
  /** When the last poll of each session was answered. */
  readonly #answered = new Map<string, number>();

  constructor(backend: Backend, polls: PollWatch) {
    this.#backend = backend;
    this.#polls = polls;
  }

  handle(request: WireRequest, at: Moment): Answer {
    this.#latest = at.now;
    const answer = this.#backend.handle(request, this.#inside(at));
    if (answer.held !== undefined) this.#held.set(answer.held, request);
    else this.#note(request, at.now);
    return answer.held === undefined ? withoutDelay(answer) : answer;
  }

  wake(at: Moment): readonly Release[] {
    this.#latest = at.now;
    const released = this.#waiting.filter(({ due }) => due <= at.now).map(({ release }) => release);
    this.#waiting = this.#waiting.filter(({ due }) => due > at.now);
    for (let jumps = 0; this.#held.size > 0 && jumps < mostJumps; jumps++) {
      const next = this.#backend.nextWake();
      if (next === undefined) break;
      this.#ahead += Math.max(0, next - this.#inside(at).now);
      for (const release of this.#backend.wake(this.#inside(at))) {
        const now = this.#release(release, at);
        if (now) released.push(now);
      }
    }
    return released;
  }

  /** The release, or undefined where it has to wait. */
  #release(release: Release, at: Moment): Release | undefined {
    const request = this.#held.get(release.held);
    this.#held.delete(release.held);
    const owner = request && this.#polls.ownerOf(request);
    const isIdle = request !== undefined && this.#polls.isIdle(request, release);
    const due =
      isIdle && owner !== undefined ? (this.#answered.get(owner) ?? at.now - breath) + breath : at.now;
    if (request) this.#note(request, Math.max(due, at.now));
    if (due <= at.now) return withoutDelay(release);
    this.#waiting.push({ due, release: withoutDelay(release) });
    return undefined;
  }

  #note(request: WireRequest, when: number): void {
    const owner = this.#polls.ownerOf(request);
    if (owner === undefined) return;
    this.#answered.delete(owner);
    this.#answered.set(owner, when);
    const [oldest] = this.#answered.keys();
    if (this.#answered.size > mostJumps && oldest !== undefined) this.#answered.delete(oldest);
  }

  nextWake(): number | undefined {
    const due = this.#waiting.map((one) => one.due);
    if (this.#held.size > 0 && this.#backend.nextWake() !== undefined) due.push(this.#latest);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  forget(held: number): void {
    this.#held.delete(held);
    this.#waiting = this.#waiting.filter(({ release }) => release.held !== held);
    this.#backend.forget(held);
  }

  #inside({ now, wall }: Moment): Moment {
    return { now: now + this.#ahead, wall };
  }
}

function withoutDelay<R extends Reply>(reply: R): R {
  const { delay, ...rest } = reply.damage ?? {};
  return delay === undefined ? reply : { ...reply, damage: rest };
}
