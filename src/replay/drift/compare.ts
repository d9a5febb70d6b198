/** Compares two profiles by the rules: what changed, how much it matters, what followed from what. */
import type { Protocol } from '../../protocol/protocol.ts';
import { ordered } from './causes.ts';
import { coverageOf } from './coverage.ts';
import type { Draft, Report } from './finding.ts';
import { endpointPairs, machinePairs, Pair, replyPairs, visitFields } from './pair.ts';
import type { Profile } from './profile.ts';
import { blameRequests } from './requests.ts';
import { rules } from './rules/index.ts';
import type { Found } from './rules/rule.ts';
import { earlier } from './tally.ts';

/** What changed from `base` to `next`, the first cause first. The same profiles give the same report. */
export function compare(protocol: Protocol, base: Profile, next: Profile): Report {
  const pair = new Pair(protocol, base, next);
  const findings = ordered(merged(blameRequests(pair, [...drafts(pair)])));
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  return {
    findings,
    summary: { break: count('break'), warn: count('warn'), note: count('note'), accepted: 0 },
    coverage: coverageOf(pair),
  };
}

function* drafts(pair: Pair): Generator<Draft> {
  for (const rule of rules) for (const found of rule.run?.(pair) ?? []) yield draft(rule.id, '', found);
  for (const of of endpointPairs(pair)) {
    const found: Draft[] = [];
    for (const rule of rules)
      for (const one of rule.endpoint?.(of) ?? []) found.push(draft(rule.id, of.name, one));
    for (const rule of rules) {
      const visitor = {
        field: (field: Parameters<NonNullable<typeof rule.field>>[0]) => {
          const one = rule.field?.(field);
          if (one) found.push(draft(rule.id, of.name, one));
        },
        kind: (kind: Parameters<NonNullable<typeof rule.kind>>[0]) => {
          const one = rule.kind?.(kind);
          if (one) found.push(draft(rule.id, of.name, one));
        },
      };
      if (rule.field)
        visitFields(of, 'request', { base: of.base.request, next: of.next.request }, '/request', visitor);
      for (const reply of replyPairs(of)) {
        for (const one of rule.reply?.(reply) ?? []) found.push(draft(rule.id, of.name, one));
        const bodies = { base: reply.base.body, next: reply.next.body };
        if (rule.field || rule.kind) visitFields(of, 'response', bodies, '/response/body', visitor);
      }
    }
    yield* found;
  }
  for (const of of machinePairs(pair))
    for (const rule of rules) for (const one of rule.machine?.(of) ?? []) yield draft(rule.id, of.name, one);
}

const draft = (rule: string, endpoint: string, found: Found): Draft => ({ rule, endpoint, ...found });

/** One finding where several kinds of message, or several codes, show the same. */
function merged(drafts: readonly Draft[]): Draft[] {
  const found = new Map<string, Draft>();
  for (const one of drafts) {
    const key = [one.rule, one.endpoint, one.where, one.what ?? ''].join('\n');
    const before = found.get(key);
    found.set(
      key,
      before ? { ...before, from: earlier(before.from, one.from), at: earlier(before.at, one.at) } : one,
    );
  }
  return [...found.values()];
}
