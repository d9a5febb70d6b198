/** Turns a recorded answer into the answer to a live request: the recorded bytes, with what must change spliced in. */
import { Body, type HeaderList, header, headerValues, type WireResponse } from '../exchange.ts';
import type { Moment } from '../protocol/backend.ts';
import { codecs } from '../protocol/codec/index.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import type { RequestView } from '../protocol/request.ts';
import type { Binding } from './binding.ts';
import { echoed, echoes } from './echo.ts';
import { hasTimes, httpDate, movedCookie, movedTimes } from './redate.ts';
import { isTextual, spliced, textOf } from './splice.ts';
import type { Take } from './tape.ts';

export interface Playing {
  readonly take: Take;
  /** The request as it was recorded, and as it came now. */
  readonly recorded: RequestView;
  readonly live: RequestView;
  readonly binding: Binding;
  /** From the times of the recording to those of now, ms. */
  readonly shift: number;
  readonly at: Moment;
}

/** Headers of one connection or one coding: the listener makes its own. */
const dropped = new Set(
  (
    'content-encoding content-length transfer-encoding connection keep-alive proxy-connection proxy-authenticate ' +
    'te trailer upgrade alt-svc'
  ).split(' '),
);

/** The take must have a response. */
export function play(playing: Playing): WireResponse {
  const { take, live, recorded } = playing;
  const response = take.exchange.response!;
  const status = statusFor(playing);
  const isMoved = status !== response.status;
  const headers = headersFor(playing);
  return {
    status,
    ...(!isMoved && response.statusText !== undefined && { statusText: response.statusText }),
    headers: isMoved ? redirected(headers, status, live, take.row) : headers,
    body: bodyFor(playing, recorded),
  };
}

/** Some requests for the same thing are answered with another status. */
function statusFor({ take, recorded, live }: Playing): number {
  const { status } = take.exchange.response!;
  const reply = take.row?.reply;
  if (!reply?.status || !(reply.statuses ?? [200]).includes(status)) return status;
  const [before, now] = [reply.status(recorded), reply.status(live)];
  return before === now ? status : now;
}

/** Only a redirect says where it leads. */
function redirected(
  headers: HeaderList,
  status: number,
  live: RequestView,
  row: Endpoint | undefined,
): HeaderList {
  const kept = headers.filter(([name]) => name.toLowerCase() !== 'location');
  return status >= 300 && status < 400 ? [...kept, ...leadOf(row, live)] : kept;
}

/** Where the redirects of a row lead. */
export function leadOf(row: Endpoint | undefined, live: RequestView): HeaderList {
  const path = row?.reply.leadsTo;
  if (path === undefined) return [];
  return [['Location', `${live.url.scheme || 'https'}://${live.url.authority}${path}`]];
}

function headersFor({ take, recorded, live, binding, shift, at }: Playing): HeaderList {
  const { headers } = take.exchange.response!;
  const named = headerValues(headers, 'connection').flatMap((value) => value.toLowerCase().split(/\s*,\s*/));
  const [origin, own] = [recorded, live].map(({ request }) => header(request.headers, 'origin'));
  return headers
    .filter(
      ([name]) =>
        !name.startsWith(':') && !dropped.has(name.toLowerCase()) && !named.includes(name.toLowerCase()),
    )
    .map(([name, value]): [string, string] => {
      const key = name.toLowerCase();
      if (key === 'set-cookie') return [name, binding.toLive(movedCookie(value, shift, take.endedAt))];
      if (key === 'date') return [name, httpDate(at.wall)];
      if (key === 'access-control-allow-origin' && value === origin && own !== undefined) return [name, own];
      return [name, binding.toLive(value)];
    });
}

function bodyFor({ take, live, binding, shift }: Playing, recorded: RequestView): Body {
  const body = take.exchange.response?.body;
  const row = take.row;
  if (!body || !row || !isTextual(row.reply.codec)) return body ?? Body.empty;
  const words = echoes(recorded, live);
  const hasEcho = words.size > 0;
  const isDated = shift !== 0 && hasTimes(row.reply.shape);
  if (binding.isPlain && !hasEcho && !isDated) return body;
  const text = textOf(body);
  if (text === undefined) return body;
  const repeated = hasEcho && [...words.keys()].some((word) => text.includes(word));
  const edits = new Map<string, unknown>();
  if (isDated || repeated) {
    const decoded = codecs[row.reply.codec].decode(
      body,
      header(take.exchange.response!.headers, 'content-type'),
    );
    if (decoded.ok && repeated) for (const edit of echoed(decoded.value, words)) edits.set(...edit);
    // A time is the server's own, though a clock that was sent may have said the same second.
    if (decoded.ok) for (const edit of movedTimes(row.reply.shape, decoded.value, shift)) edits.set(...edit);
  }
  const written = binding.toLive(spliced(row.reply.codec, text, edits));
  return written === text ? body : Body.ofText(written);
}
