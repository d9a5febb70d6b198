/** Shapes of JSON to which values can be brought, whatever they were. */
import { setMember } from './pointer.ts';
import { isObject, type JsonObject } from './values.ts';

/** Why a value had to change. */
export type Fault = 'required' | 'type' | 'format';

/** Hears of every change: the JSON Pointer and why. */
export type ChangeSink = (where: string, fault: Fault) => void;

/** How one member is made right. */
export interface Leaf {
  /** The fault of a value, undefined for a good one. */
  fault(value: unknown): Fault | undefined;
  /** The nearest good value; undefined: there is none, and the member goes. */
  mend(value: unknown, holder: JsonObject): unknown;
}

export interface Member {
  readonly shape: Leaf | Shape | List;
  /** Taken where a required member is missing or cannot be mended. */
  readonly fallback?: () => unknown;
}

export interface Shape {
  readonly members: Readonly<Record<string, Member>>;
  /** Null stands for none. */
  readonly isNullable?: true;
}

export interface List {
  readonly items: Shape;
  /** Makes a list of what is none. */
  readonly from: (value: unknown) => unknown[];
}

/**
 * A value of the shape, and the same one where it has the shape already. Unknown members stay; what cannot be mended
 * is kept under a name that begins with `_`.
 */
export function conformed(holder: JsonObject, shape: Shape, note: ChangeSink, path = ''): JsonObject {
  const draft = new Draft(holder);
  for (const [key, { shape: inner, fallback }] of Object.entries(shape.members)) {
    const where = `${path}/${key}`;
    if (Object.hasOwn(holder, key)) mend(draft, key, inner, note, where);
    else if (fallback !== undefined) note(where, 'required');
    if (fallback !== undefined && !Object.hasOwn(draft.result, key))
      draft.set(key, completed(fallback(), inner));
  }
  return draft.result;
}

/** A value that is copied when it is first changed. */
class Draft {
  readonly #original: JsonObject;
  result: JsonObject;

  constructor(original: JsonObject) {
    this.#original = original;
    this.result = original;
  }

  set(key: string, value: unknown): void {
    if (this.result === this.#original) this.result = { ...this.#original };
    setMember(this.result, key, value);
  }

  /** Removes a member; what it said is kept under a name the schema does not know. */
  drop(key: string): void {
    const value = this.result[key];
    this.set(key, undefined);
    const isTelling = value !== null && value !== undefined && value !== '';
    if (isTelling && !Object.hasOwn(this.result, `_${key}`)) this.set(`_${key}`, value);
  }
}

function completed(made: unknown, shape: Member['shape']): unknown {
  return 'members' in shape && isObject(made) ? conformed(made, shape, () => {}) : made;
}

function mend(draft: Draft, key: string, shape: Member['shape'], note: ChangeSink, where: string): void {
  const value = draft.result[key];
  if ('members' in shape) {
    if (isObject(value)) replace(draft, key, conformed(value, shape, note, where));
    else if (value !== null || shape.isNullable !== true) {
      note(where, 'type');
      draft.drop(key);
    }
    return;
  }
  if ('items' in shape) {
    replace(draft, key, mendedList(value, shape, note, where));
    return;
  }
  const fault = shape.fault(value);
  if (fault === undefined) return;
  note(where, fault);
  const mended = shape.mend(value, draft.result);
  if (mended === undefined) draft.drop(key);
  else draft.set(key, mended);
}

function mendedList(value: unknown, { items, from }: List, note: ChangeSink, where: string): unknown[] {
  const list = Array.isArray(value) ? value : from(value);
  const kept = list.filter(isObject);
  if (!Array.isArray(value) || kept.length < list.length) note(where, 'type');
  const mended = kept.map((item, index) => conformed(item, items, note, `${where}/${index}`));
  const isSame =
    list === value && mended.length === list.length && mended.every((item, index) => item === list[index]);
  return isSame ? list : mended;
}

function replace(draft: Draft, key: string, value: unknown): void {
  if (draft.result[key] !== value) draft.set(key, value);
}
