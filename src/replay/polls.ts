/** Holds the polls of live sessions and releases them as the recording did. */

import { Agenda, type Task } from '../protocol/agenda.ts';
import type { Moment, Release, Reply } from '../protocol/backend.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { once } from '../protocol/once.ts';
import type { Caller } from './caller.ts';
import { opensAt } from './gate.ts';
import { idleReply, usualHold } from './idle.ts';
import { overReply } from './over.ts';
import { carryOn, nextStep } from './progress.ts';
import type { Asking, Stage } from './stage.ts';
import { type Step, stepsOf } from './steps.ts';

/** What the polls of one caller wait for. */
interface Pending {
  readonly key: string;
  readonly caller: Caller;
  readonly row: Endpoint;
  readonly plan: Plan;
  readonly asked: Map<number, Asking>;
  task: Task<Pending>;
}

/** What a poll will be answered with, and when. */
interface Plan {
  /** Absent: nothing will have happened. */
  readonly step?: Step;
  /** It was given before: the caller has not acted on it. */
  readonly isAgain?: boolean;
  readonly due: number;
}

/** A page that logs out goes away by itself; a poll that stays is told of the end so much later, ms. */
const partingMs = 1000;

export class Polls {
  readonly #stage: Stage;
  readonly #agenda = new Agenda<Pending>();
  readonly #pending = new Map<string, Pending>();
  readonly #holders = new Map<number, Pending>();
  /** When an event is due whose poll was given up: it happens all the same. */
  readonly #dues = new WeakMap<Caller, Map<Step, number>>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get nextWake(): number | undefined {
    return this.#agenda.due;
  }

  /** An answer now, or undefined: the poll is held under `handle`. */
  ask(row: Endpoint, caller: Caller, asking: Asking, handle: number, at: Moment): Reply | undefined {
    const key = `${caller.number} ${row.name}`;
    const known = this.#pending.get(key);
    const plan = known ? undefined : this.#plan(row, caller, asking, at);
    if (plan && plan.due <= at.now) return this.#settle(row, caller, plan, [asking], at)[0];
    const pending = known ?? this.#hold(key, row, caller, plan!);
    pending.asked.set(handle, asking);
    this.#holders.set(handle, pending);
    return undefined;
  }

  #hold(key: string, row: Endpoint, caller: Caller, plan: Plan): Pending {
    const pending = { key, caller, row, plan, asked: new Map<number, Asking>() } as unknown as Pending;
    pending.task = this.#agenda.add(plan.due, pending);
    this.#pending.set(key, pending);
    return pending;
  }

  wake(at: Moment): Release[] {
    const released: Release[] = [];
    for (let task = this.#agenda.take(at.now); task; task = this.#agenda.take(at.now)) {
      const { row, caller, plan, asked, key } = task.what;
      this.#pending.delete(key);
      const handles = [...asked.keys()];
      for (const handle of handles) this.#holders.delete(handle);
      const replies = this.#settle(row, caller, plan, [...asked.values()], at);
      replies.forEach((reply, index) => void released.push({ ...reply, held: handles[index]! }));
    }
    return released;
  }

  forget(handle: number): boolean {
    const pending = this.#holders.get(handle);
    if (!pending) return false;
    this.#holders.delete(handle);
    pending.asked.delete(handle);
    if (pending.asked.size === 0) {
      this.#agenda.cancel(pending.task);
      this.#pending.delete(pending.key);
    }
    return true;
  }

  /** The caller did something: its polls may have waited for that, or have nothing to wait for any more. */
  reconsider(caller: Caller, at: Moment): void {
    for (const row of this.#stage.tape.roles.protocol.endpoints) {
      const pending = row.longPoll && this.#pending.get(`${caller.number} ${row.name}`);
      if (!pending) continue;
      const due = this.#dueNow(pending, at);
      if (due >= pending.task.due) continue;
      this.#agenda.cancel(pending.task);
      pending.task = this.#agenda.add(due, pending);
    }
  }

  #dueNow({ caller, plan: { step }, task }: Pending, at: Moment): number {
    if (caller.isOver && step?.kind !== 'idle') return at.now + partingMs;
    if (step?.kind !== 'end' || opensAt(step.take, caller, this.#stage.tape.roles) > at.now) return task.due;
    return Math.max(at.now, this.#dues.get(caller)?.get(step) ?? at.now);
  }

  #plan(row: Endpoint, caller: Caller, asking: Asking, at: Moment): Plan {
    const { roles } = this.#stage.tape;
    carryOn(this.#stage, row, caller);
    const next = nextStep(this.#stage, row, caller, asking.view);
    if (!next) return { due: at.now + usualHold(row) };
    if (next.isAgain) return { ...next, due: at.now };
    const { step } = next;
    const due = this.#dueOf(caller, step, at);
    const opens = step.kind === 'end' ? opensAt(step.take, caller, roles) : due;
    if (opens <= due) return { step, due };
    // The end has to wait for the caller; meanwhile its polls are answered as if nothing had happened.
    return { step, due: Math.min(opens, at.now + usualHold(row)) };
  }

  #dueOf(caller: Caller, step: Step, at: Moment): number {
    if (step.kind === 'idle') return at.now + step.hold;
    const dues = once(this.#dues, caller, () => new Map<Step, number>());
    return once(dues, step, () => at.now + step.hold);
  }

  /** Answers all polls that waited for the same thing. */
  #settle(
    row: Endpoint,
    caller: Caller,
    { step, isAgain }: Plan,
    asked: readonly Asking[],
    at: Moment,
  ): Reply[] {
    const stage = this.#stage;
    const isEarly =
      step?.kind === 'end' &&
      (opensAt(step.take, caller, stage.tape.roles) > at.now ||
        (this.#dues.get(caller)?.get(step) ?? 0) > at.now);
    if (step?.kind !== 'idle') {
      const over = asked.map((asking) => overReply(stage, row, caller, asking, at));
      if (over.every((reply) => reply !== undefined)) return over;
    }
    if (!step || isEarly) return asked.map((asking) => idleReply(stage, row, caller, asking, at));
    const steps = stepsOf(caller.story, row, stage.tape.roles);
    const place = steps.indexOf(step) + 1;
    if (!isAgain) caller.polled.set(row.name, place);
    if (step.kind !== 'end') caller.lastPoll = at.now;
    const { id } = step.take.exchange;
    const why = `${id}: ${step.take.outcome.name}, poll ${place} of ${steps.length}${isAgain ? ' again' : ''}`;
    return asked.map((asking) => stage.give(step.take, caller, asking, at, why));
  }
}
