/** The options of every command that reports drift, and what follows from them. */
import { readFile } from 'node:fs/promises';
import { readError } from '../har/file-error.ts';
import { accept, readAccepted } from '../replay/drift/accepted.ts';
import { type Report, type Severity, severities } from '../replay/drift/finding.ts';
import type { Options } from './command.ts';
import { reportFormats } from './drift-report.ts';

export const driftOptions = {
  format: { kind: 'text', says: 'how to report', choices: reportFormats, default: 'text' },
  'fail-on': {
    kind: 'text',
    says: 'exit 1 where there is a finding of this severity or above',
    choices: severities,
    default: 'warn',
  },
  accepted: { kind: 'text', says: 'leave out what this file accepts', value: 'FILE' },
  explain: { kind: 'text', says: 'say what a rule finds, with an example; compares nothing', value: 'RULE' },
} as const satisfies Options;

/** Whether there is a finding of that severity or above. */
export const fails = ({ findings }: Report, least: Severity): boolean =>
  findings.some(({ severity }) => severities.indexOf(severity) <= severities.indexOf(least));

/** The report without what the file accepts. Throws `recording/bad-accepted`. */
export async function withAccepted(report: Report, path: string | undefined): Promise<Report> {
  if (path === undefined) return report;
  const text = await readFile(path, 'utf8').catch((error: unknown) => Promise.reject(readError(path, error)));
  return accept(report, readAccepted(text, path), new Date().toISOString().slice(0, 10));
}
