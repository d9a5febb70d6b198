/** Prints a drift report in the format that was asked for. */
import { safeJson } from '../decode/render/safe.ts';
import type { Report } from '../replay/drift/finding.ts';
import { driftText } from '../replay/report/text.ts';
import type { Context } from './command.ts';

export const reportFormats = ['text', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface Printed {
  readonly report: Report;
  /** What the two sides are called. */
  readonly base: string;
  readonly next: string;
}

export async function printReport(
  format: ReportFormat,
  printed: Printed,
  { out, width, style }: Context,
): Promise<void> {
  if (format === 'json') out.write(`${safeJson(JSON.stringify(printed.report, undefined, 2))}\n`);
  else for (const line of driftText({ ...printed, width, style })) out.write(`${line}\n`);
}
