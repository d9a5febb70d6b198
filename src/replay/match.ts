/** Compares a request with a recorded one, field by field, by where each value comes from. */

import { Body } from '../exchange.ts';
import { codecs } from '../protocol/codec/index.ts';
import { type Field, fieldLeaves } from '../protocol/field.ts';
import { once } from '../protocol/once.ts';
import { readFields } from '../protocol/read.ts';
import { RequestView } from '../protocol/request.ts';
import { at } from '../protocol/shape.ts';
import type { Table } from '../protocol/table.ts';
import { canonical } from './canonical.ts';
import type { Take } from './tape.ts';

/** A value that decides whether two requests ask for the same. */
interface Asked {
  readonly field: Field;
  readonly text: string;
}

/** What a request asks for, by JSON Pointer. */
export type Question = ReadonlyMap<string, Asked>;

export interface Difference {
  /** JSON Pointer into the exchange as decoded. */
  readonly where: string;
  /** '' where there is no such value. */
  readonly recorded: string;
  readonly received: string;
}

export interface Comparison {
  /** The first field that must agree and does not. */
  readonly differs?: Difference;
  /** How many fields that may differ do. */
  readonly distance: number;
}

/** The values of a request that its caller chose or its protocol fixes; those of the row's `asks` are told apart later. */
export function questionOf(request: RequestView): Question {
  const asked = new Map<string, Asked>();
  const asks = request.endpoint?.asks;
  for (const { where, field, value } of readFields(request)) {
    if (field.inner) addInner(asked, where, field, value);
    else if (isDecisive(field) && !(asks && where.startsWith('/request/body/') && isListed(request, where)))
      asked.set(where, { field, text: canonical(value) });
  }
  return asked;
}

const isDecisive = ({ source }: Field): boolean => source === 'input' || source === 'constant';

/** Part of the list that is answered item by item, or its length. */
function isListed(request: RequestView, where: string): boolean {
  const list = request.endpoint?.asks?.list;
  if (list === undefined) return false;
  const pointer = where.slice('/request/body'.length);
  const items = request.sent(list);
  return (
    pointer === list || (Array.isArray(items) && canonical(request.sent(pointer)) === String(items.length))
  );
}

/** JSON text inside a field: its parts have sources of their own. */
function addInner(asked: Map<string, Asked>, where: string, outer: Field, value: unknown): void {
  const decoded = typeof value === 'string' ? codecs.json.decode(Body.ofText(value)) : undefined;
  if (!decoded?.ok) {
    asked.set(where, { field: { ...outer, source: 'input' }, text: canonical(value) });
    return;
  }
  for (const { pointer, field } of fieldLeaves(outer.inner ?? {})) {
    const part = at(decoded.value, pointer);
    if (part !== undefined && isDecisive(field)) asked.set(where + pointer, { field, text: canonical(part) });
  }
}

/**
 * `toRecorded` gives the caller's texts as the recording has them. With `isLenient` inputs only count as distance:
 * the answers of such a row follow the state.
 */
export function compare(
  live: Question,
  recorded: Question,
  toRecorded: (text: string) => string,
  isLenient: boolean,
): Comparison {
  let distance = 0;
  let differs: Difference | undefined;
  const note = (where: string, field: Field, one: string, other: string, isFatal: boolean): void => {
    distance += 1;
    if (isFatal && !(isLenient && field.source === 'input'))
      differs ??= { where, recorded: one, received: other };
  };
  for (const [where, { field, text }] of recorded) {
    const sent = live.get(where);
    if (!sent) note(where, field, text, '', !field.optional);
    else if (!isSame(field, text, toRecorded(sent.text)))
      note(where, field, text, sent.text, isBinding(field));
  }
  for (const [where, { field, text }] of live) {
    if (!recorded.has(where) && !isSame(field, '', text)) note(where, field, '', text, !field.optional);
  }
  return { distance, ...(differs && { differs }) };
}

/** A constant that has one value at all; the language of the page is one too, but each page has its own. */
const isBinding = ({ source, shape }: Field): boolean => source !== 'constant' || shape.const !== undefined;

/** The protocol's own value is as good as the recorded one. */
function isSame({ shape }: Field, recorded: string, received: string): boolean {
  return recorded === received || (shape.const !== undefined && received === canonical(shape.const));
}

/** Questions of recorded requests, read when they are first needed. */
export class Questions {
  readonly #table: Table;
  readonly #known = new WeakMap<Take, Question>();

  constructor(table: Table) {
    this.#table = table;
  }

  of(take: Take): Question {
    return once(this.#known, take, () => questionOf(new RequestView(take.exchange.request, this.#table)));
  }
}
