/** Adds texts and numbers to what is known of one field. */
import type { Shape } from '../../protocol/shape.ts';
import { type FieldStat, mostDistinct } from './field-stat.ts';
import type { Lesson, Subject } from './lesson.ts';
import { plainCode } from './plain.ts';
import type { Mark } from './tally.ts';
import { charsetOf, depthOf, formOf, isMiddling, sizesOf, urlOf } from './value-traits.ts';

/** After so many texts without a common form, forms are not looked for any more. */
const formlessAfter = 24;
/** The first few texts are recognised when they come again, as long as they do. */
const mostKnown = 4;
const longestKnown = 256;
const mostMisses = 40;

/** What was found out about a text. */
interface Known {
  readonly text: string;
  readonly form: string;
  readonly traits: readonly string[];
}

export class LeafLearner {
  readonly #stat: FieldStat;
  readonly #subject: Subject;
  readonly #pattern: RegExp | undefined;
  readonly #isFed: boolean;
  /** The protocol lists its values. */
  readonly #isCode: boolean;
  #code: { value: unknown; plain: string } | undefined;
  #known: Known[] = [];
  #misses = 0;
  /** The first different numbers. */
  readonly #numbers: unknown[] = [];

  constructor(stat: FieldStat, subject: Subject, shape: Shape | undefined, isFed: boolean) {
    this.#stat = stat;
    this.#subject = subject;
    this.#isFed = isFed;
    this.#pattern = typeof shape?.pattern === 'string' ? new RegExp(shape.pattern) : undefined;
    this.#isCode =
      shape !== undefined &&
      (shape === subject.code || shape.means !== undefined || shape.enum !== undefined);
  }

  text(value: string, mark: Mark): void {
    const stat = this.#stat;
    if (this.#isCode) this.#noteCode(value, mark);
    if (value === '') {
      stat.traits.add('empty', mark);
      return;
    }
    const { form, traits } = this.#recognised(value) ?? this.#look(value);
    stat.forms.add(form, mark);
    for (let index = 0; index < traits.length; index++) stat.traits.add(traits[index]!, mark);
  }

  #recognised(text: string): Known | undefined {
    for (const known of this.#known) {
      if (known.text !== text) continue;
      if (this.#misses > 0) this.#misses--;
      return known;
    }
    return undefined;
  }

  #look(text: string): Known {
    const stat = this.#stat;
    stat.noteValue(text);
    const isFormless = stat.forms.size === 1 && stat.forms.count('') >= formlessAfter;
    const form = isFormless ? '' : formOf(text);
    const found = {
      text,
      form,
      traits: form === '' && !this.#pattern && !this.#isFed ? [] : this.#traits(text, form),
    };
    if (this.#misses > mostMisses) this.#known = [];
    else {
      this.#misses++;
      if (this.#known.length < mostKnown && text.length <= longestKnown) this.#known.push(found);
    }
    return found;
  }

  #traits(text: string, form: string): string[] {
    const traits: string[] = [];
    if (this.#pattern && !this.#pattern.test(text)) traits.push('misfit');
    const charset = form.includes('xml') ? charsetOf(text) : undefined;
    if (charset !== undefined) traits.push(`charset ${charset}`);
    const url = form.includes('url') ? urlOf(text) : undefined;
    if (url) {
      traits.push(this.#subject.owns(url.host) ? `host ${url.host}` : 'host elsewhere');
      if (this.#isFed) for (const name of new Set(url.names)) traits.push(`names ${name}`);
    }
    const depth = this.#isFed ? depthOf(text) : undefined;
    if (depth !== undefined) traits.push(`encoded ${depth}`);
    return traits;
  }

  number(value: number | bigint | boolean, { mark, now }: Lesson): void {
    const stat = this.#stat;
    if (this.#numbers.length < mostDistinct && !this.#numbers.includes(value)) {
      this.#numbers.push(value);
      stat.noteValue(value);
    }
    const isBoolean = typeof value === 'boolean';
    if (isBoolean || this.#isCode) this.#noteCode(value, mark);
    if (isBoolean) return;
    stat.noteCourse(Number(value));
    if (isMiddling(value, now)) return;
    for (const size of sizesOf(value, now)) stat.traits.add(size, mark);
  }

  #noteCode(value: unknown, mark: Mark): void {
    if (this.#code?.value !== value) this.#code = { value, plain: plainCode(value) };
    this.#stat.values.add(this.#code!.plain, mark);
  }
}
