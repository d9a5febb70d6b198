/** What every report is made from. */
import type { Finding, Report } from '../drift/finding.ts';
import { rules } from '../drift/rules/index.ts';
import type { Rule } from '../drift/rules/rule.ts';

export interface ReportView {
  readonly report: Report;
  /** What the two sides are called. */
  readonly base: string;
  readonly next: string;
}

/** What happened, as one sentence. */
export const sentence = ({ endpoint, message }: Finding): string => `${endpoint}: ${message}`;

/** The first cause in one sentence, or that there is none. */
export function headline({ findings, coverage }: Report): string {
  const [first] = findings;
  if (first && first.severity !== 'note') return sentence(first);
  const compared = `${counted(coverage.endpoints.length, 'endpoint')} and ${counted(coverage.states.length, 'state')} compared`;
  return `${first ? 'nothing that breaks' : 'no drift'}: ${compared}`;
}

export const ruleOf = ({ rule }: Finding): Rule | undefined => rules.find(({ id }) => id === rule);

/** `1 break`, `2 breaks`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

export const totals = ({ summary }: Report): string =>
  [
    counted(summary.break, 'break'),
    counted(summary.warn, 'warning'),
    counted(summary.note, 'note'),
    ...(summary.accepted > 0 ? [`${summary.accepted} accepted`] : []),
  ].join(', ');
