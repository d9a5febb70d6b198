/** One run under way: what was sent so far, which sessions stand for the recorded ones, and what is behind it. */
import { Call } from '../../decode/call.ts';
import { Flows, type Session } from '../../decode/flows.ts';
import type { Effects } from '../../effects.ts';
import type { Exchange } from '../../exchange.ts';
import type { Outcome } from '../../protocol/endpoint.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Table } from '../../protocol/table.ts';
import type { Pace } from '../pace.ts';
import { Roles } from '../roles.ts';
import { RunCookies } from './cookies.ts';
import type { Plan, PlanOptions, Step, Template } from './plan.ts';
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

export class Run {
  readonly reruns: Rerun[] = [];
  readonly calls: Call[] = [];
  readonly left: Left[] = [];
  /** The answer that ended the run before its time. */
  stopped: Rerun | undefined;
  /** Where nobody answered, or not in the protocol's words, and the run could go on without. */
  readonly broken: Rerun[] = [];
  readonly options: RerunOptions;
  readonly protocol: Protocol;
  readonly roles: Roles;
  readonly steps: readonly Step[];
  /** Steps that were taken up. */
  readonly begun = new Set<Step>();
  readonly #table: Table;
  readonly #flows: Flows;
  readonly #requests: Requests;
  readonly #cookies: RunCookies;
  /** The latest exchange of the new run for each recorded one. */
  readonly #counterparts = new Map<string, Call>();
  readonly #sessions = new Map<Session, Session>();
  /** Steps that the run has passed in another way, with the reason. */
  readonly #passed = new Map<Step, string>();

  constructor({ steps, table }: Plan, options: RerunOptions) {
    const { effects, protocol, isOwn = false } = options;
    this.options = options;
    this.protocol = protocol;
    this.steps = steps;
    this.#table = table;
    this.#flows = new Flows(protocol);
    this.roles = Roles.for(protocol);
    this.#cookies = new RunCookies(() => effects.now());
    const templates = new Map<string, Template>();
    for (const step of steps) for (const one of step.templates) templates.set(one.exchange.id, one);
    const ran: Ran = {
      counterpart: (id) => this.#counterparts.get(id),
      recorded: (id) => templates.get(id),
      session: (session) => this.session(session)?.values,
    };
    const values = new Values(effects, ran, isOwn);
    const allowsHost = options.allowsHost ?? (() => false);
    this.#requests = new Requests(table, steps, values, this.#cookies, ran, allowsHost);
  }

  /** The session of the new run that stands for a recorded one. */
  session(recorded: Session | undefined): Session | undefined {
    return recorded && this.#sessions.get(recorded);
  }

  /** Nothing more is to be done for this step. */
  isOver(step: Step): boolean {
    return this.stopped !== undefined || this.#passed.has(step) || this.options.signal?.aborted === true;
  }

  leave(step: Step, why = this.#passed.get(step) ?? 'the run had ended'): void {
    for (const { exchange } of step.templates) this.leaveOne(exchange.id, step, why);
  }

  leaveOne(exchange: string, { row }: Step, why: string): void {
    this.left.push({ exchange, ...(row && { endpoint: row.name }), why });
  }

  /** Sends a recorded request again; the reason where it cannot be made. */
  async send(template: Template): Promise<Rerun | string> {
    const made = this.#requests.make(template);
    if ('left' in made) return made.left;
    const { effects, onExchange } = this.options;
    const answered = await effects.send(made.request);
    const id = `e${this.reruns.length}`;
    const exchange: Exchange = { ...answered, id, extra: { _origin: template.exchange.id } };
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
    this.calls.push(call);
    onExchange?.(ran);
    return ran;
  }

  /** The run came sooner, or another way, to where the recording was later. */
  jump(from: Step, to: Step, { exchange }: Rerun): void {
    const there = to.templates.at(-1)!.exchange.id;
    for (const step of this.steps.slice(from.index, to.index + 1)) {
      if (step !== from && this.begun.has(step)) continue;
      this.#passed.set(step, `the new run was already where the recording came with ${there}`);
    }
    const live = this.session(from.session);
    if (to.session && live) this.#sessions.set(to.session, live);
    const call = this.calls.find((one) => one.exchange === exchange);
    if (call) for (const template of to.templates) this.#counterparts.set(template.exchange.id, call);
  }
}
