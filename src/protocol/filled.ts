/** Values that differ in a few places only: what stays the same is written once for all of them. */
import { blank } from './blank.ts';
import { type Fields, setOwn } from './codec/values.ts';
import type { Shape } from './shape.ts';

/** Stands for a value in the example of a form. */
export const hole = Symbol('hole');

/** What many values share: an example with holes. */
export class Form {
  readonly example: unknown;
  /** The texts around the holes, by the layout in which they were written. */
  readonly pieces = new Map<string, readonly string[]>();

  constructor(example: unknown) {
    this.example = example;
  }
}

/** A form with a value for each hole, in the order of the text. */
export class Formed {
  readonly form: Form;
  readonly values: readonly unknown[];

  constructor(form: Form, values: readonly unknown[]) {
    this.form = form;
    this.values = values;
  }

  /** As a plain value. */
  toJSON(): unknown {
    let index = 0;
    const plain = (value: unknown): unknown => {
      if (value === hole) return this.values[index++];
      if (Array.isArray(value)) return value.map(plain);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
    };
    return plain(this.form.example);
  }
}

/** Every key of a shape, blank but for the fields given; what is given as undefined is left out. */
export class Filled {
  readonly shape: Shape;
  readonly fields: Fields;

  constructor(shape: Shape, fields: Fields) {
    this.shape = shape;
    this.fields = fields;
  }

  /** As a plain value. */
  toJSON(): Fields {
    return { ...(blank(this.shape) as Fields), ...this.fields };
  }

  /** The same fields are given again and again: those of one shape and the same names share a form. */
  formed(): Formed {
    const { form, holes } = patternOf(this);
    const values: unknown[] = [];
    for (const key of holes) values.push(this.fields[key]);
    return new Formed(form, values);
  }
}

interface Pattern {
  /** Names of the fields as given, and whether each has a value. */
  readonly keys: readonly string[];
  readonly given: readonly boolean[];
  readonly form: Form;
  /** The names in the order of the text. */
  readonly holes: readonly string[];
}

const patterns = new WeakMap<Shape, Pattern[]>();
/** Fields with other names than so many before them are looked at each time anew. */
const mostPatterns = 64;

function patternOf({ shape, fields }: Filled): Pattern {
  const known = patterns.get(shape) ?? [];
  for (const pattern of known) if (fits(pattern, fields)) return pattern;
  const made = makePattern(shape, fields);
  if (known.length === 0) patterns.set(shape, known);
  if (known.length < mostPatterns) known.push(made);
  return made;
}

function fits({ keys, given }: Pattern, fields: Fields): boolean {
  let index = 0;
  for (const key in fields) {
    if (keys[index] !== key || given[index] !== (fields[key] !== undefined)) return false;
    index++;
  }
  return index === keys.length;
}

function makePattern(shape: Shape, fields: Fields): Pattern {
  const keys = Object.keys(fields);
  const example = blank(shape) as Fields;
  for (const key of keys) setOwn(example, key, fields[key] === undefined ? undefined : hole);
  return {
    keys,
    given: keys.map((key) => fields[key] !== undefined),
    form: new Form(example),
    holes: Object.keys(example).filter((key) => example[key] === hole),
  };
}
