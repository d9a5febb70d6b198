/** A drift report to read in ten seconds: the first cause, what it breaks, what to do; then the rest. */
import { oneLine } from '../../decode/render/safe.ts';
import type { Style } from '../../decode/render/style.ts';
import { truncate, wrap } from '../../decode/render/width.ts';
import type { Finding, Severity } from '../drift/finding.ts';
import { severities } from '../drift/finding.ts';
import { headline, type ReportView, ruleOf, sentence, totals } from './view.ts';

/** Findings of one rule that are shown; the rest is counted. */
const mostOfARule = 6;
const mostConsumers = 6;

export interface TextView extends ReportView {
  readonly width: number;
  readonly style: Style;
}

export function* driftText(view: TextView): Generator<string> {
  const { report, style, width } = view;
  const { findings } = report;
  const [first] = findings;
  if (!first || first.severity === 'note') yield style.good(truncate(headline(report), width));
  else yield* cause(first, view);
  const rest = first?.severity === 'note' ? findings : findings.slice(1);
  const follows = rest.filter((one) => one.follows !== undefined && one.severity !== 'note');
  const others = rest.filter((one) => !follows.includes(one));
  yield* section('What follows from it', follows, view);
  for (const severity of severities)
    yield* section(
      titles[severity],
      others.filter((one) => one.severity === severity),
      view,
    );
  yield '';
  yield* summary(view);
}

const titles: Readonly<Record<Severity, string>> = {
  break: 'Also broken',
  warn: 'Also changed',
  note: 'Worth knowing',
};

/** The sentence that a maintainer needs comes first. */
function* cause(first: Finding, { style, width, base, next }: TextView): Generator<string> {
  yield style.bad(oneLine(sentence(first)));
  const [before] = first.evidence.baseline;
  const [now] = first.evidence.observed;
  yield* row('where', `${first.endpoint} ${first.where}`, width, style);
  yield* row('before', `${first.baseline}${before ? ` (${before} of ${base})` : ''}`, width, style);
  yield* row('now', `${first.observed}${now ? ` (${now} of ${next})` : ''}`, width, style);
  if (first.consumers.length > 0) {
    const named = first.consumers
      .slice(0, mostConsumers)
      .map(({ endpoint, field }) => `${endpoint} ${field}`);
    const more = first.consumers.length - named.length;
    yield* row('sent by', `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`, width, style);
  }
  const advice = ruleOf(first)?.advice;
  if (advice !== undefined) yield* row('do', advice, width, style);
  yield* row('rule', `${first.rule}, ${first.severity}, ${first.fingerprint}`, width, style);
}

function* row(label: string, text: string, width: number, style: Style): Generator<string> {
  const lines = wrap(oneLine(text).split(' '), Math.max(20, width - 10));
  for (const [index, line] of lines.entries())
    yield `  ${style.dim((index === 0 ? label : '').padEnd(8))}${line}`;
}

function* section(
  title: string,
  findings: readonly Finding[],
  { style, width }: TextView,
): Generator<string> {
  if (findings.length === 0) return;
  yield '';
  yield style.bold(`${title} (${findings.length})`);
  const byRule = new Map<string, Finding[]>();
  for (const one of findings) byRule.set(one.rule, [...(byRule.get(one.rule) ?? []), one]);
  for (const [rule, found] of byRule) {
    const leading = found.filter((one) => !isSameNews(one, found));
    for (const one of leading.slice(0, mostOfARule)) {
      const mark = one.severity === 'note' ? style.dim('note ') : style.bad(one.severity.padEnd(5));
      yield truncate(`  ${mark} ${oneLine(sentence(one))}`, width);
      yield style.dim(truncate(`        ${oneLine(`${one.where}${place(one)}`)}`, width));
    }
    const more = found.length - Math.min(leading.length, mostOfARule);
    if (more > 0) yield style.dim(`        and ${more} more of ${rule}`);
  }
}

/** A note that only shows once more what another of the same rule says. */
const isSameNews = ({ severity, follows }: Finding, found: readonly Finding[]): boolean =>
  severity === 'note' && follows !== undefined && found.some(({ fingerprint }) => fingerprint === follows);

const place = ({ evidence }: Finding): string => (evidence.observed[0] ? ` at ${evidence.observed[0]}` : '');

function* summary({ report, width }: TextView): Generator<string> {
  const { coverage } = report;
  yield truncate(totals(report), width);
  if (coverage.notSeen.length > 0)
    for (const line of wrap(
      `not seen this time: ${coverage.notSeen.map(oneLine).join(', ')}`.split(' '),
      width,
    ))
      yield line;
}
