/** Finds out what is wrong with a recording. */
import { RecordingError } from '../errors.ts';
import { parseDate } from './dates.ts';
import { entryProblems } from './diagnose-entry.ts';
import { type Exporter, exporterOf } from './exporters.ts';
import type { HarHead } from './head.ts';
import { mostOfAKind, type Problem, ProblemList } from './problem.ts';
import type { HarReader } from './read.ts';
import { levelOf, type RuleContext } from './rule.ts';
import { logRules } from './rules.ts';
import { danglingPageref } from './rules-semantic.ts';
import { validateLog } from './validate.ts';
import { type JsonObject, stringAt } from './values.ts';

/** The `doctor` output of the command line. */
export interface DoctorReport {
  readonly file: string;
  /** Whole entries. */
  readonly entries: number;
  /** The last whole entry of a damaged file and where it begins. */
  readonly lastGood?: { readonly entry: number; readonly offset: number };
  readonly problems: readonly Problem[];
}

export interface Diagnosis {
  readonly report: DoctorReport;
  /** Some problem is an error, not only a quirk. */
  readonly isInvalid: boolean;
  /** Who wrote the recording, where that is known, with its habits. */
  readonly exporter?: Exporter;
  /** Why the recording could not be read to its end. */
  readonly error?: RecordingError;
}

/** Pagerefs remembered until all pages are known. */
const mostPagerefs = 10_000;

/**
 * Reads the whole recording once and lists its problems: those of the file, then those of the entries in their order,
 * at most twenty of a kind. Damage is a part of the diagnosis and not thrown.
 */
export async function diagnose(reader: HarReader): Promise<Diagnosis> {
  const check = new Checkup();
  let error: RecordingError | undefined;
  try {
    for await (const item of reader.entries({ whole: true })) {
      if (item.isWhole) check.entry(item.entry, item.index);
      for (const problem of item.problems) check.problems.add(problem);
    }
  } catch (cause) {
    if (!(cause instanceof RecordingError)) throw cause;
    error = cause;
  }
  const problems = [...fileProblems(reader), ...check.finish(reader.head)];
  const { lastGood } = reader;
  const exporter = exporterOf(reader.head.creator);
  return {
    report: {
      file: reader.name,
      entries: check.count,
      ...(error !== undefined && lastGood !== undefined && { lastGood }),
      problems,
    },
    isInvalid: problems.some(({ rule }) => levelOf(rule) === 'error'),
    ...(exporter !== undefined && { exporter }),
    ...(error !== undefined && { error }),
  };
}

/** Problems of the file as bytes, then those of `log`. */
function fileProblems(reader: HarReader): Problem[] {
  return [...reader.problems, ...logProblems(reader.head)];
}

function logProblems({ log, late, hasLog }: HarHead): Problem[] {
  const list = new ProblemList();
  const root = hasLog ? '/log' : '';
  const schema = new Map(validateLog(log).map((finding) => [finding.where, finding]));
  const rules = logRules.flatMap((rule) =>
    rule.check(log, { late }).map((finding) => ({ rule, ...finding })),
  );
  for (const { rule, where, message } of schema.values()) {
    const says = rules.find((finding) => finding.where === where)?.rule.says;
    list.add({
      rule,
      entry: null,
      where: root + where,
      message: says === undefined ? message : `${message}: ${says}`,
    });
  }
  for (const { rule, where, message } of rules) {
    if (!schema.has(where)) list.add({ rule: rule.id, entry: null, where: root + where, message });
  }
  return list.list();
}

class Checkup {
  readonly problems = new ProblemList();
  /** Whole entries seen. */
  count = 0;
  #context: RuleContext = { pageIds: undefined, previousStart: Number.NaN, previousDate: undefined };
  readonly #pagerefs = new Map<string, { entries: number[]; further: number }>();

  entry(entry: JsonObject, index: number): void {
    this.count++;
    for (const problem of entryProblems(entry, index, this.#context)) this.problems.add(problem);
    const previousDate = stringAt(entry, 'startedDateTime');
    this.#context = { pageIds: undefined, previousStart: parseDate(previousDate), previousDate };
    this.#remember(stringAt(entry, 'pageref'), index);
  }

  /** All problems, now that the pages are known too. */
  finish(head: HarHead): Problem[] {
    const pages = new Set(head.pages.flatMap((page) => stringAt(page, 'id') ?? []));
    for (const [pageref, { entries, further }] of this.#pagerefs) {
      if (pages.has(pageref)) continue;
      const finding = danglingPageref(pageref);
      for (const entry of entries) this.problems.add({ rule: 'semantic/pageref-unknown', entry, ...finding });
      for (let rest = further; rest > 0; rest--) {
        this.problems.add({ rule: 'semantic/pageref-unknown', entry: null, ...finding });
      }
    }
    return this.problems.list().sort((one, other) => (one.entry ?? -1) - (other.entry ?? -1));
  }

  #remember(pageref: string | undefined, index: number): void {
    if (pageref === undefined) return;
    const seen = this.#pagerefs.get(pageref);
    if (seen !== undefined && seen.entries.length < mostOfAKind) seen.entries.push(index);
    else if (seen !== undefined) seen.further++;
    else if (this.#pagerefs.size < mostPagerefs)
      this.#pagerefs.set(pageref, { entries: [index], further: 0 });
  }
}
