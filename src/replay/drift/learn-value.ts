/** Adds decoded values to what is known of one field and of the fields below it. */
import type { MessageRow } from '../../protocol/protocol.ts';
import type { Shape } from '../../protocol/shape.ts';
import { typeName } from '../../protocol/walk.ts';
import type { FieldStat } from './field-stat.ts';
import { LeafLearner } from './learn-leaf.ts';
import type { Lesson, Subject } from './lesson.ts';

/** Nesting beyond this is not looked at. */
const deepest = 24;
/** An echo stands at the top, or one step below. */
const deepestEcho = 1;
/** Kinds of item that one list may have. */
const mostVariants = 80;
/** Members of one object whose places are remembered. */
const mostPlaces = 400;

/** What the table says of a field's values of one type. */
interface Look {
  readonly shape: Shape | undefined;
  /** The value, or a part of what a later request sends. */
  readonly isFed: boolean;
  readonly leaf: LeafLearner;
}

/** Made once for each field, so that what its shape says is read once and not for each value. */
export class FieldLearner {
  readonly stat: FieldStat;
  readonly #subject: Subject;
  readonly #shape: Shape | undefined;
  readonly #isFed: boolean;
  readonly #depth: number;
  /** The same for all types, unless the shape is a choice. */
  readonly #look: Look | undefined;
  readonly #looks = new Map<string, Look>();
  readonly #members = new Map<string, FieldLearner>();
  /** Members by their place in the object before: the next one mostly has them in the same order. */
  readonly #names: string[] = [];
  readonly #places: FieldLearner[] = [];
  #items: FieldLearner | undefined;
  readonly #kinds = new Map<string, FieldLearner>();

  constructor(stat: FieldStat, subject: Subject, shape: Shape | undefined, isFed = false, depth = 0) {
    this.stat = stat;
    this.#subject = subject;
    this.#shape = shape;
    this.#isFed = isFed;
    this.#depth = depth;
    if (!shape?.anyOf) this.#look = this.#lookAt(shape);
  }

  #lookAt(shape: Shape | undefined): Look {
    const isFed = this.#isFed || typeof shape?.feeds === 'string';
    return { shape, isFed, leaf: new LeafLearner(this.stat, this.#subject, shape, isFed) };
  }

  #lookOf(type: string): Look {
    let look = this.#looks.get(type);
    if (!look) {
      const choices = this.#shape!.anyOf as Shape[];
      look = this.#lookAt(
        choices.find((one) => one.type === type || (one.type === 'number' && type === 'integer')),
      );
      this.#looks.set(type, look);
    }
    return look;
  }

  learn(value: unknown, lesson: Lesson): void {
    const type = typeName(value);
    const { stat } = this;
    stat.types.add(type, lesson.mark);
    if (this.#depth > deepest) return;
    const look = this.#look ?? this.#lookOf(type);
    if (type === 'object') this.#object(value as Record<string, unknown>, look, lesson);
    else if (type === 'array') this.#list(value as unknown[], look, lesson);
    else {
      if (type === 'string') look.leaf.text(value as string, lesson.mark);
      else if (value !== null) look.leaf.number(value as number | bigint | boolean, lesson);
      if (lesson.sent && this.#depth <= deepestEcho && lesson.sent.has(String(value))) stat.echoes += 1;
    }
  }

  #object(value: Record<string, unknown>, look: Look, lesson: Lesson): void {
    const { stat } = this;
    let seen = 0;
    let place = -1;
    // Faster than a list of the keys: decoded objects inherit nothing that is enumerable.
    for (const name in value) {
      place += 1;
      const member = this.#names[place] === name ? this.#places[place] : this.#turnTo(name, place, look);
      if (!member) {
        stat.traits.add('free-keys', lesson.mark);
        continue;
      }
      seen += 1;
      const inner = value[name];
      member.learn(inner, lesson);
      const list = member.#shape?.counts;
      if (typeof list === 'string') this.#count(value, member, list, inner, lesson);
    }
    if (seen < stat.children.size) this.#lacking(value, lesson);
  }

  #lacking(value: Record<string, unknown>, { mark }: Lesson): void {
    for (const [name, child] of this.stat.children)
      if (child.lacked === undefined && !Object.hasOwn(value, name)) child.lacked = mark;
  }

  /** Undefined for a name that may be a value. */
  #turnTo(name: string, place: number, { shape, isFed }: Look): FieldLearner | undefined {
    let member = this.#members.get(name);
    if (!member) {
      const child = this.stat.child(name);
      if (!child) return undefined;
      const known = shape?.properties as Record<string, Shape> | undefined;
      const inner = known && Object.hasOwn(known, name) ? known[name] : undefined;
      member = new FieldLearner(child, this.#subject, inner, isFed, this.#depth + 1);
      this.#members.set(name, member);
    }
    if (place < mostPlaces) {
      this.#names[place] = name;
      this.#places[place] = member;
    }
    return member;
  }

  #count(
    owner: Record<string, unknown>,
    member: FieldLearner,
    list: string,
    count: unknown,
    { mark }: Lesson,
  ): void {
    const items = Object.hasOwn(owner, list) ? owner[list] : undefined;
    if (!Array.isArray(items) || typeof count !== 'number' || count === items.length) return;
    member.stat.traits.add('count-off', mark);
    if (items.length === 0) this.stat.child(list)?.traits.add('robbed', mark);
  }

  #list(value: unknown[], { shape, isFed }: Look, lesson: Lesson): void {
    if (value.length === 0) {
      this.stat.traits.add('empty', lesson.mark);
      return;
    }
    const inner = shape?.items as Shape | undefined;
    this.#items ??= new FieldLearner(this.stat.child('*')!, this.#subject, inner, isFed, this.#depth + 1);
    const items = this.#items;
    const { main } = this.#subject.kinds;
    const members = inner?.properties as object | undefined;
    const comesInKinds = main !== undefined && members !== undefined && Object.hasOwn(members, main);
    for (const item of value) {
      if (comesInKinds && typeof item === 'object' && item !== null && !Array.isArray(item))
        items.#item(item as Record<string, unknown>, lesson);
      else items.learn(item, lesson);
    }
  }

  /** One of the items that come in kinds. */
  #item(item: Record<string, unknown>, lesson: Lesson): void {
    const { kinds } = this.#subject;
    const row = kinds.row(item);
    const key = kinds.keyOf(item, row);
    let kind = this.#kinds.get(key);
    if (!kind) {
      if (this.#kinds.size >= mostVariants) return;
      kind = new FieldLearner(this.stat.variant(key), this.#subject, this.#shape, false, this.#depth);
      this.#kinds.set(key, kind);
    }
    this.stat.types.add('object', lesson.mark);
    kind.learn(item, lesson);
    if (row?.wording) kind.#wording(item, row.wording, lesson);
  }

  #wording(
    item: Record<string, unknown>,
    { at, of }: NonNullable<MessageRow['wording']>,
    { mark }: Lesson,
  ): void {
    const text = Object.hasOwn(item, at) ? item[at] : undefined;
    const wording = typeof text === 'string' ? of(text) : undefined;
    if (wording !== undefined) this.stat.child(at)?.traits.add(`wording ${wording}`, mark);
  }
}
