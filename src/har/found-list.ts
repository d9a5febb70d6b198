/** A list that was taken out of an entry's text, read when it is asked for. */
import type { HeaderList } from '../exchange.ts';
import { headerList } from './headers.ts';
import { widenedHeaders } from './wide.ts';

/** Longer text is not kept for another entry. */
const longestKnown = 4096;

export class FoundList {
  readonly text: string;
  readonly #headers: { narrow?: HeaderList; wide?: HeaderList } = {};

  /** `text`: its JSON. */
  constructor(text: string) {
    this.text = text;
  }

  /**
   * The headers it holds, always the same object; undefined where there are none: then cookies may tell of some.
   * `isWide`: its strings hold UTF-8 read byte by byte.
   */
  headers(isWide: boolean): HeaderList | undefined {
    const own = this.#headers;
    if (isWide) own.wide ??= widenedHeaders(this.#read());
    else own.narrow ??= this.#read();
    const list = isWide ? own.wide! : own.narrow!;
    return list.length === 0 ? undefined : list;
  }

  #read(): HeaderList {
    return headerList(JSON.parse(this.text));
  }
}

/** The latest lists of one name: most messages of a session have the headers and cookies of others. */
export class LatestLists {
  readonly #lists: FoundList[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** One whose text stands at that place. To compare is faster than to read. */
  at(json: string, start: number): FoundList | undefined {
    const lists = this.#lists;
    for (let place = 0; place < lists.length; place++) {
      const list = lists[place]!;
      if (json.slice(start, start + list.text.length) !== list.text) continue;
      for (let index = place; index > 0; index--) lists[index] = lists[index - 1]!;
      lists[0] = list;
      return list;
    }
    return undefined;
  }

  /** Remembers a list in place of the one that was not met for the longest time. */
  add(text: string): FoundList {
    if (text.length > longestKnown) return new FoundList(text);
    // A copy: the text is a window into much of the file, which it would keep in memory.
    const list = new FoundList(Buffer.from(text).toString());
    if (this.#lists.unshift(list) > this.#most) this.#lists.pop();
    return list;
  }
}
