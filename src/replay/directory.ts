/** Answers requests for things by name with whatever the recording knows of each. */

import { Body, type WireResponse } from '../exchange.ts';
import { LiteralReader, unread } from '../protocol/codec/js-tokens.ts';
import { type Mark, markAt, type Wanted } from '../protocol/codec/marks.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { once } from '../protocol/once.ts';
import { RequestView } from '../protocol/request.ts';
import { at, leaves, type Shape } from '../protocol/shape.ts';
import { spliced, textOf } from './splice.ts';
import type { Take, Tape } from './tape.ts';

interface Known {
  readonly take: Take;
  /** JSON of the item, as recorded. */
  readonly text: string;
}

/** A list in a JSON text, and where its items stand. */
interface ListPlace {
  readonly start: number;
  readonly end: number;
  readonly items: readonly { readonly start: number; readonly end: number; readonly value: unknown }[];
}

export class Directory {
  readonly #tape: Tape;
  readonly #known = new Map<Endpoint, Map<string, Known>>();
  readonly #asked = new WeakMap<Take, string[]>();

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  /** Names that a request lists, in order. */
  static asked(row: Endpoint, request: RequestView): string[] {
    const items = row.asks && request.sent(row.asks.list);
    if (!Array.isArray(items)) return [];
    return items.map((item) => nameIn(item, row.asks!.by)).filter((name) => name !== undefined);
  }

  /** Names that a recorded request lists. */
  askedIn(row: Endpoint, take: Take): string[] {
    return once(this.#asked, take, () =>
      Directory.asked(row, new RequestView(take.exchange.request, this.#tape.table)),
    );
  }

  /**
   * The body of `template`, a good reply of the row, with an item for each name that some recorded reply tells of, and
   * the takes that it is made from; undefined where nothing is known of any.
   */
  compose(
    row: Endpoint,
    names: readonly string[],
    template: WireResponse | undefined,
  ): { body: Body; sources: Take[] } | undefined {
    const found = names.map((name) => this.#of(row).get(name)).filter((item) => item !== undefined);
    const text = textOf(template?.body ?? Body.empty);
    if (found.length === 0 || text === undefined || !row.asks) return undefined;
    const counted = spliced('json', text, countEdits(row, found.length));
    const list = listIn(counted, row.asks.items);
    if (!list) return undefined;
    const [first, second] = list.items;
    const separator = first && second ? counted.slice(first.end, second.start) : ',';
    const items = found.map((item) => item.text).join(separator);
    const body = `${counted.slice(0, list.start)}[${items}]${counted.slice(list.end)}`;
    return { body: Body.ofText(body), sources: [...new Set(found.map(({ take }) => take))] };
  }

  #of(row: Endpoint): Map<string, Known> {
    return once(this.#known, row, () => this.#collect(row));
  }

  /** Every list of such items in any reply; what this row itself answered counts most, else what tells most. */
  #collect(row: Endpoint): Map<string, Known> {
    const known = new Map<string, Known>();
    const items = shapeAt(row.reply.shape, row.asks?.items ?? '')?.items;
    const others = this.#tape.roles.protocol.endpoints.filter((other) => other !== row);
    for (const other of [...others, row]) {
      const places = listsOf(other.reply.shape, items);
      if (places.length === 0) continue;
      for (const take of this.#tape.ofRow(other.name)) {
        if (take.flaw === undefined && take.outcome.ok)
          addItems(known, take, places, row.asks!.by, other === row);
      }
    }
    return known;
  }
}

function addItems(
  known: Map<string, Known>,
  take: Take,
  places: readonly string[],
  by: string,
  isFinal: boolean,
): void {
  const text = textOf(take.exchange.response?.body ?? Body.empty);
  if (text === undefined) return;
  for (const place of places) {
    for (const { start, end, value } of listIn(text, place)?.items ?? []) {
      const name = nameIn(value, by);
      if (name === undefined) continue;
      const item = text.slice(start, end);
      if (isFinal || item.length >= (known.get(name)?.text.length ?? 0))
        known.set(name, { take, text: item });
    }
  }
}

function nameIn(item: unknown, by: string): string | undefined {
  const name = at(item, `/${by}`);
  return typeof name === 'string' && name !== '' ? name : undefined;
}

const shapeAt = (shape: Shape, pointer: string): Shape | undefined =>
  [...leaves(shape)].find((leaf) => leaf.pointer === pointer)?.shape;

/** Lists of items of this very shape that are no part of another list. */
function listsOf(shape: Shape, items: unknown): string[] {
  if (items === undefined) return [];
  const lists = [...leaves(shape)].filter((leaf) => leaf.shape.items === items);
  return lists.map(({ pointer }) => pointer).filter((pointer) => !pointer.includes('*'));
}

/** The numbers that must equal the length of the list. */
function countEdits(row: Endpoint, count: number): Map<string, number> {
  const list = row.asks?.items.slice(1);
  const counts = [...leaves(row.reply.shape)].filter(({ shape }) => shape.counts === list);
  return new Map(counts.map(({ pointer }) => [pointer, count]));
}

function listIn(text: string, pointer: string): ListPlace | undefined {
  const steps = pointer.slice(1).split('/');
  const wanted = steps.reduceRight<Map<string, Wanted>>((inner, step) => new Map([[step, inner]]), new Map());
  const reader = new LiteralReader(text);
  reader.skipSpace();
  const root = markAt('', reader.at, reader.at, wanted);
  if (reader.readValue(0, root) === unread) return undefined;
  let mark: Mark | undefined = root;
  for (const step of steps) mark = mark?.inside.find(({ key }) => key === step);
  if (!mark || !Array.isArray(mark.value)) return undefined;
  return { start: mark.start, end: mark.end, items: itemsIn(text, mark.start + 1) };
}

function itemsIn(text: string, from: number): ListPlace['items'] {
  const reader = new LiteralReader(text, from);
  const items: { start: number; end: number; value: unknown }[] = [];
  for (;;) {
    reader.skipSpace();
    if (text[reader.at] === ',') reader.at += 1;
    else if (text[reader.at] === ']' || reader.at >= text.length) return items;
    else {
      const start = reader.at;
      const value = reader.readValue(0, undefined);
      if (value === unread) return items;
      items.push({ start, end: reader.at, value });
    }
  }
}
