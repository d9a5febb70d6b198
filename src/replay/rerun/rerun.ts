/** Runs a recording again against whoever answers: values bound anew, loops until their state, judged by the protocol's codes. */
import { Call } from '../../decode/call.ts';
import { Flows, type Session } from '../../decode/flows.ts';
import type { Effects } from '../../effects.ts';
import type { Exchange } from '../../exchange.ts';
import type { Outcome } from '../../protocol/endpoint.ts';
import type { Pace } from '../pace.ts';
import { Roles } from '../roles.ts';
import { RunCookies } from './cookies.ts';
import { type Ends, endsOf } from './ends.ts';
import { type PlanOptions, planOf, type Step, type Template } from './plan.ts';
import { type Change, Requests } from './request.ts';
import { type Ran, Values } from './values.ts';

export interface RerunOptions extends PlanOptions {
  readonly effects: Effects;
  /** Waits as recorded, faster, or not at all; default as recorded. */
  readonly pace?: Pace;
  /**
   * The recording itself answers: what the client had before it may be sent again, and polls that led nowhere are
   * asked all the same. Default false.
   */
  readonly isOwn?: boolean;
  readonly signal?: AbortSignal;
  /** Every exchange of the new run when it is over. */
  readonly onExchange?: (rerun: Rerun) => void;
}

/** One exchange of the new run. */
export interface Rerun {
  readonly exchange: Exchange;
  /** Id of the recorded exchange that it repeats. */
  readonly origin: string;
  /** Row; absent outside the table. */
  readonly endpoint?: string;
  readonly outcome: Outcome;
  /** Outcome of the recorded one. */
  readonly recorded: Outcome;
  readonly changes: readonly Change[];
}

/** A recorded exchange that was not sent again. */
export interface Left {
  readonly exchange: string;
  readonly endpoint?: string;
  readonly why: string;
}

export interface RerunResult {
  readonly reruns: readonly Rerun[];
  readonly left: readonly Left[];
  /** The answer that ended the run before its time. */
  readonly stopped?: Rerun;
  /** End states by machine. */
  readonly ends: { readonly recorded: Ends; readonly reached: Ends };
}

/** Rounds of a poll beyond those of the recording before its state is given up; news need not come at all. */
const patience = { state: 60, news: 12 };
/** Between two of these rounds, where the answers come at once, ms. */
const restMs = 1000;

/** `exchanges` in the order of their start. The exchanges of the new run are given in the order of theirs. */
export async function rerun(exchanges: readonly Exchange[], options: RerunOptions): Promise<RerunResult> {
  const runner = new Runner(exchanges, options);
  await runner.run();
  const reruns = runner.reruns.sort((one, other) => one.exchange.startedAt - other.exchange.startedAt);
  return {
    reruns,
    left: runner.left,
    ...(runner.stopped && { stopped: runner.stopped }),
    ends: {
      recorded: endsOf(runner.repeatable, options.protocol),
      reached: endsOf(
        reruns.map(({ exchange }) => exchange),
        options.protocol,
      ),
    },
  };
}

class Runner {
  readonly reruns: Rerun[] = [];
  readonly left: Left[] = [];
  stopped: Rerun | undefined;
  readonly #options: RerunOptions;
  readonly #steps: readonly Step[];
  readonly #flows: Flows;
  readonly #roles: Roles;
  readonly #requests: Requests;
  readonly #cookies: RunCookies;
  readonly #table;
  readonly #templates = new Map<string, Template>();
  /** The latest exchange of the new run for each recorded one. */
  readonly #counterparts = new Map<string, Call>();
  readonly #sessions = new Map<Session, Session>();
  readonly #begun = new Set<Step>();
  /** Steps that the run has passed in another way. */
  readonly #passed = new Map<Step, string>();
  #count = 0;

  constructor(exchanges: readonly Exchange[], options: RerunOptions) {
    const { steps, table } = planOf(exchanges, options);
    const { effects, protocol, isOwn = false } = options;
    this.#options = options;
    this.#steps = steps;
    this.#table = table;
    this.#flows = new Flows(protocol);
    this.#roles = new Roles(protocol);
    this.#cookies = new RunCookies(() => effects.now());
    for (const { templates } of steps)
      for (const template of templates) this.#templates.set(template.exchange.id, template);
    const ran: Ran = {
      counterpart: (id) => this.#counterparts.get(id),
      recorded: (id) => this.#templates.get(id),
      session: (session) => session && this.#sessions.get(session)?.values,
    };
    this.#requests = new Requests(table, steps, new Values(effects, ran, isOwn), this.#cookies, ran);
  }

  /** Recorded exchanges that can be sent again at all. */
  get repeatable(): Exchange[] {
    const templates = this.#steps.filter(({ left }) => left === undefined).flatMap((step) => step.templates);
    return templates.map(({ exchange }) => exchange).sort((one, other) => one.startedAt - other.startedAt);
  }

  async run(): Promise<void> {
    const done = new Map<Step, Promise<number>>();
    for (const step of this.#steps) {
      const before = step.after.map((one) => done.get(one)!);
      done.set(step, this.#take(step, before));
    }
    await Promise.all(done.values());
  }

  /** Waits for what was over when the step began, takes it, and gives the time of its end. */
  async #take(step: Step, before: readonly Promise<number>[]): Promise<number> {
    const { effects } = this.#options;
    const ends = await Promise.all(before);
    if (step.left === undefined && !this.#isOver(step)) await this.#pause(step, Math.max(...ends));
    if (step.left !== undefined) this.#leave(step, step.left);
    else if (this.#isOver(step)) this.#leave(step, this.#passed.get(step) ?? 'the run had ended');
    else {
      this.#begun.add(step);
      await (step.isPoll ? this.#poll(step) : this.#call(step));
    }
    return effects.now();
  }

  #isOver(step: Step): boolean {
    return this.stopped !== undefined || this.#passed.has(step) || this.#options.signal?.aborted === true;
  }

  /** As long as between the recorded ones, at the chosen pace. */
  async #pause({ start, after }: Step, since: number): Promise<void> {
    const { effects, pace = { factor: 1 } } = this.#options;
    const gap = start - Math.max(...after.map(({ end }) => end));
    if (pace === 'instant' || !Number.isFinite(gap) || gap <= 0) return;
    const rest = since + gap / pace.factor - effects.now();
    if (rest > 0) await effects.sleep(rest);
  }

  async #call(step: Step): Promise<void> {
    const [template] = step.templates;
    const ran = await this.#send(template!);
    if (typeof ran === 'string') this.#leave(step, ran);
    else if (this.#isFatal(ran, template!)) this.stopped ??= ran;
  }

  /** Something that moves the session went wrong which had not in the recording. */
  #isFatal({ exchange, outcome, recorded }: Rerun, { row }: Template): boolean {
    if (outcome.ok || outcome.name === recorded.name) return false;
    if (exchange.failure) return true;
    if (!row || !recorded.ok || recorded.name === 'unrecorded') return false;
    const role = this.#roles.of(row);
    if (!role.closing.has(outcome.name)) return role.moves || outcome.name === 'limited';
    // Where the recording ends so too, its poll will tell.
    return !this.#steps.some(
      (step) => step.row && step.awaited && this.#roles.of(step.row).closing.has(step.awaited),
    );
  }

  /** Asks until the recorded outcome comes, however many rounds that takes. */
  async #poll(step: Step): Promise<void> {
    const { templates, awaited, row } = step;
    const isNews = templates.at(-1)!.outcome.ok && this.#pullsFor(step) !== undefined;
    const rounds = templates.length + (isNews ? patience.news : patience.state);
    for (let round = 0; round < rounds; round++) {
      if (awaited === undefined && this.#isThere(step, round)) return;
      const template = templates[Math.min(round, templates.length - 1)]!;
      const ran = await this.#send(template);
      if (typeof ran === 'string') return this.#leave(step, ran);
      const { name } = ran.outcome;
      if (name === awaited || this.#isOver(step)) return;
      const isIdle = name === row!.longPoll!.idle;
      // That the recorded server failed once is nothing to wait for.
      if (this.#isSlip(step) && ran.outcome.ok && (isIdle || this.#pullsFor(step))) return;
      if (!isIdle && (await this.#isElsewhere(step, ran))) return;
      if (round >= templates.length - 1) await this.#rest(ran.exchange);
    }
    const last = templates.at(-1)!.exchange.id;
    this.left.push({ exchange: last, ...(row && { endpoint: row.name }), why: 'its outcome did not come' });
  }

  /** A poll without news leads to a state all the same; where the run has it there is nothing to ask for. */
  #isThere({ templates, session, row }: Step, round: number): boolean {
    if (this.#options.isOwn) return round >= templates.length;
    const live = session && this.#sessions.get(session);
    const state = row?.machine === undefined ? undefined : live?.flows.get(row.machine)?.state;
    return state === undefined ? round >= templates.length : state === templates.at(-1)!.state;
  }

  /** The recorded poll ended with an error after which the client asked again. */
  #isSlip(step: Step): boolean {
    const { outcome } = step.templates.at(-1)!;
    if (step.awaited === undefined || outcome.ok || this.#options.isOwn) return false;
    return !this.#roles.of(step.row!).closing.has(outcome.name) && !this.#endsFlow(step, outcome.name);
  }

  /** Answers that come at once must not be asked for without end. */
  async #rest({ timing }: Exchange): Promise<void> {
    const { effects, pace = { factor: 1 } } = this.#options;
    if (timing.total < restMs) await effects.sleep(pace === 'instant' ? restMs / 50 : restMs / pace.factor);
  }

  /** Another outcome than the awaited one: true where there is nothing more to wait for. */
  async #isElsewhere(step: Step, ran: Rerun): Promise<boolean> {
    const { row, awaited } = step;
    const name = ran.outcome.name;
    const later = this.#steps.find(
      (one) => one.index > step.index && one.row === row && one.awaited === name && !this.#begun.has(one),
    );
    const role = this.#roles.of(row!);
    if (later && (awaited === undefined || !ran.outcome.ok || !this.#pullsFor(step))) {
      this.#jump(step, later, ran);
      return true;
    }
    if (awaited === undefined) return true;
    if (ran.exchange.failure || role.closing.has(name) || this.#endsFlow(step, name)) {
      this.stopped ??= ran;
      return true;
    }
    const pull = ran.outcome.ok ? this.#pullsFor(step) : undefined;
    if (pull) await this.#pull(pull);
    return false;
  }

  #endsFlow({ row }: Step, outcome: string): boolean {
    return this.#options.protocol.machines.some(({ ends = {}, transitions }) =>
      transitions.some(
        (edge) =>
          edge.endpoint === row?.name && edge.outcome.includes(outcome) && Object.hasOwn(ends, edge.to),
      ),
    );
  }

  /** How the recording pulled what a poll of this machine told of. */
  #pullsFor({ row, index }: Step): Template | undefined {
    const pulls = this.#steps.filter(
      (one) =>
        one.row?.machine === row?.machine &&
        one.row !== undefined &&
        this.#roles.of(one.row).pulls &&
        !one.left,
    );
    return (pulls.findLast((one) => one.index < index) ?? pulls[0])?.templates[0];
  }

  async #pull(template: Template): Promise<void> {
    for (let round = 0; round < 10; round++) {
      const ran = await this.#send(template);
      if (typeof ran === 'string' || !ran.outcome.ok || ran.outcome.name !== 'more') return;
    }
  }

  /** The run came sooner, or another way, to where the recording was later. */
  #jump(from: Step, to: Step, { exchange }: Rerun): void {
    for (const step of this.#steps.slice(from.index, to.index + 1)) {
      if (step !== from && this.#begun.has(step)) continue;
      this.#passed.set(
        step,
        `the new run was already where the recording came with ${to.templates.at(-1)!.exchange.id}`,
      );
    }
    const live = from.session && this.#sessions.get(from.session);
    if (to.session && live) this.#sessions.set(to.session, live);
    const counterpart = this.#counterparts.get(from.templates.at(-1)!.exchange.id);
    if (counterpart?.exchange === exchange)
      for (const template of to.templates) this.#counterparts.set(template.exchange.id, counterpart);
  }

  /** Sends a recorded request again; the reason where it cannot be made. */
  async #send(template: Template): Promise<Rerun | string> {
    const made = this.#requests.make(template);
    if ('left' in made) return made.left;
    const { effects, onExchange } = this.#options;
    const answered = await effects.send(made.request);
    const exchange: Exchange = {
      ...answered,
      id: `e${this.#count++}`,
      extra: { _origin: template.exchange.id },
    };
    const call = new Call(exchange, this.#table);
    const { session } = this.#flows.step(call);
    this.#cookies.store(exchange);
    if (template.session && session) this.#sessions.set(template.session, session);
    this.#counterparts.set(template.exchange.id, call);
    const ran: Rerun = {
      exchange,
      origin: template.exchange.id,
      ...(template.row && { endpoint: template.row.name }),
      outcome: call.outcome,
      recorded: template.outcome,
      changes: made.changes,
    };
    this.reruns.push(ran);
    onExchange?.(ran);
    return ran;
  }

  #leave({ templates, row }: Step, why: string): void {
    for (const { exchange } of templates)
      this.left.push({ exchange: exchange.id, ...(row && { endpoint: row.name }), why });
  }
}
