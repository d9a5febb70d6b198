/** Puts findings in order and ties those that follow from another to it. */
import { type Draft, type Finding, fingerprintOf, severities } from './finding.ts';

/** Within one exchange: what was asked, how it was answered, what it held, what became of it. */
const places = [
  '/host',
  '/request',
  '/response/status',
  '/response/headers',
  '/response/body',
  '/response/cookies',
  '/timing',
  '/flow',
];

const never = Number.POSITIVE_INFINITY;
const placeOf = (where: string): number => places.findIndex((place) => where.startsWith(place));

/** Break first, then by time, then from the request to the flow. */
function order(one: Draft, other: Draft): number {
  return (
    severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
    (one.at?.order ?? never) - (other.at?.order ?? never) ||
    Number(one.isEffect === true) - Number(other.isEffect === true) ||
    placeOf(one.where) - placeOf(other.where) ||
    weightOf(other) - weightOf(one) ||
    compareText(
      one.endpoint + one.where + one.rule + one.what,
      other.endpoint + other.where + other.rule + other.what,
    )
  );
}

/** Of fields that one reply lacks, that which the state depends on comes first, then that which most requests need. */
const weightOf = ({ consumers = [], severity, weight = 0 }: Draft): number =>
  severity === 'break' ? consumers.length + weight * 1000 : 0;

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export function ordered(drafts: readonly Draft[]): Finding[] {
  const sorted = [...drafts].sort(order);
  const [first] = sorted;
  const findings: Finding[] = [];
  for (const draft of sorted) {
    const cause = first && draft !== first ? causeOf(draft, sorted, first) : undefined;
    findings.push(finished(draft, draft === first, cause));
  }
  return findings;
}

/** What a finding follows from: the first of those before it that cut what it needs, or that ended the flow. */
function causeOf(draft: Draft, all: readonly Draft[], first: Draft): Draft | undefined {
  const earliest = draft.event === undefined ? draft : all.find(({ event }) => event === draft.event);
  if (earliest !== draft) return earliest;
  if (draft.severity === 'note' && first.severity === 'note') return undefined;
  const isBefore = (one: Draft): boolean =>
    one !== draft &&
    one.severity === 'break' &&
    ((one.at?.order ?? never) < (draft.at?.order ?? never) ||
      (one.at?.order === draft.at?.order && !one.isEffect && draft.isEffect === true));
  const before = all.filter(isBefore);
  const twin = isLoss(draft)
    ? all.find((one) => one !== draft && isLoss(one) && isTwin(one, draft))
    : undefined;
  if (twin && all.indexOf(twin) < all.indexOf(draft)) return twin;
  const cut = before.find(({ consumers }) => consumers?.some(({ endpoint }) => endpoint === draft.endpoint));
  if (cut) return cut;
  const isConsequence = draft.isEffect || draft.rule === 'reply-code' || draft.rule === 'reply-status';
  return isConsequence && draft.severity !== 'warn' ? before[0] : undefined;
}

/** A reply that lacks one thing lacks the others for the same reason. */
const isLoss = ({ rule, severity }: Draft): boolean =>
  severity !== 'note' && /^(?:field|cookie)-(?:missing|emptied|attributes)$/.test(rule);
const isTwin = (one: Draft, other: Draft): boolean =>
  one.endpoint === other.endpoint && one.at?.order === other.at?.order && one.severity === 'break';

function finished(draft: Draft, isFirst: boolean, cause: Draft | undefined): Finding {
  const { rule, severity, endpoint, where, message, baseline, observed, from, at, consumers = [] } = draft;
  return {
    rule,
    severity,
    endpoint,
    where,
    message,
    baseline,
    observed,
    evidence: { baseline: from ? [from.id] : [], observed: at ? [at.id] : [] },
    consumers,
    ...(isFirst && { firstCause: true as const }),
    ...(cause && { follows: fingerprintOf(cause) }),
    fingerprint: fingerprintOf(draft),
  };
}
