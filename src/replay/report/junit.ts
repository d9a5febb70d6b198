/** A drift report as JUnit XML: an endpoint is a suite, a finding a case; breaks and warnings fail. */
import type { Finding } from '../drift/finding.ts';
import { markup } from './escape.ts';
import { type ReportView, ruleOf, sentence } from './view.ts';

/** The format asks for a time and a host; a report has none of its own, and is the same every time. */
const constants = 'timestamp="1970-01-01T00:00:00" hostname="localhost" time="0"';

export function* driftJunit({ report, base, next }: ReportView): Generator<string> {
  const names = [
    ...new Set([...report.findings.map(({ endpoint }) => endpoint), ...report.coverage.endpoints]),
  ];
  yield '<?xml version="1.0" encoding="UTF-8"?>';
  yield '<testsuites>';
  for (const [id, name] of names.entries()) {
    const findings = report.findings.filter(({ endpoint }) => endpoint === name);
    const failures = findings.filter(isFailure).length;
    const tests = Math.max(1, findings.length);
    yield `  <testsuite id="${id}" name="${markup(name)}" package="driftwire" tests="${tests}" failures="${failures}" errors="0" ${constants}>`;
    yield '    <properties>';
    yield `      <property name="baseline" value="${markup(base)}"/>`;
    yield `      <property name="recording" value="${markup(next)}"/>`;
    yield '    </properties>';
    if (findings.length === 0) yield `    <testcase name="unchanged" classname="${markup(name)}" time="0"/>`;
    for (const finding of findings) yield* testcase(finding);
    yield '    <system-out></system-out>';
    yield '    <system-err></system-err>';
    yield '  </testsuite>';
  }
  yield '</testsuites>';
}

const isFailure = ({ severity }: Finding): boolean => severity !== 'note';

function* testcase(finding: Finding): Generator<string> {
  const { rule, where, endpoint, severity, fingerprint } = finding;
  const open = `    <testcase name="${markup(`${rule} ${where} ${fingerprint}`)}" classname="${markup(endpoint)}" time="0"`;
  if (!isFailure(finding)) {
    yield `${open}/>`;
    return;
  }
  yield `${open}>`;
  yield `      <failure type="${severity}" message="${markup(sentence(finding))}">${detail(finding)}</failure>`;
  yield '    </testcase>';
}

const detail = (finding: Finding): string =>
  [
    `before: ${finding.baseline}`,
    `now: ${finding.observed}`,
    `exchange: ${finding.evidence.observed.join(', ') || 'none'}`,
    ...(finding.firstCause ? ['first cause'] : []),
    ...(finding.follows ? [`follows from ${finding.follows}`] : []),
    `do: ${ruleOf(finding)?.advice ?? ''}`,
  ]
    .map(markup)
    .join('\n');
