/** One reading of a recording from its beginning to its end. */
import { RecordingError } from '../errors.ts';
import { brokenItem, type HarItem, type ParseOptions, readItem } from './item.ts';
import type { Problem } from './problem.ts';
import type { Chunk, Source } from './source.ts';
import { type EntrySink, EntrySplitter, type Junk, type SplitLimits } from './split.ts';
import { verdictOf } from './verdict.ts';

const junkNames: Readonly<Record<Junk, string>> = {
  'missing-comma': 'a comma is missing between two entries',
  'extra-comma': 'there is a comma too many',
  comment: 'there is a comment between two entries',
  text: 'there is something between two entries',
};

/** Who hears of problems that no item carries. */
export type ProblemSink = (problem: Problem) => void;

export class Pass implements EntrySink {
  readonly #name: string;
  readonly #options: ParseOptions;
  readonly #report: ProblemSink;
  readonly #splitter: EntrySplitter;
  readonly #chunks: AsyncGenerator<Chunk>;
  readonly #items: HarItem[] = [];
  #failure: RecordingError | undefined;
  #count = 0;
  #end = 0;
  #lastGood: { entry: number; offset: number } | undefined;
  #broken: { entry: number; offset: number } | undefined;
  #junk: { what: string; offset: number } | undefined;
  #lastError = '';

  constructor(source: Source, limits: SplitLimits, options: ParseOptions, report: ProblemSink) {
    this.#name = source.name;
    this.#chunks = source.chunks();
    this.#options = options;
    this.#report = report;
    this.#splitter = new EntrySplitter(this, limits);
  }

  get outline(): EntrySplitter['outline'] {
    return this.#splitter.outline;
  }

  /** The last entry that is whole. */
  get lastGood(): { readonly entry: number; readonly offset: number } | undefined {
    return this.#lastGood;
  }

  /** The next entry in what has been read so far. */
  pull(): HarItem | undefined {
    while (this.#items.length === 0 && this.#splitter.step());
    return this.#items.shift();
  }

  /** Reads more; false at the end. Throws RecordingError there where the file is damaged. */
  async more(): Promise<boolean> {
    const chunk =
      this.#failure === undefined && this.#splitter.stop === undefined ? await this.#chunk() : undefined;
    if (chunk !== undefined) {
      this.#splitter.feed(chunk.bytes, chunk.offset);
      this.#end = chunk.offset + chunk.bytes.length;
      return true;
    }
    if (this.#splitter.finish()) return true;
    await this.close();
    const verdict = this.#failure ?? this.#verdict();
    if (verdict !== undefined) throw verdict;
    return false;
  }

  /** To be called when the entries are not read to the end. */
  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  /** A file that fails gives what it gave before that. */
  async #chunk(): Promise<Chunk | undefined> {
    try {
      const { value, done } = await this.#chunks.next();
      return done === true ? undefined : value;
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      this.#failure = error;
      return undefined;
    }
  }

  element(bytes: Buffer, start: number, end: number, offset: number): boolean {
    const slice = bytes.subarray(start, end);
    try {
      const index = this.#count;
      this.#items.push(readItem(slice, { index, offset, length: slice.length }, this.#options));
      this.#count++;
      this.#lastGood = { entry: index, offset };
      return true;
    } catch (error) {
      this.#lastError = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  broken(offset: number, length: number): void {
    const index = this.#count++;
    this.#broken ??= { entry: index, offset };
    this.#items.push(brokenItem({ index, offset, length }, this.#lastError));
  }

  oddValue(offset: number): void {
    const message = `this element of log.entries is no object (byte ${offset})`;
    this.#report({ rule: 'file/not-an-entry', entry: this.#count++, where: '', message });
  }

  junk(kind: Junk, offset: number): void {
    const what = junkNames[kind];
    this.#junk ??= { what, offset };
    const message = `${what}, before entry ${this.#count} (byte ${offset})`;
    this.#report({
      rule: `file/${kind === 'text' ? 'stray-text' : kind}`,
      entry: null,
      where: '/log/entries',
      message,
    });
  }

  #verdict(): RecordingError | undefined {
    return verdictOf(this.#splitter, {
      name: this.#name,
      end: this.#end,
      count: this.#count,
      lastGood: this.#lastGood,
      broken: this.#broken,
      junk: this.#junk,
    });
  }
}
