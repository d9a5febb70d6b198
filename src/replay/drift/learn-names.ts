/** Learns which names of a query, of headers or of cookies come with every call, and which are left out. */
import type { FieldStat } from './field-stat.ts';
import type { Mark } from './tally.ts';

/** One name that calls may have. */
interface Name<Learner> {
  readonly stat: FieldStat;
  readonly learner: Learner;
  /** Order of the last call that had it. */
  seen: number;
}

/** One way of writing a name. */
interface Spelling<Learner> {
  /** Absent for a name that is not looked at. */
  readonly name: Name<Learner> | undefined;
  seen: number;
}

/** Ways of writing names that are not looked at which are remembered. */
const mostIgnored = 1000;

export class NamesLearner<Learner = undefined> {
  readonly #stat: FieldStat;
  readonly #spellings = new Map<string, Spelling<Learner>>();
  readonly #names = new Map<string, Name<Learner>>();
  readonly #nameOf: (spelling: string) => string | undefined;
  readonly #learnerOf: (stat: FieldStat, name: string) => Learner;
  #ignored = 0;
  /** Names that the latest call had. */
  #latest: Name<Learner>[] = [];

  /** `nameOf`: the name that is meant, undefined for one that does not matter. */
  constructor(
    stat: FieldStat,
    nameOf: (spelling: string) => string | undefined,
    learnerOf: (stat: FieldStat, name: string) => Learner,
  ) {
    this.#stat = stat;
    this.#nameOf = nameOf;
    this.#learnerOf = learnerOf;
  }

  begin(mark: Mark): void {
    this.#stat.types.add('object', mark);
    this.#latest = [];
  }

  /** Undefined where the call had it already, so written, or where it does not matter. */
  see(text: string, { order }: Mark): Name<Learner> | undefined {
    const spelling = this.#spellings.get(text) ?? this.#spell(text);
    if (spelling.seen === order) return undefined;
    spelling.seen = order;
    const { name } = spelling;
    if (name && name.seen !== order) {
      name.seen = order;
      this.#latest.push(name);
    }
    return name;
  }

  /** As `see`, for names alone: however written, a name counts once a call. */
  note(text: string, mark: Mark): void {
    const before = this.#latest.length;
    const name = this.see(text, mark);
    if (name && this.#latest.length > before) name.stat.types.add('string', mark);
  }

  /** A call with the very names of the latest: what it lacks has been said. */
  noteAgain(mark: Mark): void {
    this.#stat.types.add('object', mark);
    for (const { stat } of this.#latest) stat.types.add('string', mark);
  }

  #spell(text: string): Spelling<Learner> {
    const meant = this.#nameOf(text);
    const stat = meant === undefined ? undefined : this.#stat.child(meant);
    if (meant === undefined || !stat) {
      const ignored = { name: undefined, seen: -1 };
      if (this.#ignored++ < mostIgnored) this.#spellings.set(text, ignored);
      return ignored;
    }
    let name = this.#names.get(meant);
    if (!name) {
      name = { stat, learner: this.#learnerOf(stat, meant), seen: -1 };
      this.#names.set(meant, name);
    }
    const spelling = { name, seen: -1 };
    this.#spellings.set(text, spelling);
    return spelling;
  }

  /** Says of the names that the call did not have that it lacked them. */
  end(mark: Mark): void {
    if (this.#latest.length === this.#names.size) return;
    for (const { stat, seen } of this.#names.values())
      if (seen !== mark.order && stat.lacked === undefined) stat.lacked = mark;
  }
}
