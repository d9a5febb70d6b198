/** A script of assignments as its statements. */
import { LiteralReader, unread } from './js-tokens.ts';
import { type Mark, markAt, type Wanted } from './marks.ts';
import { type Fields, setOwn } from './values.ts';

export interface Script {
  /** By full name, such as `window.QRLogin.code`; the last assignment counts. */
  readonly value: Fields;
  /** The wanted statements in the order of the text: `keyStart` is where the name starts. */
  readonly marks: readonly Mark[];
}

const nameStart = /[A-Za-z_$]/;
const stop = /["'`(){}[\];,\n/]/g;
const separators = new Set([';', ',', '\n']);
const openers = new Set(['(', '{', '[']);
const closers = new Set([')', '}', ']']);
const stringStarts = new Set(['"', "'", '`']);
const declarations = new Set(['var', 'let', 'const']);

/**
 * Reads `name = literal` statements, in any layout. A value that is no literal is given as its source text; a
 * statement that is no assignment is passed. Undefined where the text is damaged or assigns no literal at all.
 */
export function readAssignments(text: string, wanted?: Wanted): Script | undefined {
  const reader = new StatementReader(text, wanted);
  while (reader.readStatement());
  return reader.failed || reader.literals === 0 ? undefined : reader;
}

class StatementReader extends LiteralReader implements Script {
  readonly value: Fields = {};
  readonly marks: Mark[] = [];
  readonly #wanted: Wanted | undefined;
  /** How many values were literals. */
  literals = 0;
  failed = false;

  constructor(text: string, wanted: Wanted | undefined) {
    super(text);
    this.#wanted = wanted;
  }

  /** False at the end, and where nothing more can be read. */
  readStatement(): boolean {
    this.#passSeparators();
    const start = this.at;
    if (start >= this.text.length) return false;
    const name = this.#readTarget();
    if (name === '') return this.#fail();
    this.skipSpace();
    if (!this.#passEquals()) return this.#passSource(start);
    this.skipSpace();
    const mark = this.#mark(name, start);
    const valueStart = this.at;
    let value = this.readValue(0, mark);
    if (value !== unread && this.#ends()) this.literals++;
    else {
      value = this.#readSource(valueStart);
      if (this.failed || value === '') return this.#fail();
      if (mark) replaceMark(mark, value as string, valueStart);
    }
    setOwn(this.value, name, value);
    return true;
  }

  #fail(): false {
    this.failed = true;
    return false;
  }

  #mark(name: string, start: number): Mark | undefined {
    const wanted = this.#wanted === 'all' ? 'all' : this.#wanted?.get(name);
    if (!wanted) return undefined;
    const mark = markAt(name, start, this.at, wanted);
    this.marks.push(mark);
    return mark;
  }

  #passSeparators(): void {
    for (;;) {
      this.skipSpace();
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x3b && code !== 0x2c) return;
      this.at++;
    }
  }

  /** A dotted name; `var` before it is passed, `a["b"]` reads as `a.b`. */
  #readTarget(): string {
    let name = this.readName(true);
    if (declarations.has(name)) {
      this.skipSpace();
      name = this.readName(true);
    }
    while (name !== '' && this.text.charCodeAt(this.at) === 0x5b) {
      const key = this.#readIndex();
      if (key === undefined) return name;
      name += `.${key}${this.readName(true)}`;
    }
    return name;
  }

  /** `["key"]`; anything else is left where it stands. */
  #readIndex(): string | undefined {
    const start = this.at;
    const quote = this.text.charCodeAt(start + 1);
    this.at = start + 1;
    if (quote === 0x22 || quote === 0x27) {
      const key = this.readString(quote);
      if (typeof key === 'string' && this.text.charCodeAt(this.at) === 0x5d) {
        this.at++;
        return key;
      }
    }
    this.at = start;
    return undefined;
  }

  /** An assignment, not a comparison and not an arrow. */
  #passEquals(): boolean {
    if (this.text.charCodeAt(this.at) !== 0x3d) return false;
    const next = this.text.charCodeAt(this.at + 1);
    if (next === 0x3d || next === 0x3e) return false;
    this.at++;
    return true;
  }

  /** Whether the literal that was read is the whole value: what follows cannot go on with it. */
  #ends(): boolean {
    this.skipSpace();
    const code = this.text.charCodeAt(this.at);
    return (
      code === 0x3b || code === 0x2c || this.at >= this.text.length || nameStart.test(this.text[this.at]!)
    );
  }

  #passSource(start: number): boolean {
    this.#readSource(start);
    return !this.failed;
  }

  /** The source text up to the end of the statement: a semicolon, comma or line end outside brackets. */
  #readSource(start: number): string {
    let depth = 0;
    this.at = start;
    for (;;) {
      stop.lastIndex = this.at;
      const found = stop.exec(this.text);
      this.at = found?.index ?? this.text.length;
      const character = found?.[0] ?? '';
      if (character === '' || (depth === 0 && separators.has(character))) break;
      if (openers.has(character)) depth++;
      else if (closers.has(character)) depth--;
      if (depth < 0 || !this.#passPart(character)) return this.#fail() || '';
    }
    if (depth > 0) this.#fail();
    return this.text.slice(start, this.at).trimEnd();
  }

  /** Passes one character, or the whole text or comment that it opens. */
  #passPart(character: string): boolean {
    const start = this.at;
    if (character === '/') this.skipSpace();
    else if (stringStarts.has(character)) {
      this.readString(character.charCodeAt(0));
      return this.at > start;
    }
    if (this.at === start) this.at++;
    return true;
  }
}

/** A value that turned out to be no literal stands there as its source text. */
function replaceMark(mark: Mark, source: string, start: number): void {
  mark.inside.length = 0;
  mark.end = start + source.length;
  mark.value = source;
}
