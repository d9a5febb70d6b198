/** Prints a drift report in the format that was asked for. */
import { safeJson } from '../decode/render/safe.ts';
import { RecordingError } from '../errors.ts';
import { ownVersion } from '../har/own-version.ts';
import type { Finding } from '../replay/drift/finding.ts';
import type { ReportView } from '../replay/report/view.ts';
import type { Context } from './command.ts';
import { withRecording } from './recording.ts';

export const reportFormats = ['text', 'json', 'junit', 'sarif', 'markdown', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** `recording`: the file that `view.next` names, where it is one that can be read again. */
export async function printReport(
  format: ReportFormat,
  view: ReportView,
  context: Context,
  recording?: string,
): Promise<void> {
  const { out } = context;
  if (format === 'json') out.write(pretty(view.report));
  else if (format === 'sarif') {
    const { driftSarif } = await import('../replay/report/sarif.ts');
    const offsets = await offsetsOf(view.report.findings, recording, context);
    out.write(
      pretty(driftSarif({ ...view, version: ownVersion(), offsetOf: (exchange) => offsets.get(exchange) })),
    );
  } else for (const line of await lines[format](view, context)) out.write(`${line}\n`);
}

/** The formats made of lines; the one that is asked for is loaded. */
const lines: Readonly<
  Record<
    Exclude<ReportFormat, 'json' | 'sarif'>,
    (view: ReportView, context: Context) => Promise<Iterable<string>>
  >
> = {
  text: async (view, { width, style }) =>
    (await import('../replay/report/text.ts')).driftText({ ...view, width, style }),
  junit: async (view) => (await import('../replay/report/junit.ts')).driftJunit(view),
  markdown: async (view) => (await import('../replay/report/markdown.ts')).driftMarkdown(view),
  html: async (view) => (await import('../replay/report/html.ts')).driftHtml(view),
};

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
