/** Replies written by the rows of the table. */

import { Body, type HeaderList } from '../../../exchange.ts';
import type { Moment, Reply } from '../../backend.ts';
import { codecs } from '../../codec/index.ts';
import type { Fields } from '../../codec/values.ts';
import type { Endpoint } from '../../endpoint.ts';
import { Filled } from '../../filled.ts';
import type { RequestView } from '../../request.ts';
import type { Simulation } from './simulation.ts';

/** A request with everything that is needed to answer it. */
export interface Asked {
  readonly view: RequestView;
  readonly row: Endpoint;
  readonly at: Moment;
  readonly sim: Simulation;
}

export interface ReplyOptions {
  readonly status?: number;
  readonly headers?: HeaderList;
  /** Example of the row whose layout is followed, by its place; default the first. */
  readonly example?: number;
  /** Content-Type, where it is not the row's. */
  readonly type?: string;
  readonly why?: string;
}

const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  404: 'Not Found',
  503: 'Service Unavailable',
};

/** A reply with a body that is ready. */
export function rawReply(type: string | undefined, body: Body, options: ReplyOptions = {}): Reply {
  const { status = 200, headers = [], why } = options;
  const statusText = statusTexts[status];
  return {
    response: {
      status,
      ...(statusText !== undefined && { statusText }),
      headers: [...(type === undefined ? [] : [['Content-Type', type] as const]), ...headers],
      body,
    },
    ...(why !== undefined && { why }),
  };
}

/** A reply as the row describes it: its codec, its layout, its Content-Type, its place in time. */
export function reply(
  { row, sim }: Pick<Asked, 'row' | 'sim'>,
  value: unknown,
  options: ReplyOptions = {},
): Reply {
  const { codec, type, examples } = row.reply;
  if (value instanceof Filled) sim.ages.rewrite(row.name, value.fields);
  const example = examples?.[options.example ?? 0];
  const body = codecs[codec].encode(value, codec === 'json' ? (example ?? 'server') : example);
  return rawReply(options.type ?? type, body, options);
}

/** The row's reply with all its keys, empty but for those given; Ret is 0. */
export const filled = (row: Endpoint, fields: Fields): Filled => new Filled(row.reply.shape, fields);

/** The empty reply with a Ret other than 0: parsers that read lists first find no news. */
export function refused(asked: Pick<Asked, 'row' | 'sim'>, ret: number, message = ''): Reply {
  return reply(asked, filled(asked.row, { BaseResponse: { Ret: ret, ErrMsg: message } }), {
    why: `Ret ${ret}`,
  });
}

export const html = (text: string, options: ReplyOptions = {}): Reply =>
  rawReply('text/html; charset=utf-8', Body.ofText(text), options);

/** What the server says of a path that it does not know. */
export const notFound = (why: string): Reply =>
  html(
    '<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>',
    {
      status: 404,
      why,
    },
  );

export const seconds = ({ wall }: Moment): number => Math.floor(wall / 1000);
