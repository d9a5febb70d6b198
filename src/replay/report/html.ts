/** A drift report as one HTML file that needs nothing else: no script, nothing from elsewhere. */
import { type Finding, severities } from '../drift/finding.ts';
import { markup } from './escape.ts';
import { type ReportView, ruleOf, sentence, totals } from './view.ts';

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-top: 1px solid #8884; overflow-wrap: anywhere; }
code { font: 13px ui-monospace, monospace; }
.break { color: #c62828; } .warn { color: #a15c00; } .note { color: #607d8b; }
.first { outline: 2px solid #c62828; }
dt { float: left; width: 7rem; color: #607d8b; } dd { margin-left: 7rem; }
`;
const titles = { break: 'Breaks', warn: 'Warnings', note: 'Notes' } as const;

export function* driftHtml({ report, base, next }: ReportView): Generator<string> {
  const [first] = report.findings;
  const title = first ? sentence(first) : 'No drift';
  yield '<!DOCTYPE html>';
  yield '<html lang="en"><head><meta charset="utf-8">';
  yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">';
  yield `<title>Drift: ${markup(title)}</title><style>${style}</style></head><body>`;
  yield `<h1>${markup(title)}</h1>`;
  yield `<p>${markup(totals(report))}, from <code>${markup(base)}</code> to <code>${markup(next)}</code>.</p>`;
  if (first) yield* cause(first);
  for (const severity of severities) {
    const found = report.findings.filter((one) => one.severity === severity);
    if (found.length === 0) continue;
    yield `<h2 class="${severity}">${titles[severity]} (${found.length})</h2>`;
    yield '<table><tr><th>what</th><th>where</th><th>before</th><th>now</th><th>seen at</th><th>rule</th></tr>';
    for (const one of found) yield row(one);
    yield '</table>';
  }
  const { endpoints, notSeen } = report.coverage;
  yield `<h2>Coverage</h2><p>${endpoints.length} endpoints compared: ${endpoints.map(code).join(', ')}</p>`;
  if (notSeen.length > 0) yield `<p>Not seen this time: ${notSeen.map(code).join(', ')}</p>`;
  yield '</body></html>';
}

const code = (text: string): string => `<code>${markup(text)}</code>`;

function* cause(first: Finding): Generator<string> {
  const names = [...new Set(first.consumers.map(({ endpoint }) => endpoint))];
  yield '<dl>';
  yield `<dt>where</dt><dd>${code(first.endpoint)} ${code(first.where)}</dd>`;
  yield `<dt>before</dt><dd>${markup(first.baseline)}</dd><dt>now</dt><dd>${markup(first.observed)}</dd>`;
  if (names.length > 0) yield `<dt>needed by</dt><dd>${names.map(code).join(', ')}</dd>`;
  yield `<dt>what to do</dt><dd>${markup(ruleOf(first)?.advice ?? '')}</dd>`;
  yield '</dl>';
}

function row(one: Finding): string {
  const follows = one.follows ? ` <small>follows from ${code(one.follows)}</small>` : '';
  const cells = [
    `${markup(sentence(one))}${follows}`,
    code(one.where),
    markup(one.baseline),
    markup(one.observed),
    one.evidence.observed.map(code).join(', '),
    `${code(one.rule)}<br>${code(one.fingerprint)}`,
  ];
  return `<tr${one.firstCause ? ' class="first"' : ''}>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
