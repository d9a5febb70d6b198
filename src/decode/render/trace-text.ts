/** A trace as text to read in a terminal. */
import type { Traced } from '../trace/index.ts';
import type { EndpointWays, TraceOverview, Way } from '../trace/overview.ts';
import { oneLine } from './safe.ts';
import type { Style } from './style.ts';
import { padded, truncate, widthOf, wrap } from './width.ts';

export interface TraceView {
  /** What the recording is called. */
  readonly title: string;
  /** Columns of a line; may be infinite. */
  readonly width: number;
  readonly style: Style;
}

const widestPlace = 44;
const widestKind = 8;

/** The lines of the picture: one for each way in which a place of an endpoint got its values. */
export function* traceText(overview: TraceOverview, { title, width, style }: TraceView): Generator<string> {
  const counts = Object.entries(overview.summary).filter(([, count]) => count > 0);
  const values = counts.reduce((sum, [, count]) => sum + count, 0);
  yield style.bold(oneLine(title));
  const said = counts.length === 0 ? ['none'] : counts.map(([kind, count]) => `${count} ${kind}`);
  const [start, ...others] = said;
  yield* wrap([`${overview.requests} requests, ${values} values: ${start}`, ...others], width, ', ');
  for (const endpoint of overview.endpoints.values()) {
    yield '';
    yield* endpointLines(endpoint, width, style);
  }
}

function* endpointLines(
  { endpoint, exchanges, ways }: EndpointWays,
  width: number,
  style: Style,
): Generator<string> {
  const [first] = exchanges;
  const times = exchanges.size > 1 ? `${exchanges.size} requests, first ${first}` : String(first);
  yield `${style.bold(oneLine(endpoint))} ${style.dim(oneLine(times))}`;
  const all = [...ways.values()];
  const places = [...new Set(all.map(({ place }) => place))];
  const shown = all
    .filter((way) => way.kind !== 'constant' && !isPlainCookie(way))
    .sort((one, other) => places.indexOf(one.place) - places.indexOf(other.place));
  const column = Math.min(widestPlace, Math.max(0, ...shown.map(({ place }) => widthOf(oneLine(place)))));
  for (const way of shown) {
    const place = padded(oneLine(way.place), column);
    const times = way.count > 1 ? ` ×${way.count}` : '';
    // The arrow says that it is bound; where the line is short its end is what tells most.
    const kind = way.from ? '' : `${padded(way.kind, widestKind)}  `;
    const source = truncate(`${sourceOf(way)}${times}`, Math.max(20, width - column - kind.length - 4));
    yield `  ${place}  ${way.kind === 'unknown' ? style.bad(kind) : kind}${source}`;
  }
  const constants = all.filter(({ kind }) => kind === 'constant').map(({ place }) => oneLine(place));
  if (constants.length === 0) return;
  const headers = new Set(constants.filter((place) => place.startsWith(headerPlace)));
  const others = new Set(constants.filter((place) => !place.startsWith(headerPlace)));
  const counted = headers.size === 0 ? [] : [headers.size === 1 ? '1 header' : `${headers.size} headers`];
  const [line = '', ...more] = wrap(['constant:', ...others, ...counted], Math.max(20, width - 4));
  yield style.dim(`  ${line}`);
  for (const rest of more) yield style.dim(`    ${rest}`);
}

const headerPlace = '/headers/';
const cookiePlace = '/cookies/';

/** A cookie that is sent as the cookie of this name was set: not worth a line each. */
const isPlainCookie = ({ place, from, transforms }: Way): boolean =>
  place.startsWith(cookiePlace) && from?.where === `/response${place}` && transforms.length === 0;

function sourceOf({ from, transforms, why }: Way): string {
  if (!from) return oneLine(why);
  const steps = transforms.length === 0 ? '' : ` (${transforms.join(', ')})`;
  return oneLine(`← ${from.endpoint} ${from.where}${steps}`);
}

/** One use of a value that was asked for. */
export function traceUse({ to, endpoint, kind, from, transforms = [], why }: Traced, style: Style): string {
  const source = from ? `← ${from.exchange} ${from.where}` : kind;
  const steps = transforms.length === 0 ? '' : ` (${transforms.join(', ')})`;
  return `${style.dim(padded(oneLine(to.exchange), 6))} ${oneLine(`${endpoint} ${to.where}`)}  ${oneLine(source)}${steps}  ${style.dim(oneLine(why))}`;
}
