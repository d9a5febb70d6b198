/** Writes a recording anew so that nothing is wrong with it. */
import { RecordingError } from '../errors.ts';
import { parseLossless, stringifyLossless } from '../json.ts';
import { entryOf } from './compose.ts';
import { parseDate } from './dates.ts';
import { entryShape, logShape } from './har-shape.ts';
import type { HarHead } from './head.ts';
import type { HeadInput } from './head-text.ts';
import type { HarItem } from './item.ts';
import type { HarReader } from './read.ts';
import type { RuleContext } from './rule.ts';
import { entryRules, logRules } from './rules.ts';
import { conformed } from './shape.ts';
import { type JsonObject, listAt, stringAt } from './values.ts';
import type { HarWriter } from './write.ts';

export interface RepairReport {
  /** Entries written. */
  readonly entries: number;
  /** Entries that were no JSON and had to go. */
  readonly dropped: number;
  /** How often each rule had something to mend. */
  readonly repaired: Readonly<Record<string, number>>;
  /** Why the recording could not be read to its end; what came before is repaired. */
  readonly error?: RecordingError;
}

/** Bytes; as base64 and with all else they make no entry that readers refuse. */
const mostInside = 128 << 20;
const errorRules = entryRules.filter(({ level }) => level === 'error');

/**
 * Copies every whole entry of `reader`, which must be lossless, into a new `writer`, mended by every rule. The result
 * is valid HAR 1.2 and has no errors, only quirks that cannot be mended. Closing both is left to the caller.
 */
export async function repair(reader: HarReader, writer: HarWriter): Promise<RepairReport> {
  const tally = new Tally();
  const head = mendedHead(await reader.readHead(), tally);
  await writer.setHead(head);
  const pageIds = new Set(pageIdsOf(head));
  let context: RuleContext = { pageIds, previousStart: Number.NaN, previousDate: undefined };
  let entries = 0;
  let dropped = 0;
  let error: RecordingError | undefined;
  try {
    for await (const item of reader.entries({ whole: true })) {
      if (!item.isWhole) {
        dropped++;
        continue;
      }
      const entry = mendedEntry(item, context, tally);
      await writer.append(entry);
      entries++;
      const previousDate = stringAt(entry, 'startedDateTime');
      context = { pageIds, previousStart: parseDate(previousDate), previousDate };
    }
  } catch (cause) {
    if (!(cause instanceof RecordingError) || cause.code === 'recording/not-writable') throw cause;
    error = cause;
  }
  for (const { rule } of reader.problems) tally.add(rule);
  return { entries, dropped, repaired: tally.counts(), ...(error !== undefined && { error }) };
}

/** The entry with every repair made; a body that lies beside the HAR comes into it. */
function mendedEntry(item: HarItem, context: RuleContext, tally: Tally): JsonObject {
  let entry = item.exchange !== undefined && comesInside(item) ? entryOf(item.exchange) : item.entry;
  // Bringing what is left into shape can give a rule something new to see, once.
  for (const rules of [entryRules, errorRules]) {
    for (const rule of rules) {
      const findings = rule.repair === undefined ? [] : rule.check(entry, context);
      if (findings.length === 0) continue;
      rule.repair?.(entry, context);
      tally.add(rule.id, findings.length);
    }
    entry = conformed(entry, entryShape, (_where, fault) => tally.add(`schema/${fault}`));
  }
  return entry;
}

/** A body beside the HAR that an entry has room for; where there is none, the entry goes on to name it. */
function comesInside({ sideBodies }: HarItem): boolean {
  const { request, response } = sideBodies ?? {};
  const size = (request?.length ?? 0) + (response?.length ?? 0);
  return (request ?? response) !== undefined && size <= mostInside;
}

function mendedHead({ log, root, late }: HarHead, tally: Tally): HeadInput {
  let copy = parseLossless(stringifyLossless(log)) as JsonObject;
  for (let round = 0; round < 2; round++) {
    for (const rule of logRules) {
      const findings = rule.repair === undefined ? [] : rule.check(copy, { late });
      if (findings.length === 0) continue;
      rule.repair?.(copy, { late });
      tally.add(rule.id, findings.length);
    }
    copy = conformed(copy, logShape, (_where, fault) => tally.add(`schema/${fault}`));
  }
  return { root, log: copy };
}

function pageIdsOf({ log }: HeadInput): string[] {
  return (listAt(log, 'pages') ?? []).flatMap((page) => stringAt(page, 'id') ?? []);
}

/** Counts by rule. */
class Tally {
  readonly #counts = new Map<string, number>();

  add(rule: string, count = 1): void {
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + count);
  }

  counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
