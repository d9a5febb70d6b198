/** Adds one decoded value to what is known of its field and of the fields below. */
import type { MessageRow } from '../../protocol/protocol.ts';
import type { Shape } from '../../protocol/shape.ts';
import { typeName } from '../../protocol/walk.ts';
import type { FieldStat } from './field-stat.ts';
import type { Kinds } from './kinds.ts';
import { plainCode } from './plain.ts';
import type { Mark } from './tally.ts';
import { charsetOf, depthOf, formOf, sizesOf, urlOf } from './value-traits.ts';

/** What learning needs beside the value. */
export interface Lesson {
  readonly mark: Mark;
  /** When the exchange began, epoch ms. */
  readonly now: number;
  readonly kinds: Kinds;
  /** Names of the session's cookies. */
  readonly cookies: ReadonlySet<string>;
  /** Texts that the request sent: what comes back is an echo. */
  readonly sent?: ReadonlySet<string> | undefined;
  /** Whether a host is one of the protocol's. */
  owns(host: string): boolean;
  /** The shape says that the field at hand is the result code. */
  readonly code?: Shape | undefined;
}

/** Nesting beyond this is not looked at. */
const deepest = 24;
/** After so many texts without a common form, forms are not looked for any more. */
const formlessAfter = 24;
/** Kinds of item that one list may have. */
const mostVariants = 80;
const patterns = new Map<string, RegExp>();

function patternOf(shape: Shape): RegExp | undefined {
  const source = shape.pattern as string | undefined;
  if (source === undefined) return undefined;
  let pattern = patterns.get(source);
  if (!pattern) {
    pattern = new RegExp(source);
    patterns.set(source, pattern);
  }
  return pattern;
}

/** `isFed`: the value, or a part of what a later request sends. */
export function learnValue(
  stat: FieldStat,
  value: unknown,
  shape: Shape | undefined,
  lesson: Lesson,
  isFed = false,
  depth = 0,
): void {
  const type = typeName(value);
  stat.types.add(type, lesson.mark);
  if (depth > deepest) return;
  const described = shape?.anyOf ? fitting(shape.anyOf as Shape[], type) : shape;
  const fed = isFed || typeof described?.feeds === 'string';
  if (type === 'object') learnObject(stat, value as Record<string, unknown>, described, lesson, fed, depth);
  else if (type === 'array') learnList(stat, value as unknown[], described, lesson, fed, depth);
  else if (type === 'string') learnText(stat, value as string, described, lesson, fed);
  else if (value !== null) learnNumber(stat, value as number | bigint | boolean, described, lesson);
  if (lesson.sent && depth < 2 && type !== 'object' && type !== 'array' && lesson.sent.has(String(value)))
    stat.echoes += 1;
}

const fitting = (choices: Shape[], type: string): Shape | undefined =>
  choices.find((choice) => choice.type === type || (choice.type === 'number' && type === 'integer'));

function learnObject(
  stat: FieldStat,
  value: Record<string, unknown>,
  shape: Shape | undefined,
  lesson: Lesson,
  isFed: boolean,
  depth: number,
): void {
  const known = shape?.properties as Record<string, Shape> | undefined;
  let seen = 0;
  for (const key of Object.keys(value)) {
    const child = stat.child(key);
    if (!child) {
      stat.traits.add('free-keys', lesson.mark);
      continue;
    }
    seen += 1;
    const inner = known && Object.hasOwn(known, key) ? known[key] : undefined;
    learnValue(child, value[key], inner, lesson, isFed, depth + 1);
    if (typeof inner?.counts === 'string') learnCount(child, value, inner.counts, value[key], lesson);
  }
  if (seen === stat.children.size) return;
  for (const [key, child] of stat.children) if (!Object.hasOwn(value, key)) child.lacked ??= lesson.mark;
}

function learnCount(
  stat: FieldStat,
  owner: Record<string, unknown>,
  list: string,
  count: unknown,
  { mark }: Lesson,
): void {
  const items = Object.hasOwn(owner, list) ? owner[list] : undefined;
  if (Array.isArray(items) && typeof count === 'number' && count !== items.length)
    stat.traits.add('count-off', mark);
}

function learnList(
  stat: FieldStat,
  value: unknown[],
  shape: Shape | undefined,
  lesson: Lesson,
  isFed: boolean,
  depth: number,
): void {
  if (value.length === 0) {
    stat.traits.add('empty', lesson.mark);
    return;
  }
  const items = stat.child('*')!;
  const inner = shape?.items as Shape | undefined;
  const { main } = lesson.kinds;
  const comesInKinds =
    main !== undefined &&
    inner !== undefined &&
    Object.hasOwn((inner.properties as object | undefined) ?? {}, main);
  for (const item of value) {
    if (comesInKinds && typeof item === 'object' && item !== null && !Array.isArray(item))
      learnItem(items, item as Record<string, unknown>, inner, lesson, depth);
    else learnValue(items, item, inner, lesson, isFed, depth + 1);
  }
}

function learnItem(
  stat: FieldStat,
  item: Record<string, unknown>,
  shape: Shape,
  lesson: Lesson,
  depth: number,
): void {
  const row = lesson.kinds.row(item);
  const key = lesson.kinds.keyOf(item, row);
  if (!stat.variants.has(key) && stat.variants.size >= mostVariants) return;
  stat.types.add('object', lesson.mark);
  const variant = stat.variant(key);
  learnValue(variant, item, shape, lesson, false, depth + 1);
  if (row?.wording) learnWording(variant, item, row.wording, lesson);
}

function learnWording(
  stat: FieldStat,
  item: Record<string, unknown>,
  { at, of }: NonNullable<MessageRow['wording']>,
  { mark }: Lesson,
): void {
  const text = Object.hasOwn(item, at) ? item[at] : undefined;
  const wording = typeof text === 'string' ? of(text) : undefined;
  if (wording !== undefined) stat.child(at)?.traits.add(`wording ${wording}`, mark);
}

function learnText(
  stat: FieldStat,
  value: string,
  shape: Shape | undefined,
  lesson: Lesson,
  isFed: boolean,
): void {
  const { mark } = lesson;
  if (isCode(shape, lesson)) stat.values.add(plainCode(value), mark);
  if (value === '') {
    stat.traits.add('empty', mark);
    return;
  }
  stat.noteValue(value);
  const pattern = shape && patternOf(shape);
  if (pattern && !pattern.test(value)) stat.traits.add('misfit', mark);
  const isFormless = stat.forms.size === 1 && stat.forms.count('') >= formlessAfter;
  const form = isFormless ? '' : formOf(value);
  stat.forms.add(form, mark);
  if (form.includes('xml')) {
    const charset = charsetOf(value);
    if (charset !== undefined) stat.traits.add(`charset ${charset}`, mark);
  }
  if (form.includes('url')) learnUrl(stat, value, lesson, isFed);
  if (isFed) {
    const depth = depthOf(value);
    if (depth !== undefined) stat.traits.add(`encoded ${depth}`, mark);
  }
}

function learnUrl(stat: FieldStat, value: string, { mark, owns }: Lesson, isFed: boolean): void {
  const url = urlOf(value);
  if (!url) return;
  stat.traits.add(owns(url.host) ? `host ${url.host}` : 'host elsewhere', mark);
  if (isFed) for (const name of new Set(url.names)) stat.traits.add(`names ${name}`, mark);
}

function learnNumber(
  stat: FieldStat,
  value: number | bigint | boolean,
  shape: Shape | undefined,
  lesson: Lesson,
): void {
  const { mark } = lesson;
  stat.noteValue(value);
  if (typeof value === 'boolean' || isCode(shape, lesson)) stat.values.add(plainCode(value), mark);
  if (typeof value === 'boolean') return;
  for (const size of sizesOf(value, lesson.now)) stat.traits.add(size, mark);
}

/** A field whose values the protocol lists. */
const isCode = (shape: Shape | undefined, { code }: Lesson): boolean =>
  shape !== undefined && (shape === code || shape.means !== undefined || shape.enum !== undefined);
