/** What may be wrong with a recording, as a value. */

/** One thing found in a recording. */
export interface Problem {
  /** `schema/…`, `semantic/…`, `file/…` or `quirk/…`. */
  readonly rule: string;
  /** Zero-based index in `log.entries`; null where the whole file is meant. */
  readonly entry: number | null;
  /** JSON Pointer inside the entry, or from the root (`/log/…`) where the whole file is meant. */
  readonly where: string;
  readonly message: string;
}

/** So many of one kind are told apart; the others are counted. */
export const mostOfAKind = 20;

/** Keeps problems in the order they came, at most `mostOfAKind` of each rule and place. */
export class ProblemList {
  readonly #kept: Problem[] = [];
  readonly #kinds = new Map<string, { count: number; last: number }>();
  readonly #mostKinds: number;
  #dropped = 0;

  constructor(mostKinds = 2000) {
    this.#mostKinds = mostKinds;
  }

  add(problem: Problem): void {
    const kind = `${problem.rule} ${problem.where.replace(/\/\d+(?=\/|$)/g, '/*')}`;
    const seen = this.#kinds.get(kind);
    if (seen === undefined) {
      if (this.#kinds.size >= this.#mostKinds) {
        this.#dropped++;
        return;
      }
      this.#kinds.set(kind, { count: 1, last: this.#kept.push(problem) - 1 });
    } else if (++seen.count <= mostOfAKind) seen.last = this.#kept.push(problem) - 1;
  }

  /** The problems kept, the last of each kind with the number of those left out. */
  list(): Problem[] {
    const list = [...this.#kept];
    for (const { count, last } of this.#kinds.values()) {
      const problem = list[last];
      if (count <= mostOfAKind || problem === undefined) continue;
      list[last] = {
        ...problem,
        message: `${problem.message} (and ${count - mostOfAKind} more of this kind)`,
      };
    }
    if (this.#dropped > 0) list.push(overflow(this.#dropped));
    return list;
  }
}

function overflow(count: number): Problem {
  const message = `${count} further problems of other kinds are not listed`;
  return { rule: 'file/too-many-problems', entry: null, where: '/log', message };
}
