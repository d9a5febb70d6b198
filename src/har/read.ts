/** Reads recordings entry by entry, in the memory of one entry. */
import { RecordingError } from '../errors.ts';
import { parseLossless } from '../json.ts';
import { damageProblem, formProblems } from './file-notes.ts';
import { type HarHead, headOf, noHead } from './head.ts';
import { brokenItem, type HarItem, type ParseOptions, readItem } from './item.ts';
import { EntryIndex, type EntryPlace, WindowReader } from './order.ts';
import { Pass } from './pass.ts';
import { type Problem, ProblemList } from './problem.ts';
import { attachSideBodies } from './side-bodies.ts';
import { Source, type SourceOptions } from './source.ts';
import { ItemStream } from './stream.ts';

export interface ReadOptions extends SourceOptions {
  /** Integers beyond 2^53 in the entries keep every digit, as bigint. For those who write. */
  lossless?: boolean;
  /** The recording will be read more than once, or out of order: needed for pipes only. */
  reread?: boolean;
  /** The headers of most entries will be asked for, which is then faster. */
  headers?: boolean;
  /** Bytes one entry may have. */
  largestEntry?: number;
}

const largestEntry = 256 << 20;
const largestOutline = 64 << 20;

/**
 * A recording: `.har`, packed (`.gz`, `.zst`, `.zip`), in UTF-8 or UTF-16, as JSON or JSONP, told by its bytes.
 * Every reading throws RecordingError after the last whole entry where the file is damaged, with `details`
 * `offset`, `lastGoodEntry` and `lastGoodOffset`.
 */
export class HarReader {
  /** Path, or `stdin`. */
  readonly name: string;
  readonly #source: Source;
  readonly #options: ReadOptions;
  #pass: Pass | undefined;
  #problems = new ProblemList();
  #damage: RecordingError | undefined;
  #head: { of: string; head: HarHead } | undefined;

  private constructor(source: Source, options: ReadOptions) {
    this.name = source.name;
    this.#source = source;
    this.#options = options;
  }

  /** `-` is standard input. Throws RecordingError where there is nothing to read. */
  static async open(path: string, options: ReadOptions = {}): Promise<HarReader> {
    const source = await Source.open(path, options);
    try {
      if (options.reread === true) await source.makePlain();
      return new HarReader(source, options);
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /** What the recording says about itself: complete after the last entry, until then what came before the first. */
  get head(): HarHead {
    const outline = this.#pass?.outline;
    if (outline === undefined || (outline.arrays === 0 && !outline.isClosed)) return noHead;
    const of = `${outline.arrays} ${outline.inEntries} ${outline.isClosed}`;
    if (this.#head?.of !== of) this.#head = { of, head: this.#parsedHead(outline.text()) };
    return this.#head.head;
  }

  /** What is wrong with the file as a whole, as far as it has been read; what is wrong with an entry, its item says. */
  get problems(): Problem[] {
    const outline = this.#pass?.outline;
    const form = outline === undefined ? [] : formProblems(this.#source.form, outline, this.head);
    const damage = this.#damage === undefined ? undefined : damageProblem(this.#damage);
    return [...form, ...this.#problems.list(), ...(damage === undefined ? [] : [damage])];
  }

  /** The last entry of this reading that is whole. */
  get lastGood(): { readonly entry: number; readonly offset: number } | undefined {
    return this.#pass?.lastGood;
  }

  /**
   * The entries in file order. One that is no JSON is an item without an exchange; one that is no object is left out.
   * `whole`: every `item.entry` will be asked for, which is then faster.
   */
  entries({ whole = this.#isLossless }: { whole?: boolean } = {}): AsyncIterableIterator<HarItem> {
    return this.#stream(whole);
  }

  /** The same entries, as many at a time as have been read: for loops that have no time to wait for each. */
  batches(): AsyncGenerator<Iterable<HarItem>> {
    return this.#stream(this.#isLossless).batches();
  }

  #stream(whole: boolean): ItemStream {
    const problems = new ProblemList();
    const limits = { entry: this.#options.largestEntry ?? largestEntry, outline: largestOutline };
    const options = this.#parsing(whole);
    const pass = new Pass(this.#source, limits, options, (problem) => problems.add(problem));
    this.#pass = pass;
    this.#problems = problems;
    this.#damage = undefined;
    return new ItemStream(pass, {
      mustPrepare: this.#source.hasSideFiles,
      prepare: (item) => this.#attach(item),
      failed: (error) => {
        if (error instanceof RecordingError) this.#damage = error;
      },
    });
  }

  /** The entries by start time, then as in the file; one whose date says nothing stays behind its neighbour. */
  async *ordered(): AsyncGenerator<HarItem> {
    await this.#source.makePlain();
    const index = new EntryIndex();
    let damage: unknown;
    try {
      for await (const batch of this.batches())
        for (const item of batch) index.add(item.exchange?.startedAt ?? Number.NaN, item);
    } catch (error) {
      damage = error;
    }
    if (index.isOrdered) {
      yield* this.entries();
      return;
    }
    const window = new WindowReader((offset, length) => this.#source.read(offset, length));
    for (const place of index.places()) yield await this.#item(place, await window.bytes(place));
    if (damage !== undefined) throw damage;
  }

  /** The entry at a place that an item named before. */
  async at(offset: number, length: number, index: number): Promise<HarItem> {
    await this.#source.makePlain();
    return this.#item({ index, offset, length }, await this.#source.read(offset, length));
  }

  /** Reads the whole once for its head; damage is left to the next reading. */
  async readHead(): Promise<HarHead> {
    await this.#source.makePlain();
    try {
      for await (const _ of this.entries());
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
    }
    return this.head;
  }

  /** Closes the file; a read that is under way ends. */
  async close(): Promise<void> {
    await this.#source.close();
  }

  get #isLossless(): boolean {
    return this.#options.lossless === true;
  }

  get #wantsHeaders(): boolean {
    return this.#options.headers === true;
  }

  #parsing(isWhole: boolean): ParseOptions {
    return {
      isLossless: this.#isLossless,
      isWhole,
      wantsHeaders: this.#wantsHeaders,
      beside: this.#source.beside,
    };
  }

  async #item(place: EntryPlace, bytes: Buffer): Promise<HarItem> {
    try {
      const item = readItem(bytes, place, this.#parsing(this.#isLossless));
      if (this.#source.hasSideFiles) await this.#attach(item);
      return item;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return brokenItem(place, error.message);
    }
  }

  #attach(item: HarItem): Promise<void> {
    return attachSideBodies(item, (name) => this.#source.sideFile(name));
  }

  #parsedHead(text: string): HarHead {
    try {
      return headOf(this.#isLossless ? parseLossless(text) : JSON.parse(text));
    } catch {
      return noHead;
    }
  }
}
