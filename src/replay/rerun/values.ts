/** Gives every value of a recorded request its counterpart in the new run. */
import type { Call } from '../../decode/call.ts';
import type { Session } from '../../decode/flows.ts';
import type { Traced } from '../../decode/trace/index.ts';
import { strengthOf } from '../../decode/trace/strength.ts';
import type { Effects } from '../../effects.ts';
import { stringifyLossless } from '../../json.ts';
import { decodeToFixpoint } from '../../protocol/codec/percent.ts';
import type { Field } from '../../protocol/field.ts';
import { fieldAt } from './fields.ts';
import { replyAt } from './places.ts';
import type { Template } from './plan.ts';
import { Redraw } from './redraw.ts';
import { pieceLike, respelled, spelledLike, structured } from './spell.ts';
import { Twins } from './twins.ts';

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

export class Values {
  readonly #effects: Pick<Effects, 'now' | 'random'>;
  readonly #ran: Ran;
  /** Whether values that the client had before the recording may be sent again. */
  readonly #isOwn: boolean;
  readonly #twins = new Twins();
  readonly #redraw: Redraw;

  constructor(effects: Pick<Effects, 'now' | 'random'>, ran: Ran, isOwn: boolean) {
    this.#effects = effects;
    this.#redraw = new Redraw(effects);
    this.#ran = ran;
    this.#isOwn = isOwn;
  }

  /** Undefined: it stays as it was recorded. */
  give(traced: Traced, template: Template): Given | undefined {
    if (traced.to.where.startsWith(cookiePlace)) return this.#cookie(traced);
    const field = fieldAt(template.row, traced.to.where);
    // A recording knows requests outside of its table by their words alone.
    if (this.#isOwn && !template.row && traced.kind !== 'bound') return undefined;
    if (field?.source === 'session' && traced.value !== '') return this.#session(traced, field, template);
    switch (traced.kind) {
      case 'bound':
        return this.#bound(traced, field);
      case 'clock':
        return { value: this.#redraw.clock(traced, template.exchange.startedAt, field), why: 'the clock' };
      case 'counter':
        return { value: this.#redraw.counter(traced, template.exchange.startedAt), why: 'counts on' };
      case 'random':
        return traced.to.where.startsWith('/request/headers/')
          ? undefined
          : { value: this.#redraw.random(traced.value, field), why: 'drawn anew' };
      default:
        return undefined;
    }
  }

  /** A cookie that no reply set: one that may be a credential is another here, unless its own server is asked. */
  #cookie(traced: Traced): Given | undefined {
    const { kind, value, from, transforms = [], to } = traced;
    // What a reply set is the business of the jar.
    if (from?.where === to.where.replace('/request', '/response') && transforms.length === 0)
      return undefined;
    const bound = kind === 'bound' ? this.#bound(traced, undefined) : undefined;
    if (bound?.value !== undefined || this.#isOwn) return bound?.value === undefined ? undefined : bound;
    if (kind === 'input' || from) return { why: 'the new run has no such cookie' };
    return strengthOf(decodeToFixpoint(value)) < 2
      ? undefined
      : { value: this.#redraw.random(value, undefined), why: 'drawn anew' };
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
    if (made === undefined || made === '') return this.#unknown(traced, field);
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
  #unknown(traced: Traced, field: Field): Given | undefined {
    if (traced.kind === 'bound') {
      const bound = this.#bound(traced, field);
      if (bound?.value !== undefined) return bound;
    }
    if (this.#isOwn) return undefined;
    if (field.optional)
      return { value: this.#redraw.random(traced.value, field), why: 'unknown here; another in its place' };
    return { why: `the new run has no ${field.key}` };
  }

  #bound(traced: Traced, field: Field | undefined): Given | undefined {
    const { from, value } = traced;
    if (!from) return undefined;
    const source = this.#ran.counterpart(from.exchange);
    const recorded = this.#ran.recorded(from.exchange);
    if (from.where.startsWith('/request/')) {
      const plain = decodeToFixpoint(value);
      const drawn = this.#redraw.drawn(plain);
      return drawn === undefined
        ? undefined
        : { value: respelled(value, drawn), why: 'as the earlier request had it' };
    }
    if (!source || !recorded) return { why: `it needs what ${from.exchange} answered, which was left out` };
    const [had, has] = [replyAt(recorded.call, from.where), this.#twins.find(source, recorded, from.where)];
    const live = pieceLike(traced, had, has);
    if (live === undefined)
      return { why: `the new answer for ${from.exchange} has nothing at ${from.where}` };
    return { value: spelledLike(traced, live, field), why: `from the new answer for ${from.exchange}` };
  }
}

const cookiePlace = '/request/cookies/';
