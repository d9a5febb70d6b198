/** Learns from a recording, exchange by exchange, what drift compares; keeps no value that is somebody's. */
import { AnomalyWatch } from '../../decode/anomalies.ts';
import { Call } from '../../decode/call.ts';
import { Flows, type Step } from '../../decode/flows.ts';
import { type Exchange, header } from '../../exchange.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Shape } from '../../protocol/shape.ts';
import { Table } from '../../protocol/table.ts';
import { splitUrl } from '../../protocol/url.ts';
import { Kinds } from './kinds.ts';
import { cookieTraits } from './learn-cookies.ts';
import { FlowLearner } from './learn-flow.ts';
import { PauseWatch } from './learn-pauses.ts';
import { learnRequest } from './learn-request.ts';
import { type Lesson, learnValue } from './learn-value.ts';
import { plainCode, plainMethod, plainPath, strangerKey } from './plain.ts';
import { type EndpointStat, entry, Profile, ReplyStat } from './profile.ts';
import { type Mark, Tally } from './tally.ts';
import { timeKey } from './times.ts';

/** Calls outside the table that are told apart. */
const mostStrangers = 200;
const retry = 'retry';

export class Learner {
  readonly #table: Table;
  readonly #flows: Flows;
  readonly #profile: Profile;
  readonly #flowLearner: FlowLearner;
  readonly #anomalies = new AnomalyWatch();
  readonly #pauses = new PauseWatch();
  readonly #kinds: Kinds;
  /** Where the result code of a row stands in its shape. */
  readonly #codes = new Map<Endpoint, Shape | undefined>();
  readonly #cookies: ReadonlySet<string>;
  readonly #owns: (host: string) => boolean;
  #order = 0;

  constructor(protocol: Protocol) {
    this.#table = new Table(protocol);
    this.#flows = new Flows(protocol);
    this.#profile = new Profile(protocol.name);
    this.#flowLearner = new FlowLearner(protocol, this.#profile);
    this.#kinds = new Kinds(protocol);
    this.#cookies = new Set(Object.keys(protocol.cookies));
    this.#owns = (host) => this.#table.owns(host);
  }

  /** In the order of time. Never throws on content. */
  add(exchange: Exchange): void {
    const mark: Mark = { id: exchange.id, order: this.#order++ };
    this.#profile.exchanges += 1;
    const call = new Call(exchange, this.#table);
    const step = this.#flows.step(call);
    if (!call.endpoint) this.#stranger(call, mark);
    if (!call.endpoint || call.request.isPreflight) return;
    this.#anomaly(call, step, mark);
    this.#flowLearner.see(call, step, mark);
    const pause = this.#pauses.see(call, step.session);
    if (pause !== undefined) this.#profile.endpoint(call.endpoint.name).pauses.add(timeKey(pause), mark);
    this.#call(call, call.endpoint, mark);
  }

  /** What was learned; nothing may be added after. */
  finish(): Profile {
    const profile = this.#profile;
    this.#flowLearner.finish();
    for (const stat of profile.endpoints.values()) stat.recordings = 1;
    profile.recordings = 1;
    return profile;
  }

  /** Loops and retries, as the timeline knows them. */
  #anomaly(call: Call, step: Step, mark: Mark): void {
    const { found } = this.#anomalies;
    const before = found.length;
    this.#anomalies.see({ call, step, events: [] });
    for (let index = before; index < found.length; index += 1) {
      const { kind } = found[index]!;
      if (kind === retry) this.#profile.retries.add(call.endpoint!.name, mark);
      for (const { name, loops } of this.#table.protocol.machines)
        if (loops?.some((loop) => loop.kind === kind)) this.#profile.machine(name).loops.add(kind, mark);
    }
  }

  #stranger(call: Call, mark: Mark): void {
    const { url, query } = call.request;
    if (this.#table.roles(url.host).length === 0) return;
    const key = strangerKey(call.exchange.request.method, url);
    const { strangers } = this.#profile;
    if (key === undefined || (!strangers.has(key) && strangers.size >= mostStrangers)) return;
    const stranger = entry(strangers, key, () => ({ count: 0, first: mark, names: new Tally() }));
    stranger.count += 1;
    for (const { name } of query) if (/^[\w.-]{1,40}$/.test(name)) stranger.names.add(name);
  }

  #call(call: Call, row: Endpoint, mark: Mark): void {
    const { exchange, request } = call;
    const stat = this.#profile.endpoint(row.name);
    stat.calls += 1;
    stat.first ??= mark;
    stat.methods.add(plainMethod(exchange.request.method), mark);
    stat.hosts.add(request.url.host, mark);
    const lesson = this.#lesson(exchange, mark, row);
    const sent = learnRequest(stat.request, call, row, lesson);
    const { response, failure } = exchange;
    if (failure || !response) {
      stat.failures.add(failure?.cause ?? 'pending', mark);
      if (failure && !/^(?:aborted|blocked|pending)$/.test(failure.cause)) this.#outcome(stat, call, mark);
      return;
    }
    stat.statuses.add(String(response.status), mark);
    this.#location(stat, call, mark);
    this.#outcome(stat, call, mark);
    if (row.longPoll && call.outcome.name === row.longPoll.idle && exchange.timing.total > 0)
      stat.holds.add(timeKey(exchange.timing.total), mark);
    // A page of errors is not judged by what a good reply must hold.
    if (!(row.reply.statuses ?? [200]).includes(response.status)) return;
    this.#reply(stat, call, row, { ...lesson, sent });
  }

  #lesson(exchange: Exchange, mark: Mark, row: Endpoint): Lesson {
    if (!this.#codes.has(row)) this.#codes.set(row, row.code && shapeAt(row.reply.shape, row.code.at));
    return {
      mark,
      now: exchange.startedAt,
      kinds: this.#kinds,
      owns: this.#owns,
      cookies: this.#cookies,
      code: this.#codes.get(row),
    };
  }

  #outcome(stat: EndpointStat, { outcome, endpoint, exchange }: Call, mark: Mark): void {
    stat.outcomes.add(`${outcome.ok ? '+' : ''}${outcome.name}`, mark);
    if (endpoint!.code && outcome.code !== undefined && !exchange.failure)
      stat.codes.add(plainCode(outcome.code), mark);
  }

  #location(stat: EndpointStat, { exchange, request }: Call, mark: Mark): void {
    const { status, headers } = exchange.response!;
    if (status < 300 || status >= 400) return;
    const target = header(headers, 'location');
    if (target === undefined) {
      stat.locations.add('none', mark);
      return;
    }
    const { host, path } = /^[a-z]+:\/\//i.test(target)
      ? splitUrl(target)
      : { host: request.url.host, path: target.split(/[?#]/, 1)[0]! };
    const [role] = this.#table.roles(host).map((one) => one.role);
    stat.locations.add(role === undefined ? 'elsewhere' : `${role} ${plainPath(path)}`, mark);
  }

  #reply(stat: EndpointStat, call: Call, row: Endpoint, lesson: Lesson): void {
    const { mark } = lesson;
    const { reply, outcome } = call;
    const { headers } = call.exchange.response!;
    const [mime = '', ...parameters] = (header(headers, 'content-type') ?? '').toLowerCase().split(';');
    if (mime.trim() !== '')
      stat.contentTypes.add(/^[\w.+-]{1,40}\/[\w.+-]{1,60}$/.test(mime.trim()) ? mime.trim() : '?', mark);
    const charset = parameters.map((text) => /^\s*charset=["']?([\w-]+)/.exec(text)?.[1]).find(Boolean);
    if (charset !== undefined) stat.charsets.add(charset, mark);
    if (!reply) return;
    stat.kinds.add(reply.ok ? row.reply.codec : reply.kind, mark);
    if (!reply.ok) return;
    const variant = row.code && outcome.code !== undefined ? plainCode(outcome.code) : '';
    const found = entry(stat.replies, variant, () => new ReplyStat());
    found.calls += 1;
    found.first ??= mark;
    learnValue(found.body, reply.value, row.reply.shape, lesson);
    for (const cookie of call.setCookies()) {
      if (!/^[\w.-]{1,60}$/.test(cookie.name)) continue;
      const traits = entry(found.cookies, cookie.name, () => new Tally());
      for (const trait of cookieTraits(cookie, call)) traits.add(trait, mark);
    }
  }
}

function shapeAt(shape: Shape, pointer: string): Shape | undefined {
  let here: Shape | undefined = shape;
  for (const step of pointer.split('/').slice(1)) {
    const properties = here?.properties as Record<string, Shape> | undefined;
    here = properties && Object.hasOwn(properties, step) ? properties[step] : undefined;
  }
  return here;
}
