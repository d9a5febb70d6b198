/** Prints a drift report in the format that was asked for. */
import { safeJson } from '../decode/render/safe.ts';
import { RecordingError } from '../errors.ts';
import type { Finding } from '../replay/drift/finding.ts';
import { driftHtml } from '../replay/report/html.ts';
import { driftJunit } from '../replay/report/junit.ts';
import { driftMarkdown } from '../replay/report/markdown.ts';
import { driftSarif } from '../replay/report/sarif.ts';
import { driftText } from '../replay/report/text.ts';
import type { ReportView } from '../replay/report/view.ts';
import type { Context } from './command.ts';
import { withRecording } from './recording.ts';
import { version } from './version.ts';

export const reportFormats = ['text', 'json', 'junit', 'sarif', 'markdown', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** `recording`: the file that `view.next` names, where it is one that can be read again. */
export async function printReport(
  format: ReportFormat,
  view: ReportView,
  context: Context,
  recording?: string,
): Promise<void> {
  const { out, width, style } = context;
  if (format === 'json') out.write(pretty(view.report));
  else if (format === 'sarif') {
    const offsets = await offsetsOf(view.report.findings, recording, context);
    out.write(
      pretty(driftSarif({ ...view, version: version(), offsetOf: (exchange) => offsets.get(exchange) })),
    );
  } else {
    const lines = {
      text: () => driftText({ ...view, width, style }),
      junit: () => driftJunit(view),
      markdown: () => driftMarkdown(view),
      html: () => driftHtml(view),
    };
    for (const line of lines[format]()) out.write(`${line}\n`);
  }
}

const pretty = (value: object): string => `${safeJson(JSON.stringify(value, undefined, 2))}\n`;

/** Where the exchanges that findings name begin, bytes. */
async function offsetsOf(
  findings: readonly Finding[],
  recording: string | undefined,
  context: Context,
): Promise<Map<string, number>> {
  const wanted = new Set(findings.flatMap(({ evidence }) => evidence.observed));
  const offsets = new Map<string, number>();
  if (recording === undefined || wanted.size === 0) return offsets;
  await withRecording(recording, context, {}, async (reader) => {
    for await (const { index, offset } of reader.entries())
      if (wanted.has(`e${index}`)) offsets.set(`e${index}`, offset);
  }).catch((error: unknown) => {
    // What is damaged behind them has been said already.
    if (!(error instanceof RecordingError)) throw error;
  });
  return offsets;
}
