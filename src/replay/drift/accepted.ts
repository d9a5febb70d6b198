/** Findings that people decided to live with: a file to review, and what it makes of a report. */
import { type Finding, type Report, severities } from './finding.ts';
import { type Part, readWritten } from './written.ts';

export interface Acceptance {
  readonly fingerprint: string;
  readonly rule: string;
  readonly endpoint: string;
  readonly where: string;
  /** What was found, for whoever reviews the file. */
  readonly message: string;
  readonly reason: string;
  /** Who accepted it. */
  readonly by: string;
  /** Last day on which it holds, ISO 8601; absent: for good. */
  readonly until?: string;
}

const version = 1;
const fields = ['fingerprint', 'rule', 'endpoint', 'where', 'message', 'reason', 'by', 'until'] as const;

/** Throws `recording/bad-accepted` with `details.line` and `details.key`. */
export function readAccepted(text: string, name: string): Acceptance[] {
  return readWritten(text, name, 'recording/bad-accepted', (file) => {
    file.only(['driftwire', 'version', 'accepted']);
    file.get('driftwire').text(['accepted']);
    if (file.get('version').count() !== version) file.get('version').fail(`version ${version}`);
    return file.get('accepted').items().map(readOne);
  });
}

function readOne(part: Part): Acceptance {
  part.only(fields);
  const text = (name: string): string => part.get(name).text();
  const print = part.get('fingerprint');
  if (!/^[0-9a-f]{12}$/.test(print.text())) print.fail('twelve hexadecimal digits');
  const until = part.get('until');
  if (!until.isAbsent && !isDay(until.text())) until.fail('a day, as 2026-12-31');
  if (text('reason').trim() === '') part.get('reason').fail('a reason');
  for (const name of ['rule', 'where', 'message'])
    if (text(name).trim() === '') part.get(name).fail('what drift said');
  return {
    fingerprint: print.text(),
    rule: text('rule'),
    endpoint: text('endpoint'),
    where: text('where'),
    message: text('message'),
    reason: text('reason'),
    by: text('by'),
    ...(!until.isAbsent && { until: until.text() }),
  };
}

/** A day that the calendar has. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  Number.isFinite(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

/** The file, by place, so that it can be reviewed line by line. */
export function acceptedText(list: readonly Acceptance[]): string {
  const key = ({ endpoint, where, rule, fingerprint }: Acceptance): string =>
    [endpoint, where, rule, fingerprint].join(' ');
  const sorted = [...list].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  return `${JSON.stringify({ driftwire: 'accepted', version, accepted: sorted }, undefined, 2)}\n`;
}

/** The findings of a report as acceptances. */
export const acceptanceOf = (
  finding: Finding,
  reason: string,
  by: string,
  until: string | undefined,
): Acceptance => ({
  fingerprint: finding.fingerprint,
  rule: finding.rule,
  endpoint: finding.endpoint,
  where: finding.where,
  message: finding.message,
  reason,
  by,
  ...(until !== undefined && { until }),
});

/**
 * The report without what is accepted; acceptances that are over or that nothing answers to any more are findings of
 * their own. `today`: ISO day.
 */
export function accept(report: Report, accepted: readonly Acceptance[], today: string): Report {
  const valid = accepted.filter(({ until }) => until === undefined || until >= today);
  const prints = new Set(valid.map(({ fingerprint }) => fingerprint));
  const left = report.findings.filter(({ fingerprint }) => !prints.has(fingerprint));
  const found = new Set(report.findings.map(({ fingerprint }) => fingerprint));
  const own = accepted.flatMap((one): Finding[] => {
    if (one.until !== undefined && one.until < today && found.has(one.fingerprint))
      return [notice(one, 'accepted-expired', 'warn')];
    const isCovered = report.coverage.endpoints.includes(one.endpoint);
    return isCovered && !found.has(one.fingerprint) ? [notice(one, 'accepted-stale', 'note')] : [];
  });
  const findings = severities.flatMap((severity) =>
    [...left, ...own].filter((one) => one.severity === severity),
  );
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  return {
    ...report,
    findings: findings.map((one, index) => withPlace(one, index === 0, prints)),
    summary: {
      break: count('break'),
      warn: count('warn'),
      note: count('note'),
      accepted: report.findings.length - left.length,
    },
  };
}

/** What remains has a first cause among itself. */
function withPlace(finding: Finding, isFirst: boolean, gone: ReadonlySet<string>): Finding {
  const { firstCause, follows, fingerprint, ...rest } = finding;
  const isTied = follows !== undefined && !gone.has(follows) && !isFirst;
  return { ...rest, ...(isFirst && { firstCause: true as const }), ...(isTied && { follows }), fingerprint };
}

function notice(
  one: Acceptance,
  rule: 'accepted-expired' | 'accepted-stale',
  severity: 'warn' | 'note',
): Finding {
  const isOver = rule === 'accepted-expired';
  return {
    rule,
    severity,
    endpoint: one.endpoint,
    where: one.where,
    message: isOver
      ? `the acceptance of ${one.fingerprint} ended on ${one.until}: ${one.reason}`
      : `nothing answers to the acceptance of ${one.fingerprint} any more: ${one.reason}`,
    baseline: `accepted by ${one.by}`,
    observed: isOver ? 'still found' : 'not found',
    evidence: { baseline: [], observed: [] },
    consumers: [],
    fingerprint: one.fingerprint.split('').reverse().join(''),
  };
}
