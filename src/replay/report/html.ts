/** A drift report as one HTML file that needs nothing else: no script, nothing from elsewhere. */
import { type Finding, severities } from '../drift/finding.ts';
import { markup } from './escape.ts';
import { counted, headline, type ReportView, ruleOf, sentence, totals } from './view.ts';

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; --break: #c62828; --warn: #8a4f00; --dim: #546e7a; }
@media (prefers-color-scheme: dark) { :root { --break: #ff8a80; --warn: #ffb74d; --dim: #9fb3bd; } }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
code { font: 13px ui-monospace, monospace; }
.break { color: var(--break); } .warn { color: var(--warn); } .note, dt, small { color: var(--dim); }
article { border-left: 3px solid #8886; padding: .1rem 0 .1rem .8rem; margin: .9rem 0; }
article.first { border-color: var(--break); }
summary { cursor: pointer; color: var(--dim); margin: 1.5rem 0 .5rem; }
article p { margin: 0; font-weight: 600; }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: .1rem .5rem; margin: .2rem 0; }
dd { margin: 0; }
`;
const titles = { break: 'Breaks', warn: 'Warnings' } as const;

export function* driftHtml({ report, base, next }: ReportView): Generator<string> {
  const title = headline(report);
  yield '<!DOCTYPE html>';
  yield '<html lang="en"><head><meta charset="utf-8">';
  yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">';
  yield `<title>Drift: ${markup(title)}</title><style>${style}</style></head><body>`;
  yield `<h1>${markup(title)}</h1>`;
  yield `<p>${markup(totals(report))}, from <code>${markup(base)}</code> to <code>${markup(next)}</code>.</p>`;
  for (const severity of severities) {
    const found = report.findings.filter((one) => one.severity === severity);
    if (found.length === 0) continue;
    if (severity !== 'note') yield `<h2 class="${severity}">${titles[severity]} (${found.length})</h2>`;
    // Notes are there to be looked up.
    if (severity === 'note') yield `<details><summary>${counted(found.length, 'note')}</summary>`;
    for (const one of found) yield* article(one);
    if (severity === 'note') yield '</details>';
  }
  const { endpoints, notSeen } = report.coverage;
  yield `<h2>Coverage</h2><p>${endpoints.length} endpoints compared: ${endpoints.map(code).join(', ')}</p>`;
  if (notSeen.length > 0) yield `<p>Not seen this time: ${notSeen.map(code).join(', ')}</p>`;
  yield '</body></html>';
}

const code = (text: string): string => `<code>${markup(text)}</code>`;

function* article(one: Finding): Generator<string> {
  const { endpoint, where, baseline, observed, consumers, evidence, rule, fingerprint, follows } = one;
  const names = [...new Set(consumers.map((consumer) => consumer.endpoint))];
  yield `<article id="f${markup(fingerprint)}"${one.firstCause ? ' class="first"' : ''}><p>${markup(sentence(one))}</p><dl>`;
  yield fact('where', `${code(endpoint)} ${code(where)}`);
  yield fact('before', markup(baseline));
  yield fact('now', markup(observed));
  if (evidence.observed.length > 0) yield fact('seen at', evidence.observed.map(code).join(', '));
  if (one.firstCause) {
    if (names.length > 0) yield fact('needed by', names.map(code).join(', '));
    yield fact('what to do', markup(ruleOf(one)?.advice ?? ''));
  }
  if (follows !== undefined)
    yield fact('follows from', `<a href="#f${markup(follows)}">${markup(follows)}</a>`);
  yield fact('rule', `${code(rule)} <small>${markup(fingerprint)}</small>`);
  yield '</dl></article>';
}

const fact = (name: string, content: string): string => `<dt>${name}</dt><dd>${content}</dd>`;
