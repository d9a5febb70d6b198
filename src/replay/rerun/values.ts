/** Gives every value of a recorded request its counterpart in the new run. */
import type { Call } from '../../decode/call.ts';
import type { Session } from '../../decode/flows.ts';
import type { Traced } from '../../decode/trace/index.ts';
import { eachLeaf } from '../../decode/trace/leaves.ts';
import { strengthOf } from '../../decode/trace/texts.ts';
import type { Effects } from '../../effects.ts';
import { stringifyLossless } from '../../json.ts';
import { decodeToFixpoint, percentDecode } from '../../protocol/codec/percent.ts';
import type { Field } from '../../protocol/field.ts';
import { likeOf } from '../likeness.ts';
import { once } from '../once.ts';
import { fieldAt } from './fields.ts';
import { replyAt } from './places.ts';
import type { Template } from './plan.ts';

/** What has been run so far. */
export interface Ran {
  /** The latest exchange of the new run for a recorded one. */
  counterpart(id: string): Call | undefined;
  /** The recorded exchange. */
  recorded(id: string): Template | undefined;
  /** Values of the new session that stands for a recorded one. */
  session(session: Session | undefined): Readonly<Record<string, unknown>> | undefined;
}

/** A value for the new request, with the reason; without one the request cannot be made. */
export interface Given {
  readonly value?: unknown;
  readonly why: string;
}

interface Counter {
  readonly shift: number;
  last: number;
}

export class Values {
  readonly #effects: Pick<Effects, 'now' | 'random'>;
  readonly #ran: Ran;
  /** Whether values that the client had before the recording may be sent again. */
  readonly #isOwn: boolean;
  /** Values drawn anew by the recorded ones, so that what was the same stays the same. */
  readonly #drawn = new Map<string, string>();
  /** What took the place of values that replies gave, so that it is the same everywhere. */
  readonly #twins = new Map<string, string>();
  readonly #counters = new Map<string, Counter>();

  constructor(effects: Pick<Effects, 'now' | 'random'>, ran: Ran, isOwn: boolean) {
    this.#effects = effects;
    this.#ran = ran;
    this.#isOwn = isOwn;
  }

  /** Undefined: it stays as it was recorded. */
  give(traced: Traced, template: Template): Given | undefined {
    if (traced.to.where.startsWith(cookiePlace)) return this.#cookie(traced);
    const field = fieldAt(template.row, traced.to.where);
    if (field?.source === 'session' && traced.value !== '') return this.#session(traced, field, template);
    switch (traced.kind) {
      case 'bound':
        return this.#bound(traced, field);
      case 'clock':
        return { value: this.#clock(traced, template, field), why: 'the clock' };
      case 'counter':
        return { value: this.#counter(traced, template), why: 'counts on' };
      case 'random':
        return traced.to.where.startsWith('/request/headers/')
          ? undefined
          : { value: this.#random(traced.value, field), why: 'drawn anew' };
      default:
        return undefined;
    }
  }

  /** A cookie that no reply set: one that may be a credential is another here, unless its own server is asked. */
  #cookie(traced: Traced): Given | undefined {
    const { kind, value, from } = traced;
    const bound = kind === 'bound' ? this.#bound(traced, undefined) : undefined;
    if (bound?.value !== undefined || this.#isOwn) return bound?.value === undefined ? undefined : bound;
    if (kind === 'input' || from) return { why: 'the new run has no such cookie' };
    return strengthOf(decodeToFixpoint(value)) < 2
      ? undefined
      : { value: this.#random(value, undefined), why: 'drawn anew' };
  }

  #session(traced: Traced, field: Field, { session }: Template): Given | undefined {
    const values = this.#ran.session(session);
    const filling = {
      input: {},
      session: values ?? {},
      now: this.#effects.now(),
      random: () => this.#effects.random(),
    };
    const made = values === undefined ? undefined : field.fill(filling);
    if (made === undefined || made === '') return this.#unknown(traced, field, values !== undefined);
    if (traced.transforms?.includes('json-encode')) {
      const whole = values![field.key!] ?? this.#source(traced);
      return { value: encodeURIComponent(stringifyLossless(whole)), why: `the new ${field.key}` };
    }
    const isStructured =
      typeof made === 'object' || (field.key !== undefined && typeof values![field.key] === 'object');
    if (isStructured) return { value: structured(traced, made), why: `the new ${field.key}` };
    const live = values![field.key!] ?? made;
    return { value: spelledLike(traced, String(live), field), why: `the new ${field.key}` };
  }

  #source({ from }: Traced): unknown {
    const source = from && this.#ran.counterpart(from.exchange);
    return source && from && replyAt(source, from.where);
  }

  /** The new run has no such value. */
  #unknown(traced: Traced, field: Field, isKnown: boolean): Given | undefined {
    if (traced.kind === 'bound') {
      const bound = this.#bound(traced, field);
      if (bound?.value !== undefined) return bound;
    }
    if (this.#isOwn) return undefined;
    if (field.optional || isKnown)
      return { value: this.#random(traced.value, field), why: 'unknown here; another in its place' };
    return { why: `the new run has no ${field.key}` };
  }

  #bound(traced: Traced, field: Field | undefined): Given | undefined {
    const { from, value } = traced;
    if (!from) return undefined;
    const source = this.#ran.counterpart(from.exchange);
    const recorded = this.#ran.recorded(from.exchange);
    if (from.where.startsWith('/request/')) {
      const plain = decodeToFixpoint(value);
      const drawn = this.#drawn.get(plain);
      return drawn === undefined
        ? undefined
        : { value: respelled(value, drawn), why: 'as the earlier request had it' };
    }
    if (!source || !recorded) return { why: `it needs what ${from.exchange} answered, which was left out` };
    const [had, has] = [replyAt(recorded.call, from.where), this.#alike(source, recorded, from.where)];
    const live = pieceLike(traced, had, has);
    if (live === undefined)
      return { why: `the new answer for ${from.exchange} has nothing at ${from.where}` };
    return { value: spelledLike(traced, live, field), why: `from the new answer for ${from.exchange}` };
  }

  /** What stands there now; of a list that has others, one of the same look. */
  #alike(source: Call, recorded: Template, where: string): unknown {
    const found = replyAt(source, where);
    const had = replyAt(recorded.call, where);
    const text = String(had);
    if (typeof had === 'object' || strengthOf(text) < 2) return found;
    const known = this.#twins.get(text);
    if (known !== undefined) return known;
    const twin = this.#twinOf(source, recorded, where, found, had);
    if (twin !== undefined) this.#twins.set(text, String(twin));
    return twin;
  }

  #twinOf(source: Call, recorded: Template, where: string, found: unknown, had: unknown): unknown {
    const taken = new Set(this.#twins.values());
    const isFree = (value: unknown): boolean => looks(value) === looks(had) && !taken.has(String(value));
    if (found !== undefined && isFree(found)) return found;
    const name = where.slice(where.lastIndexOf('/') + 1);
    const [before, now] = [recorded.call, source].map((call) =>
      namedIn(call, name).filter((value) => looks(value) === looks(had)),
    ) as [string[], string[]];
    const free = now.filter(isFree);
    const choice = free.length > 0 ? free : now;
    return choice.length === 0 ? found : choice[Math.max(0, before.indexOf(String(had))) % choice.length];
  }

  #clock({ value, transforms = [] }: Traced, { exchange }: Template, field: Field | undefined): string {
    const now = this.#effects.now();
    if (transforms.includes('append')) return this.#appended(value, now, transforms.includes('seconds'));
    const age = Math.max(0, Math.min(ageOf(value, exchange.startedAt, transforms), 60_000));
    let time = now - age;
    if (transforms.includes('seconds')) time = Math.floor(time / 1000);
    if (transforms.includes('divide'))
      time = Math.trunc(time / scaleOf(value, exchange.startedAt, field, transforms));
    if (transforms.includes('bitwise-not')) return String(~time);
    return String(transforms.includes('negate') ? -time : time);
  }

  /** The same digits behind the clock for all who had the same. */
  #appended(value: string, now: number, isSeconds: boolean): string {
    return once(this.#drawn, value, () => {
      const clock = String(isSeconds ? Math.floor(now / 1000) : now);
      const tail = Array.from({ length: value.length - clock.length }, () =>
        Math.floor(this.#effects.random() * 10),
      );
      return clock + tail.join('');
    });
  }

  #counter({ value, to }: Traced, { exchange }: Template): string {
    const number = Number(value);
    const name = `${to.where} ${value.length}`;
    const shift = Math.round(this.#effects.now() - exchange.startedAt) / (value.length === 10 ? 1000 : 1);
    const known = once(this.#counters, name, () => ({
      shift: value.length < 10 ? 0 : Math.round(shift),
      last: 0,
    }));
    known.last = Math.max(known.last + 1, number + known.shift);
    return String(known.last);
  }

  #random(value: string, field: Field | undefined): string {
    const plain = decodeToFixpoint(value);
    // A number that begins with the clock keeps doing so.
    if (/^\d{14,}$/.test(plain)) return this.#appended(plain, this.#effects.now(), plain.length < 16);
    const seed = (): string => `${this.#effects.random()} ${this.#effects.random()}`;
    const drawn = once(this.#drawn, plain, () => anew(plain, field, seed()));
    return respelled(value, drawn);
  }
}

/** Every value of this name in a reply, each once, in order. */
function namedIn(call: Call, name: string): string[] {
  const values = new Set<string>();
  eachLeaf(call.output, (leaf) => leaf.name === name && values.add(String(leaf.value)));
  return [...values];
}

/** A position, joined as it was written; inside a JSON body it stands as it is. */
function structured({ value }: Traced, made: unknown): unknown {
  if (typeof made === 'object') return made;
  return decodeToFixpoint(value) === value ? made : encodeURIComponent(String(made));
}

const cookiePlace = '/request/cookies/';

/** Another value of the same form; a letter before digits alone is a mark. */
function anew(text: string, field: Field | undefined, seed: string): string {
  const mark = /^[A-Za-z](?=\d{6,}$)/.exec(text)?.[0] ?? '';
  return mark + likeOf(text.slice(mark.length), mark === '' ? field?.shape : undefined, seed);
}

/** The form of a text: its marks and the kinds of its characters. */
const looks = (value: unknown): string =>
  String(value ?? '')
    .replace(/[a-z0-9]+/gi, '')
    .slice(0, 8) + typeof value;

/** Percent-encoded as the recorded text is. */
function respelled(recorded: string, plain: string): string {
  let text = plain;
  for (let rest = recorded; percentDecode(rest) !== rest; rest = percentDecode(rest))
    text = encodeURIComponent(text);
  return text;
}

/** The new value as its recorded counterpart was written on its way from the reply to the request. */
function spelledLike({ value, transforms = [], to }: Traced, live: string, field: Field | undefined): string {
  const times = transforms.filter((step) => step === 'percent-encode').length;
  let text = live;
  for (const step of transforms) {
    if (step === 'percent-decode') text = percentDecode(text);
    else if (step === 'base64-encode') text = Buffer.from(text).toString('base64');
    else if (step === 'base64-decode') text = Buffer.from(text, 'base64').toString('utf8');
  }
  for (let time = 0; time < times; time++) text = encodeURIComponent(text);
  const isInUrl = to.where.startsWith('/request/query/') || to.where.startsWith('/request/path/');
  if (times > 0 || !isInUrl || encodeURIComponent(text) === text) return text;
  // Nothing in the recorded value shows whether the client encodes: then as the table says.
  const isSilent = encodeURIComponent(value) === value;
  return isSilent && field?.spelling !== 'raw' && field?.spelling !== 'angular'
    ? encodeURIComponent(text)
    : text;
}

/** The piece of a text that stands where the recorded piece stood. */
function pieceLike({ value, transforms = [] }: Traced, had: unknown, has: unknown): string | undefined {
  if (has === undefined || has === null || typeof has === 'object') return undefined;
  const [before, now] = [String(had), String(has)];
  const wanted = decodeToFixpoint(value);
  if (transforms.includes('embed')) return value.replace(before, now);
  if (!transforms.includes('url-part') && !transforms.includes('part')) return now;
  const [old, fresh] = [before, now].map((text) => text.split(/([?&=/#"'<>\s,;|]+)/)) as [string[], string[]];
  const index = old.findIndex((piece) => decodeToFixpoint(piece) === wanted);
  if (index < 0) return undefined;
  const name = old[index - 1] === '=' ? old[index - 2] : undefined;
  const place = name === undefined ? -1 : fresh.indexOf(name);
  return place >= 0 ? fresh[place + 2] : fresh[index];
}

function ageOf(value: string, at: number, transforms: readonly string[]): number {
  const unit = transforms.includes('seconds') ? 1000 : 1;
  if (transforms.includes('divide')) return 0;
  if (!transforms.includes('bitwise-not')) return at - Number(value) * unit;
  if (unit === 1000) return at - ~Number(value) * unit;
  return (at - ~Number(value)) & 0x7fffffff;
}

function scaleOf(value: string, at: number, field: Field | undefined, transforms: readonly string[]): number {
  const clock = transforms.includes('seconds') ? at / 1000 : at;
  const ratio = clock / Math.abs(Number(value));
  const [first, ...others] = field?.scales ?? [ratio];
  return others.reduce((best, one) => (Math.abs(one - ratio) < Math.abs(best - ratio) ? one : best), first!);
}
