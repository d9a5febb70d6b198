/** Requests that wait for something to happen. */
import type { Agenda, Task } from '../../agenda.ts';
import type { Answer, Moment, Release, Reply } from '../../backend.ts';

/** What happens when its time has come; nobody looks at what it gives. */
export type Doing = (at: Moment) => unknown;

export interface Poll {
  readonly id: number;
  /** The polls that wait for the same thing. */
  readonly among: Set<Poll>;
  readonly task: Task<Doing>;
  /** What is answered when that thing happens. */
  readonly answer: (at: Moment) => Reply;
}

export interface Waiting {
  readonly among: Set<Poll>;
  /** ms. */
  readonly hold: number;
  /** Answered when something happened. */
  readonly news: (at: Moment) => Reply;
  /** Answered when nothing did. */
  readonly idle: (at: Moment) => Reply;
}

export class Polls {
  readonly #agenda: Agenda<Doing>;
  readonly #held = new Map<number, Poll>();
  #released: Release[] = [];
  #releasedAt: number | undefined;
  #count = 0;

  constructor(agenda: Agenda<Doing>) {
    this.#agenda = agenda;
  }

  get size(): number {
    return this.#held.size;
  }

  hold(at: Moment, { among, hold, news, idle }: Waiting): Answer {
    const id = ++this.#count;
    const task = this.#agenda.add(at.now + hold, (then) => this.#release(poll, idle, then));
    const poll: Poll = { id, among, task, answer: news };
    this.#held.set(id, poll);
    among.add(poll);
    return { held: id };
  }

  /** What the polls waited for has happened. */
  release(among: Set<Poll>, at: Moment): void {
    for (const poll of [...among]) this.#release(poll, poll.answer, at);
  }

  forget(id: number): void {
    const poll = this.#held.get(id);
    if (poll) this.#drop(poll);
  }

  /** The replies that are ready to leave. */
  drain(): Release[] {
    const released = this.#released;
    this.#released = [];
    this.#releasedAt = undefined;
    return released;
  }

  /** Scenario time since when replies are ready; undefined: there are none. */
  get readySince(): number | undefined {
    return this.#releasedAt;
  }

  /** The poll is gone before its answer is made, since making it may release others. */
  #release(poll: Poll, make: (at: Moment) => Reply, at: Moment): void {
    this.#drop(poll);
    this.#released.push({ ...make(at), held: poll.id });
    this.#releasedAt ??= at.now;
  }

  #drop(poll: Poll): void {
    this.#held.delete(poll.id);
    poll.among.delete(poll);
    this.#agenda.cancel(poll.task);
  }
}
