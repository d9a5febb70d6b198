/** Adds the calls of one endpoint to what is known of it. */

import { type Call, unrecorded } from '../../decode/call.ts';
import { type HeaderList, header } from '../../exchange.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { once } from '../../protocol/once.ts';
import type { Shape } from '../../protocol/shape.ts';
import type { Table } from '../../protocol/table.ts';
import { splitUrl } from '../../protocol/url.ts';
import type { Kinds } from './kinds.ts';
import { cookieTraits } from './learn-cookies.ts';
import { RequestLearner } from './learn-request.ts';
import { FieldLearner } from './learn-value.ts';
import type { Lesson, Subject } from './lesson.ts';
import { plainCode, plainMethod, plainPath } from './plain.ts';
import { type EndpointStat, ReplyStat } from './profile.ts';
import { type Mark, Tally } from './tally.ts';
import { timeKey } from './times.ts';

/** Content types that are remembered. */
const mostTypes = 100;

/** What a content type says, as far as it may be kept. */
interface ContentType {
  readonly mime: string | undefined;
  readonly charset: string | undefined;
}

interface ReplyLearner {
  readonly stat: ReplyStat;
  readonly body: FieldLearner;
}

export class CallLearner {
  readonly #stat: EndpointStat;
  readonly #row: Endpoint;
  readonly #table: Table;
  readonly #subject: Subject;
  readonly #request: RequestLearner;
  readonly #statuses: readonly number[];
  readonly #replies = new Map<string, ReplyLearner>();
  readonly #types = new Map<string, ContentType>();
  #code: { value: unknown; plain: string } | undefined;
  #method: { value: string; plain: string } | undefined;

  /** `cookies`: names of the session's. */
  constructor(stat: EndpointStat, row: Endpoint, table: Table, kinds: Kinds, cookies: ReadonlySet<string>) {
    this.#stat = stat;
    this.#row = row;
    this.#table = table;
    this.#subject = {
      kinds,
      owns: (host) => table.owns(host),
      code: row.code && shapeAt(row.reply.shape, row.code.at),
    };
    this.#request = new RequestLearner(stat.request, row, this.#subject, cookies);
    this.#statuses = row.reply.statuses ?? [200];
  }

  learn(call: Call, mark: Mark): void {
    const { exchange, request } = call;
    const stat = this.#stat;
    stat.calls += 1;
    stat.first ??= mark;
    stat.methods.add(this.#plainMethod(exchange.request.method), mark);
    stat.hosts.add(request.url.host, mark);
    const lesson: Lesson = { mark, now: exchange.startedAt, sent: undefined };
    const sent = this.#request.learn(call, lesson);
    const { response, failure } = exchange;
    if (failure || !response) {
      stat.failures.add(failure?.cause ?? 'pending', mark);
      if (failure && !/^(?:aborted|blocked|pending)$/.test(failure.cause)) this.#outcome(call, mark);
      return;
    }
    const { status } = response;
    stat.statuses.add(String(status), mark);
    if (status >= 300 && status < 400) this.#location(call, response.headers, mark);
    this.#outcome(call, mark);
    this.#hold(call, mark);
    // A page of errors is not judged by what a good reply must hold.
    if (this.#statuses.includes(status)) this.#reply(call, response.headers, { mark, now: lesson.now, sent });
    else if (status < 300 && call.reply?.ok === false) stat.kinds.add(call.reply.kind, mark);
  }

  #plainMethod(method: string): string {
    if (this.#method?.value !== method) this.#method = { value: method, plain: plainMethod(method) };
    return this.#method!.plain;
  }

  #plainCode(code: unknown): string {
    if (this.#code?.value !== code) this.#code = { value: code, plain: plainCode(code) };
    return this.#code!.plain;
  }

  #outcome({ outcome, exchange }: Call, mark: Mark): void {
    if (outcome.name === unrecorded) return;
    this.#stat.outcomes.add(outcome.ok ? `+${outcome.name}` : outcome.name, mark);
    if (this.#row.code && outcome.code !== undefined && !exchange.failure)
      this.#stat.codes.add(this.#plainCode(outcome.code), mark);
  }

  #hold({ outcome, exchange }: Call, mark: Mark): void {
    const { longPoll } = this.#row;
    if (!longPoll || outcome.name !== longPoll.idle) return;
    const { total } = exchange.timing;
    if (total > 0) this.#stat.holds.add(timeKey(total), mark);
  }

  #location({ request }: Call, headers: HeaderList, mark: Mark): void {
    const target = header(headers, 'location');
    if (target === undefined) {
      this.#stat.locations.add('none', mark);
      return;
    }
    const { host, path } = /^[a-z]+:\/\//i.test(target)
      ? splitUrl(target)
      : { host: request.url.host, path: target.split(/[?#]/, 1)[0]! };
    const [role] = this.#table.roles(host).map((one) => one.role);
    this.#stat.locations.add(role === undefined ? 'elsewhere' : `${role} ${plainPath(path)}`, mark);
  }

  #reply(call: Call, headers: HeaderList, lesson: Lesson): void {
    const { mark } = lesson;
    const stat = this.#stat;
    const { mime, charset } = this.#contentType(header(headers, 'content-type') ?? '');
    if (mime !== undefined) stat.contentTypes.add(mime, mark);
    if (charset !== undefined) stat.charsets.add(charset, mark);
    const { reply, outcome } = call;
    if (!reply) return;
    stat.kinds.add(reply.ok ? this.#row.reply.codec : reply.kind, mark);
    if (!reply.ok) return;
    const variant = this.#row.code && outcome.code !== undefined ? this.#plainCode(outcome.code) : '';
    const found = this.#replies.get(variant) ?? this.#newReply(variant);
    found.stat.calls += 1;
    found.stat.first ??= mark;
    found.body.learn(reply.value, lesson);
    for (const cookie of call.setCookies()) {
      if (!/^[\w.-]{1,60}$/.test(cookie.name)) continue;
      const traits = once(found.stat.cookies, cookie.name, () => new Tally());
      for (const trait of cookieTraits(cookie, call)) traits.add(trait, mark);
    }
  }

  #newReply(variant: string): ReplyLearner {
    const stat = once(this.#stat.replies, variant, () => new ReplyStat());
    const reply = { stat, body: new FieldLearner(stat.body, this.#subject, this.#row.reply.shape) };
    this.#replies.set(variant, reply);
    return reply;
  }

  #contentType(text: string): ContentType {
    let known = this.#types.get(text);
    if (!known) {
      known = readContentType(text);
      if (this.#types.size < mostTypes) this.#types.set(text, known);
    }
    return known;
  }
}

function readContentType(text: string): ContentType {
  const [first = '', ...parameters] = text.toLowerCase().split(';');
  const mime = first.trim();
  return {
    mime: mime === '' ? undefined : /^[\w.+-]{1,40}\/[\w.+-]{1,60}$/.test(mime) ? mime : '?',
    charset: parameters.map((one) => /^\s*charset=["']?([\w-]+)/.exec(one)?.[1]).find(Boolean),
  };
}

function shapeAt(shape: Shape, pointer: string): Shape | undefined {
  let here: Shape | undefined = shape;
  for (const step of pointer.split('/').slice(1)) {
    const properties = here?.properties as Record<string, Shape> | undefined;
    here = properties && Object.hasOwn(properties, step) ? properties[step] : undefined;
  }
  return here;
}
