/** Data on its way out: batched, at the pace of whoever reads. */
import { writeError } from '../har/file-error.ts';

/** Whoever read the output has enough, as `head` does: the end of work, not an error. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/** What an output needs of a stream. */
export interface Sink {
  write(text: string, done: (error?: Error | null) => void): unknown;
}

/** Characters. Twice as many would make texts that only a rare collection of the whole memory takes away. */
const batch = 32 * 1024;

export class Output {
  readonly #sink: Sink;
  readonly #name: string;
  #text = '';

  /** `name` is what errors call it. */
  constructor(sink: Sink, name: string) {
    this.#sink = sink;
    this.#name = name;
  }

  /** Enough has gathered: call `flush` before writing on. */
  get isFull(): boolean {
    return this.#text.length >= batch;
  }

  /** Keeps the text until the next flush. */
  write(text: string): void {
    this.#text += text;
  }

  /**
   * Resolves when everything written so far was taken over by the system.
   * Throws ReaderGone, or RecordingError `recording/not-writable`.
   */
  async flush(): Promise<void> {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    const error = await new Promise<Error | null | undefined>((resolve) => {
      this.#sink.write(text, resolve);
    });
    if (!error) return;
    if (error instanceof ReaderGone) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') throw new ReaderGone();
    throw writeError(this.#name, error);
  }
}
