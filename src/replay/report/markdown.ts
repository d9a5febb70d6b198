/** A drift report as Markdown for a comment on a change. */
import { type Finding, severities } from '../drift/finding.ts';
import { code, markdown } from './escape.ts';
import { headline, type ReportView, ruleOf, sentence, totals } from './view.ts';

/** Rows of one severity that are shown; the rest is counted. */
const mostRows = 30;
const titles = { break: 'Breaks', warn: 'Warnings', note: 'Notes' } as const;

export function* driftMarkdown({ report, base, next }: ReportView): Generator<string> {
  const [first] = report.findings;
  const isSevere = first !== undefined && first.severity !== 'note';
  yield `### ${markdown(headline(report))}`;
  yield '';
  yield `${totals(report)} from ${code(base)} to ${code(next)}.`;
  if (isSevere) {
    yield '';
    yield* cause(first);
  }
  for (const severity of severities) {
    const found = report.findings.filter((one) => one.severity === severity);
    if (found.length > 0) yield* table(titles[severity], found, severity === 'note');
  }
  if (report.coverage.notSeen.length > 0) {
    yield '';
    yield `Not seen this time: ${report.coverage.notSeen.map(code).join(', ')}`;
  }
}

function* cause(first: Finding): Generator<string> {
  yield `- where: ${code(first.endpoint)} ${code(first.where)}`;
  yield `- before: ${markdown(first.baseline)}`;
  yield `- now: ${markdown(first.observed)}`;
  const names = [...new Set(first.consumers.map(({ endpoint }) => endpoint))];
  if (names.length > 0) yield `- needed by: ${names.map(code).join(', ')}`;
  const advice = ruleOf(first)?.advice;
  if (advice !== undefined) yield `- what to do: ${markdown(advice)}`;
}

function* table(title: string, found: readonly Finding[], isFolded: boolean): Generator<string> {
  yield '';
  if (isFolded) {
    yield `<details><summary>${title} (${found.length})</summary>`;
    yield '';
  } else yield `**${title}** (${found.length})`;
  if (!isFolded) yield '';
  yield '| what | where | before | now | rule |';
  yield '|---|---|---|---|---|';
  for (const one of found.slice(0, mostRows)) {
    const isFirst = one.firstCause && one.severity !== 'note';
    const mark = isFirst ? '**first cause** ' : one.follows ? 'follows: ' : '';
    yield `| ${mark}${markdown(sentence(one))} | ${code(one.where)} | ${markdown(one.baseline)} | ${markdown(one.observed)} | ${code(`${one.rule} ${one.fingerprint}`)} |`;
  }
  if (found.length > mostRows) {
    yield '';
    yield `and ${found.length - mostRows} more`;
  }
  if (isFolded) {
    yield '';
    yield '</details>';
  }
}
