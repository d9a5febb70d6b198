/** Notices where a recording that plays the server has no answer: asking it again brings none either. */
import { RecordingError } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import { missIn } from '../replay/unmatched.ts';

export class Misses {
  readonly #title: string;
  readonly #sentences = new Map<string, string>();

  /** `title`: what the recording is called. */
  constructor(title: string) {
    this.#title = title;
  }

  note({ id, response }: Exchange): void {
    const sentence = missIn(response);
    if (sentence !== undefined) this.#sentences.set(id, sentence);
  }

  /** Throws RecordingError where the answer with this id is not one of the recording. */
  demand(id: unknown, cause?: unknown): void {
    const sentence = typeof id === 'string' ? this.#sentences.get(id) : undefined;
    if (sentence !== undefined)
      throw new RecordingError('replay/no-match', `${this.#title}: ${sentence}`, {}, cause);
  }
}
