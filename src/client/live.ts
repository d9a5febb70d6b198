/** A live session: what is known, and the one door through which everything is asked. */
import { Decoder, type Event, isoTime } from '../decode/events.ts';
import type { Effects } from '../effects.ts';
import { UsageError } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import type { ClientPlan, Standing, Step, Values } from '../protocol/client-plan.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { splitUrl } from '../protocol/url.ts';
import type { Answer } from './answer.ts';
import { type Caller, type CallOptions, call } from './call.ts';
import { Emitter } from './events.ts';
import { RoleHosts } from './hosts.ts';
import { type CookieState, Jar } from './jar.ts';

/** What a session consists of, as a file keeps it. */
export interface SessionState {
  readonly protocol: string;
  readonly main: string;
  readonly variant?: string | undefined;
  readonly values: Values;
  readonly cookies: CookieState;
}

export interface LiveOptions {
  /** Which client this is, for fields that not all of them send. */
  readonly variant?: string | undefined;
  /** Headers of the user's choice, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A session to go on with. */
  readonly session?: SessionState | undefined;
  /** Gets every exchange once it is over; its id is its place in this order. */
  readonly record?: ((exchange: Exchange) => void) | undefined;
}

/** Ids of messages that are remembered, so that none is told twice. */
const mostRemembered = 10_000;
/** Another one each time: a signal remembers all those that were made from it. */
const neverAborted = (): AbortSignal => new AbortController().signal;

export class Live {
  readonly protocol: Protocol;
  readonly plan: ClientPlan;
  readonly effects: Effects;
  readonly emitter: Emitter;
  readonly variant: string | undefined;
  values: Record<string, unknown>;
  main: string;
  /** Aborted when the client is closed: it ends everything that is under way. */
  readonly life = new AbortController();
  readonly #decoder: Decoder;
  readonly #options: LiveOptions;
  readonly #jar: Jar;
  readonly #hosts: RoleHosts;
  readonly #calls = new Map<string, number>();
  readonly #seen = new Set<string>();
  /** Items of pulls by the event that tells of them. */
  readonly #items = new WeakMap<Event, Values>();
  readonly #states = new Map<string, string>();
  readonly #brought = new WeakMap<Values, Values>();
  readonly #observers: ((answer: Answer) => void)[] = [];
  #count = 0;

  /** Throws UsageError for a protocol without a plan, and for a session of another protocol. */
  constructor(protocol: Protocol, effects: Effects, options: LiveOptions = {}) {
    const { client: plan } = protocol;
    const { session, variant } = options;
    if (!plan) throw new UsageError('usage/bad-option', `there is no client for ${protocol.title}`);
    if (session && session.protocol !== protocol.name)
      throw new UsageError('usage/bad-option', `the session is one of ${session.protocol}`);
    this.protocol = protocol;
    this.plan = plan;
    this.effects = effects;
    this.variant = variant ?? session?.variant;
    this.values = { ...session?.values };
    this.main = session?.main ?? plan.main;
    this.emitter = new Emitter(plan.short);
    this.#options = options;
    this.#decoder = new Decoder(protocol);
    this.#jar = new Jar(effects.now, session?.cookies);
    this.#hosts = new RoleHosts({
      of: (role, main) => plan.hosts(role, main),
      fits: (host, first) => this.#jar.covers(host, first),
    });
  }

  /** State of a machine, as the last answer left it. */
  state(machine: string): string | undefined {
    return this.#states.get(machine);
  }

  /** Puts a machine in a state that no answer led to. */
  setState(machine: string, state: string): void {
    this.#states.set(machine, state);
  }

  /** Calls `observer` with every answer, before its events are told. */
  observe(observer: (answer: Answer) => void): void {
    this.#observers.push(observer);
  }

  /** What a step may look at; `row` is the name of the one whose calls it counts. */
  standing(row: string): Standing {
    const { values, main, variant } = this;
    return { values, main, variant, calls: this.#calls.get(row) ?? 0 };
  }

  /** The step that is due in this state, where there is one. */
  stepIn(steps: Readonly<Record<string, (standing: Standing) => Step>>, state: string): Step | undefined {
    const make = Object.hasOwn(steps, state) ? steps[state] : undefined;
    if (!make) return undefined;
    // Which row it is does not depend on how often it was called.
    return make(this.standing(make(this.standing('')).row.name));
  }

  /** Another login begins: only what outlives a session stays. */
  begin(): void {
    const kept = this.plan.login.lasting.filter((key) => this.values[key] !== undefined);
    this.values = Object.fromEntries(kept.map((key) => [key, this.values[key]]));
    this.restart();
  }

  /** Another code was asked for. */
  restart(): void {
    this.#calls.clear();
    this.#states.clear();
  }

  /** Asks, learns from the answer, and tells its events. Throws the signal's reason when it is aborted. */
  async ask({ row, input }: Step, options: CallOptions = {}): Promise<Answer> {
    const signal = AbortSignal.any([this.life.signal, options.signal ?? neverAborted()]);
    signal.throwIfAborted();
    this.#calls.set(row.name, (this.#calls.get(row.name) ?? 0) + 1);
    const made = await call(this.#caller(), row, input, { ...options, signal });
    this.#hosts.learn(splitUrl(made.request.url).host, made.failure?.cause);
    const exchange = { ...made, id: `e${this.#count++}` };
    this.#options.record?.(exchange);
    const answer = this.#decoder.decode(exchange);
    this.#learn(answer);
    signal.throwIfAborted();
    return answer;
  }

  #caller(): Caller {
    const { protocol, plan, effects, values, main, variant } = this;
    return {
      protocol,
      table: this.#decoder.table,
      effects,
      jar: this.#jar,
      values,
      page: plan.page(main, variant),
      variant,
      headers: this.#options.headers ?? {},
      host: (role) => this.#hosts.host(role, main),
    };
  }

  #learn(answer: Answer): void {
    const { call: reading, step, events } = answer;
    for (const { flow, to } of step.moves) this.#states.set(flow.machine.name, to);
    if (step.session) this.#take(step.session.values);
    const home = this.plan.home(this.values);
    if (home !== undefined) this.main = this.plan.hosts('main', home)[0] ?? home;
    for (const observer of this.#observers) observer(answer);
    const items = this.plan.items(reading);
    for (const event of events) {
      const item = typeof event.id === 'string' ? items.get(event.id) : undefined;
      if (item) this.#items.set(event, item);
      if (this.#isNew(event)) this.emitter.emit(event);
    }
  }

  /** What is new among the values that the answers of one session have brought so far. */
  #take(brought: Values): void {
    const before = this.#brought.get(brought) ?? {};
    for (const [key, value] of Object.entries(brought)) if (value !== before[key]) this.values[key] = value;
    this.#brought.set(brought, { ...brought });
  }

  #isNew({ type, id }: Event): boolean {
    if (typeof id !== 'string' || !this.plan.sync.once.includes(type)) return true;
    if (this.#seen.has(id)) return false;
    this.remember(id);
    return true;
  }

  /** A message of this id is known: the server's word of it is no news. */
  remember(id: string): void {
    this.#seen.add(id);
    if (this.#seen.size <= mostRemembered) return;
    for (const oldest of this.#seen) {
      this.#seen.delete(oldest);
      break;
    }
  }

  /** What the server sent for this event; undefined for one that came from elsewhere. */
  itemOf(event: Event): Values | undefined {
    return this.#items.get(event);
  }

  /** Tells something that no answer says. */
  tell(type: string, fields: Readonly<Record<string, unknown>>, exchange = ''): void {
    this.emitter.emit({ at: isoTime(this.effects.now()), type, exchange, state: null, ...fields });
  }

  /** Waits `ms`; where an answer is the reason, listeners hear of it (`client.waiting`). Throws the signal's reason when it is aborted. */
  async pause(ms: number, why: Answer | undefined, signal: AbortSignal): Promise<void> {
    if (why) {
      const { endpoint, outcome, exchange } = why.call;
      const { name, code, meaning } = outcome;
      const said = { ...(code !== undefined && { code }), ...(meaning !== undefined && { meaning }) };
      this.tell(
        'client.waiting',
        { endpoint: endpoint?.name ?? '', outcome: name, ...said, ms },
        exchange.id,
      );
    }
    const any = AbortSignal.any([this.life.signal, signal]);
    await this.effects.sleep(ms, any);
    any.throwIfAborted();
  }

  /** What a session file keeps. */
  session(): SessionState {
    const { protocol, main, variant, values } = this;
    return {
      protocol: protocol.name,
      main,
      ...(variant !== undefined && { variant }),
      values: { ...values },
      cookies: this.#jar.state(),
    };
  }
}
