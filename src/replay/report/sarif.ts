/** A drift report as SARIF 2.1.0: each finding at its entry in the recording. */
import { sarifLocation, sarifLog } from '../../decode/render/sarif.ts';
import type { Finding, Severity } from '../drift/finding.ts';
import { rules } from '../drift/rules/index.ts';
import { type ReportView, sentence } from './view.ts';

export interface SarifView extends ReportView {
  /** Version of the tool. */
  readonly version: string;
  /** Where an exchange begins in the recording, bytes; undefined where that is not known. */
  offsetOf(exchange: string): number | undefined;
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  break: 'error',
  warn: 'warning',
  note: 'note',
};

/** The log as one object, ready to be written as JSON. */
export function driftSarif(view: SarifView): object {
  const { report, next, version } = view;
  const used = rules.filter(({ id }) => report.findings.some(({ rule }) => rule === id));
  const ids = [...used.map(({ id }) => id), ...report.findings.map(({ rule }) => rule)];
  const all = [...new Set(ids)];
  return sarifLog({
    tool: 'driftwire drift',
    version,
    file: next,
    rules: all.map(ruleOf),
    results: report.findings.map((finding) => result(finding, all, view)),
  });
}

function ruleOf(id: string): object {
  const rule = rules.find((one) => one.id === id);
  return {
    id,
    ...(rule && {
      shortDescription: { text: rule.says },
      fullDescription: { text: `${rule.says} Severity: ${rule.severity}.` },
      help: { text: rule.advice },
    }),
  };
}

function result(finding: Finding, ids: readonly string[], { next, offsetOf }: SarifView): object {
  const { rule, severity, endpoint, where, evidence, fingerprint, firstCause, follows } = finding;
  const [exchange] = evidence.observed;
  const offset = exchange === undefined ? undefined : offsetOf(exchange);
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level: levels[severity],
    message: { text: `${sentence(finding)} (before: ${finding.baseline}; now: ${finding.observed})` },
    locations: [sarifLocation(next, offset, `${endpoint}${where}`, exchange)],
    partialFingerprints: { 'driftwire/v1': fingerprint },
    properties: { ...(firstCause && { firstCause }), ...(follows && { follows }) },
  };
}
