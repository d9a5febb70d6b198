/** Says why no recorded answer fits: never a silence, always a status with an explanation. */

import { Secrets, shorten } from '../decode/secrets.ts';
import { Body, type WireRequest, type WireResponse } from '../exchange.ts';
import { codecs } from '../protocol/codec/index.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { fieldLeaves } from '../protocol/field.ts';
import { splitUrl } from '../protocol/url.ts';
import type { Missing } from './found.ts';
import type { Difference } from './match.ts';
import type { Tape } from './tape.ts';

/** What the body of such an answer holds. */
export interface Miss {
  /** One sentence. */
  readonly error: string;
  /** `no-match`: the recording has nothing for it; `no-response`: what it has cannot be given. */
  readonly code: 'replay/no-match' | 'replay/no-response';
  /** Name of the row; absent outside the table. */
  readonly endpoint?: string;
  /** Id of the recorded exchange that comes nearest. */
  readonly nearest: string | null;
  /** The first field that differs from it. */
  readonly differs: Difference | null;
}

/** Longer values are cut. */
const longest = 120;

/** Says why there is no answer, its credentials shortened. */
export class Explainer {
  /** Made for the first miss: most recordings have none. */
  #known: Secrets | undefined;
  readonly #tape: Tape;

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  get #secrets(): Secrets {
    if (!this.#known) {
      this.#known = new Secrets(this.#tape.roles.protocol);
      for (const { values } of this.#tape.stories) {
        for (const [key, all] of values) for (const value of all) this.#known.learn({ [key]: value });
      }
    }
    return this.#known;
  }

  explain(request: WireRequest, row: Endpoint | undefined, missing: Missing): Miss {
    const { authority, path } = splitUrl(request.url);
    const asked = row?.name ?? `${request.method} ${this.#hide(authority + path)}`;
    const endpoint = row && { endpoint: row.name };
    const { unusable, nearest, differs } = missing;
    if (unusable) {
      const { id } = unusable.exchange;
      const error = `${asked}: the recording has no usable answer; of ${id}, ${unusable.flaw ?? 'nothing is known'}`;
      return { error, code: 'replay/no-response', ...endpoint, nearest: id, differs: null };
    }
    const shown = differs && this.#shown(differs, row);
    const id = nearest?.exchange.id ?? null;
    const why = shown
      ? `${shown.where} is ${quote(shown.received)} here, ${quote(shown.recorded)} in ${id ?? 'the recording'}`
      : 'no such request is in the recording';
    const error = `${asked} has no recorded answer: ${why}`;
    return { error, code: 'replay/no-match', ...endpoint, nearest: id, differs: shown ?? null };
  }

  #shown({ where, recorded, received }: Difference, row: Endpoint | undefined): Difference {
    const isSecret = this.#isSecret(where, row);
    const show = (value: string): string => {
      const hidden = isSecret ? shorten(value) : this.#hide(value);
      return hidden.length > longest ? `${hidden.slice(0, longest - 1)}…` : hidden;
    };
    return { where, recorded: show(recorded), received: show(received) };
  }

  /** The field that stands there is one of the credentials. */
  #isSecret(where: string, row: Endpoint | undefined): boolean {
    const name = where.slice(where.lastIndexOf('/') + 1);
    const fields = {
      ...row?.params,
      ...row?.query,
      ...row?.body?.fields,
      ...this.#tape.roles.protocol.cookies,
    };
    return fieldLeaves(fields).some(
      (leaf) => leaf.name === name && (leaf.field.secret || this.#isCredential(leaf.field.key)),
    );
  }

  #isCredential(key: string | undefined): boolean {
    return key !== undefined && this.#tape.roles.protocol.session[key]?.secret === true;
  }

  #hide(text: string): string {
    return this.#secrets.hideIn(text);
  }
}

const quote = (value: string): string => (value === '' ? 'missing' : JSON.stringify(value));

/** The explanation as an answer: 404 where the request is at fault, 502 where the recording is. */
export function missResponse(miss: Miss): WireResponse {
  return {
    status: miss.code === 'replay/no-match' ? 404 : 502,
    headers: [['Content-Type', 'application/json;charset=utf-8']],
    body: Body.ofText(`${JSON.stringify(miss)}\n`),
  };
}

/** The explanation that an answer of ours holds; undefined for every other answer. */
export function missIn(response: WireResponse | undefined): string | undefined {
  if (!response || (response.status !== 404 && response.status !== 502) || !response.body) return undefined;
  const decoded = codecs.json.decode(response.body);
  const { error, code } = ((decoded.ok && decoded.value) || {}) as Partial<Miss>;
  return typeof error === 'string' && (code === 'replay/no-match' || code === 'replay/no-response')
    ? error
    : undefined;
}
