/** A drift report as SARIF 2.1.0: each finding at its entry in the recording. */
import type { Finding, Severity } from '../drift/finding.ts';
import { rules } from '../drift/rules/index.ts';
import { type ReportView, sentence } from './view.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

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
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'driftwire drift',
            version,
            rules: all.map((id) => {
              const rule = used.find((one) => one.id === id);
              return {
                id,
                ...(rule && {
                  shortDescription: { text: rule.says },
                  fullDescription: { text: `${rule.says} Severity: ${rule.severity}.` },
                  help: { text: rule.advice },
                }),
              };
            }),
          },
        },
        artifacts: [{ location: artifact(next) }],
        results: report.findings.map((finding) => result(finding, all, view)),
      },
    ],
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
    locations: [
      {
        physicalLocation: {
          artifactLocation: { ...artifact(next), index: 0 },
          ...(offset !== undefined && { region: { byteOffset: offset } }),
        },
        logicalLocations: [
          {
            fullyQualifiedName: `${endpoint}${where}`,
            kind: 'member',
            ...(exchange !== undefined && { name: exchange }),
          },
        ],
      },
    ],
    partialFingerprints: { 'driftwire/v1': fingerprint },
    properties: { ...(firstCause && { firstCause }), ...(follows && { follows }) },
  };
}

/** A path as a relative or absolute reference. */
const artifact = (path: string): { uri: string } => ({
  uri: path.split(/[\\/]/).map(encodeURIComponent).join('/'),
});
