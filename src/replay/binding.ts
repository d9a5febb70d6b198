/** Exchanges the values of a recorded session for those of a live one, in every encoding. */

type Pair = readonly [recorded: string, live: string];

/** Shorter values would be found in ordinary words. */
const shortest = 6;

/** Values of the recording with those that stand for them. */
export class Binding {
  static readonly none = new Binding([]);
  readonly #pairs: ReadonlyMap<string, string>;
  /** Made when they are first needed: most callers never need the second. */
  #toLive: Exchanger | undefined;
  #toRecorded: Exchanger | undefined;

  constructor(pairs: Iterable<Pair>) {
    this.#pairs = new Map([...pairs].filter(([recorded, live]) => recorded !== live));
  }

  /** Nothing differs. */
  get isPlain(): boolean {
    return this.#pairs.size === 0;
  }

  /** A text of the recording as the live session has it. */
  toLive(text: string): string {
    this.#toLive ??= exchanger([...this.#pairs]);
    return this.#toLive(text);
  }

  /** A text of the live session as the recording has it. */
  toRecorded(text: string): string {
    this.#toRecorded ??= exchanger([...this.#pairs].map(([recorded, live]): Pair => [live, recorded]));
    return this.#toRecorded(text);
  }
}

type Exchanger = (text: string) => string;

/** One pass, longest first, so that no value is exchanged twice or half. */
function exchanger(pairs: readonly Pair[]): Exchanger {
  const known = new Map<string, string>();
  for (const pair of pairs) {
    if (pair[0].length < shortest) continue;
    for (const spell of spellings) {
      const [from, to] = [spell(pair[0]), spell(pair[1])];
      if (!known.has(from)) known.set(from, to);
    }
  }
  if (known.size === 0) return (text) => text;
  const texts = [...known.keys()].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(texts.map(patternOf).join('|'), 'g');
  return (text) => text.replace(pattern, (found) => known.get(found) ?? found);
}

/** A number only where it stands alone. */
function patternOf(text: string): string {
  const plain = text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return /^\d+$/.test(text) ? `(?<![\\w.])${plain}(?![\\w.])` : plain;
}

const encode = (text: string): string => {
  try {
    return encodeURIComponent(text);
  } catch {
    // Half a character: nobody can have sent it encoded.
    return text;
  }
};
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
const lowerCase = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

/** The ways in which a value is met: as it is, percent-encoded, in JSON, in markup. */
const spellings: readonly ((text: string) => string)[] = [
  (text) => text,
  encode,
  (text) => lowerCase(encode(text)),
  (text) => encode(encode(text)),
  (text) => lowerCase(encode(encode(text))),
  decode,
  (text) => encode(decode(text)),
  (text) => lowerCase(encode(decode(text))),
  (text) => text.replaceAll('/', '\\/'),
  (text) => text.replaceAll('+', ' '),
  (text) => text.replaceAll('&', '&amp;'),
];
