/** Compares two profiles by the rules: what changed, how much it matters, what followed from what. */
import type { Protocol } from '../../protocol/protocol.ts';
import { ordered } from './causes.ts';
import { coverageOf } from './coverage.ts';
import type { FieldStat } from './field-stat.ts';
import type { Draft, Report } from './finding.ts';
import { isAboutCookies } from './hidden.ts';
import {
  type EndpointPair,
  endpointPairs,
  type FieldPair,
  machinePairs,
  type NewKind,
  Pair,
  replyPairs,
  type Sides,
  visitFields,
  wholeBody,
} from './pair.ts';
import type { Profile } from './profile.ts';
import { blameRequests } from './requests.ts';
import { rules } from './rules/index.ts';
import type { Found, Rule } from './rules/rule.ts';
import { earlier } from './tally.ts';

/** What changed from `base` to `next`, the first cause first. The same profiles give the same report. */
export function compare(protocol: Protocol, base: Profile, next: Profile): Report {
  const pair = new Pair(protocol, base, next);
  const findings = ordered(merged(blameRequests(pair, drafts(pair))));
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  return {
    findings,
    summary: { break: count('break'), warn: count('warn'), note: count('note'), accepted: 0 },
    coverage: coverageOf(pair),
  };
}

/** What the rules say, but for what one of the sides did not record. */
function drafts(pair: Pair): Draft[] {
  const all = [...allDrafts(pair)];
  return pair.hidesCookies ? all.filter(({ where }) => !isAboutCookies(where)) : all;
}

function* allDrafts(pair: Pair): Generator<Draft> {
  for (const rule of rules) for (const found of rule.run?.(pair) ?? []) yield draft(rule.id, '', found);
  for (const of of endpointPairs(pair)) yield* endpointDrafts(of);
  for (const of of machinePairs(pair))
    for (const rule of rules) for (const one of rule.machine?.(of) ?? []) yield draft(rule.id, of.name, one);
}

function* endpointDrafts(of: EndpointPair): Generator<Draft> {
  const { base, next, name } = of;
  for (const rule of rules) for (const one of rule.endpoint?.(of) ?? []) yield draft(rule.id, name, one);
  const request = placesOf(of, 'request', { base: base.request, next: next.request });
  const replies = [...replyPairs(of)].map((reply) => ({
    reply,
    places: placesOf(of, 'response', { base: reply.base.body, next: reply.next.body }),
  }));
  for (const rule of rules) {
    if (rule.field) yield* placeDrafts(rule, name, request);
    for (const { reply, places } of replies) {
      for (const one of rule.reply?.(reply) ?? []) yield draft(rule.id, name, one);
      yield* placeDrafts(rule, name, places);
    }
  }
}

type Place = { readonly field: FieldPair } | { readonly kind: NewKind };

/** What rules look at, in the order in which it stands: found once, however many rules there are. */
function placesOf(of: EndpointPair, side: 'request' | 'response', parent: Sides<FieldStat>): Place[] {
  const places: Place[] = [];
  if (side === 'response') places.push({ field: wholeBody(of, parent) });
  visitFields(of, side, parent, side === 'request' ? '/request' : '/response/body', {
    field: (field) => places.push({ field }),
    kind: (kind) => places.push({ kind }),
  });
  return places;
}

function* placeDrafts(rule: Rule, endpoint: string, places: readonly Place[]): Generator<Draft> {
  if (!rule.field && !rule.kind) return;
  for (const place of places) {
    const found = 'field' in place ? rule.field?.(place.field) : rule.kind?.(place.kind);
    if (found) yield draft(rule.id, endpoint, found);
  }
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
