/** Everything that is to be said of one entry. */
import type { Problem } from './problem.ts';
import { type EntryRule, nothing, type RuleContext } from './rule.ts';
import { entryRules } from './rules.ts';
import { validateEntry } from './validate.ts';
import type { JsonObject } from './values.ts';

/** Problems of the schema first, each with what a rule says of the same place, then those of the other rules. */
export function entryProblems(entry: JsonObject, index: number, context: RuleContext): Problem[] {
  const problems = new Map<string, Problem>();
  const others: Problem[] = [];
  for (const { rule, where, message } of validateEntry(entry)) {
    problems.set(where, { rule, entry: index, where, message });
  }
  for (const rule of entryRules) {
    for (const { where, message } of findingsOf(rule, entry, context)) {
      const same = problems.get(where);
      if (same === undefined) others.push({ rule: rule.id, entry: index, where, message });
      else problems.set(where, { ...same, message: `${same.message}: ${rule.says}` });
    }
  }
  return [...problems.values(), ...others];
}

function findingsOf(
  rule: EntryRule,
  entry: JsonObject,
  context: RuleContext,
): ReturnType<EntryRule['check']> {
  const findings = rule.check(entry, context);
  return findings.length === 0 ? nothing : findings;
}
