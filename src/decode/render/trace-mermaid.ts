/** A trace as a Mermaid flowchart: which endpoint gives which values to which. */
import type { TraceOverview } from '../trace/overview.ts';
import { oneLine } from './safe.ts';
import { truncate } from './width.ts';

/** More edges make a picture nobody reads. */
const mostEdges = 120;
const longestText = 60;

/** The lines of the chart. Texts are written so that none ends a line or begins a comment. */
export function* traceMermaid(overview: TraceOverview, title: string): Generator<string> {
  yield '---';
  yield `title: ${JSON.stringify(oneLine(title)).replace(/[<>#]/g, ' ')}`;
  yield '---';
  yield 'flowchart LR';
  const ids = new Map<string, string>();
  const edges = edgesOf(overview);
  for (const [{ from, to }] of edges) {
    for (const name of [from, to]) if (!ids.has(name)) ids.set(name, `n${ids.size}`);
  }
  for (const [name, id] of ids) yield `  ${id}["${escaped(truncate(oneLine(name), longestText))}"]`;
  for (const [{ from, to }, labels] of edges.slice(0, mostEdges)) {
    const label = truncate([...labels].map(oneLine).join(', '), longestText);
    yield `  ${ids.get(from)} -->|"${escaped(label)}"| ${ids.get(to)}`;
  }
  if (edges.length > mostEdges) yield `  more["${edges.length - mostEdges} more"]`;
}

type Edge = readonly [{ readonly from: string; readonly to: string }, Set<string>];

/** The names of the values between each two endpoints. */
function edgesOf(overview: TraceOverview): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { endpoint, ways } of overview.endpoints.values()) {
    for (const { from, place } of ways.values()) {
      if (!from) continue;
      const key = JSON.stringify([from.endpoint, endpoint]);
      const edge: Edge = edges.get(key) ?? [{ from: from.endpoint, to: endpoint }, new Set()];
      edge[1].add(place.slice(place.lastIndexOf('/') + 1));
      edges.set(key, edge);
    }
  }
  return [...edges.values()];
}

/** Mermaid reads `#…;` as a character. */
const escaped = (text: string): string =>
  text.replace(/[#;<>&"%{}|\\[\]]/g, (found) => `#${found.charCodeAt(0)};`);
