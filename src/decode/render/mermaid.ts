/** A timeline as a Mermaid sequence diagram. */
import type { Timeline } from '../timeline.ts';
import { rowWords } from './row-words.ts';
import { type Outcomes, type Row, rowsOf } from './rows.ts';
import { oneLine } from './safe.ts';
import { plainStyle } from './style.ts';
import { duration, offset, period } from './time.ts';
import { truncate } from './width.ts';

export interface MermaidView {
  readonly title: string;
  readonly outcomes: Outcomes;
  /** The part that an endpoint's host plays; undefined outside the protocol. */
  roleOf(endpoint: string): string | undefined;
}

/** More rows than these make a diagram nobody reads; the beginning and the end tell most. */
const firstRows = 60;
const lastRows = 20;
const longestText = 60;
const asker = 'page';

/** The lines of the diagram. Texts are written so that none ends a line or begins a comment. */
export function* timelineMermaid(timeline: Timeline, view: MermaidView): Generator<string> {
  const rows = rowsOf(timeline, view.outcomes);
  const { from, to, ms } = timeline.summary;
  yield 'sequenceDiagram';
  yield `  title ${escaped(view.title)}${from === null || to === null ? '' : ` (${escaped(period(from, to))})`}`;
  yield `  participant ${asker}`;
  const shown =
    rows.length > firstRows + lastRows ? [...rows.slice(0, firstRows), ...rows.slice(-lastRows)] : rows;
  const roles = new Map(shown.map((row) => [row.endpoint, participant(view.roleOf(row.endpoint))]));
  for (const role of new Set(roles.values())) yield `  participant ${role}`;
  const start = from === null ? Number.NaN : Date.parse(from);
  for (const [index, row] of shown.entries()) {
    if (index === firstRows && shown !== rows) yield folded(rows.slice(firstRows, -lastRows));
    yield* rowLines(row, roles.get(row.endpoint)!, offset(row.from - start, ms), timeline);
  }
}

/** Mermaid takes letters for a name; `end` would close a block. */
const participant = (role: string | undefined): string =>
  role === undefined ? 'other' : `${role.replace(/\W/g, '_')}${role === 'end' ? '_' : ''}`;

function* rowLines(row: Row, role: string, when: string, { anomalies }: Timeline): Generator<string> {
  const times = row.exchanges.length > 1 ? ` ×${row.exchanges.length}` : '';
  if (row.pause !== undefined) yield `  Note over ${asker}: nothing for ${duration(row.pause)}`;
  yield `  ${asker}->>${role}: ${escaped(`${when} ${row.endpoint}${times}`)}`;
  const took = duration(row.to - row.from);
  const [words = ''] = rowWords({ ...row, states: [] }, longestText, longestText, plainStyle);
  const answer = `${words === '' ? 'answered' : words} (${row.isHeld ? `held ${took}` : took})`;
  yield `  ${role}${row.outcome?.ok === false ? '--x' : '-->>'}${asker}: ${escaped(answer)}`;
  if (row.states.length > 0) yield `  Note over ${asker}: ${row.states.map(escaped).join(', ')}`;
  for (const index of row.anomalies) {
    const { kind, message } = anomalies[index]!;
    yield `  Note right of ${role}: ${escaped(`${kind}: ${truncate(oneLine(message), 2 * longestText)}`)}`;
  }
}

function folded(rows: readonly Row[]): string {
  const exchanges = rows.reduce((sum, row) => sum + row.exchanges.length, 0);
  return `  Note over ${asker}: ${exchanges} exchanges in ${rows.length} rows left out here`;
}

/** Mermaid ends a statement at `;` and reads `#…` as a character; `<` would begin markup, `%%` a comment. */
function escaped(text: string): string {
  return oneLine(text).replace(/[#;<>&"%{}\\]/g, (found) => `#${found.charCodeAt(0)};`);
}
