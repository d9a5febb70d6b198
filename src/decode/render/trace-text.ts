/** A trace as text to read in a terminal. */
import type { Traced } from '../trace/index.ts';
import type { EndpointWays, TraceOverview, Way } from '../trace/overview.ts';
import { oneLine } from './safe.ts';
import type { Style } from './style.ts';
import { padded, truncate, widthOf } from './width.ts';

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
  const said = counts.map(([kind, count]) => `${count} ${kind}`).join(', ');
  const values = counts.reduce((sum, [, count]) => sum + count, 0);
  yield style.bold(oneLine(title));
  yield `${overview.requests} requests, ${values} values: ${said === '' ? 'none' : said}`;
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
    const kind = padded(way.kind, widestKind);
    const times = way.count > 1 ? ` ×${way.count}` : '';
    const source = truncate(`${sourceOf(way)}${times}`, Math.max(20, width - column - widestKind - 6));
    yield `  ${place}  ${way.kind === 'unknown' ? style.bad(kind) : kind}  ${source}`;
  }
  const constants = [
    ...new Set([...ways.values()].filter(({ kind }) => kind === 'constant').map(({ place }) => place)),
  ];
  if (constants.length > 0)
    yield style.dim(`  ${truncate(`constant: ${constants.map(oneLine).join(' ')}`, width - 2)}`);
}

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
