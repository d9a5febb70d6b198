/** Reads files that people keep and edit, and says on which line and at which key one is nonsense. */
import { RecordingError } from '../../errors.ts';
import { linesOf } from '../../protocol/lines.ts';
import { escapeKey } from '../../protocol/shape.ts';
import type { Tally } from './tally.ts';

type BadFile = 'recording/bad-baseline' | 'recording/bad-report' | 'recording/bad-accepted';

/** Throws the error of that code with `details.line` and `details.key` for the first thing that is wrong. */
export function readWritten<T>(text: string, name: string, code: BadFile, read: (file: Part) => T): T {
  const bare = text.startsWith('\ufeff') ? text.slice(1) : text;
  const fail = (line: number, key: string, what: string): never => {
    const where = key === '' ? '' : `, ${key}`;
    throw new RecordingError(code, `${name} line ${line}${where}: ${what}`, { line, key });
  };
  // Lines are counted only where one has to be named.
  try {
    return read(new Part(JSON.parse(bare), ''));
  } catch (error) {
    if (error instanceof SyntaxError) return fail(linesOf(bare).broken ?? 1, '', 'this is not JSON');
    if (error instanceof Fault) return fail(linesOf(bare).of(error.key), error.key, error.message);
    throw error;
  }
}

/** What is wrong with one value. */
export class Fault extends Error {
  readonly key: string;
  constructor(key: string, message: string) {
    super(message);
    this.key = key;
  }
}

/** A value in a file with its place. */
export class Part {
  readonly #value: unknown;
  readonly key: string;

  constructor(value: unknown, key: string) {
    this.#value = value;
    this.key = key;
  }

  fail(expected: string): never {
    const found = this.#value === undefined ? 'nothing' : JSON.stringify(this.#value)!.slice(0, 60);
    throw new Fault(this.key, `expected ${expected}, found ${found}`);
  }

  get isAbsent(): boolean {
    return this.#value === undefined;
  }

  get isNull(): boolean {
    return this.#value === null;
  }

  /** Members by name, in the order of the file. */
  members(): [string, Part][] {
    return Object.entries(this.#object()).map(([name, value]) => [name, this.#part(name, value)]);
  }

  /** The member of that name, present or not. */
  get(name: string): Part {
    const members = this.#object();
    return this.#part(name, Object.hasOwn(members, name) ? members[name] : undefined);
  }

  only(names: readonly string[]): void {
    for (const name of Object.keys(this.#object()))
      if (!names.includes(name))
        throw new Fault(this.#part(name, undefined).key, `there is no ${JSON.stringify(name)} here`);
  }

  #object(): Readonly<Record<string, unknown>> {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value))
      this.fail('an object');
    return this.#value as Readonly<Record<string, unknown>>;
  }

  #part(name: string, value: unknown): Part {
    return new Part(value, `${this.key}/${escapeKey(name)}`);
  }

  count(otherwise?: number): number {
    if (this.#value === undefined && otherwise !== undefined) return otherwise;
    const value = this.#value;
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? value
      : this.fail('a whole number from 0');
  }

  text(choices?: readonly string[]): string {
    const value = this.#value;
    if (typeof value !== 'string' || (choices && !choices.includes(value)))
      this.fail(choices ? choices.map((choice) => JSON.stringify(choice)).join(' or ') : 'a text');
    return value as string;
  }

  /** Items of a list. */
  items(): Part[] {
    if (!Array.isArray(this.#value)) this.fail('a list');
    return (this.#value as unknown[]).map((item, index) => new Part(item, `${this.key}/${index}`));
  }

  /** `words`: those that may stand for a count. */
  tally(into: Tally, words: Readonly<Record<string, number | undefined>> = {}): void {
    if (this.isAbsent) return;
    for (const [name, value] of Object.entries(this.#object())) {
      const word = typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;
      into.add(name, undefined, word ?? this.get(name).count());
    }
  }
}
