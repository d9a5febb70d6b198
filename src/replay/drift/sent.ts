/** The texts that a request sent, in which a reply may echo. */

/** Texts shorter than this are found everywhere. */
const shortestEcho = 5;
const longestEcho = 200;
const mostEchoes = 200;
const deepest = 4;

/** Looked through only where a reply holds a text that might be one of them. */
export class Sent {
  readonly #params: readonly string[];
  readonly #body: unknown;
  #texts: Set<string> | undefined;

  /** `body`: as decoded; undefined where there is none. */
  constructor(params: readonly string[], body: unknown) {
    this.#params = params;
    this.#body = body;
  }

  has(text: string): boolean {
    if (!isTelling(text)) return false;
    this.#texts ??= this.#read();
    return this.#texts.has(text);
  }

  #read(): Set<string> {
    const texts = new Set<string>();
    for (const text of this.#params) note(texts, text);
    noteAll(texts, this.#body, 0);
    return texts;
  }
}

const isTelling = (text: string): boolean => text.length >= shortestEcho && text.length <= longestEcho;

function note(texts: Set<string>, text: string): void {
  if (texts.size < mostEchoes && isTelling(text)) texts.add(text);
}

function noteAll(texts: Set<string>, value: unknown, depth: number): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    note(texts, String(value));
  else if (typeof value === 'object' && value !== null && depth < deepest)
    for (const inner of Object.values(value)) noteAll(texts, inner, depth + 1);
}
