/** Rules on what the schema of HAR 1.2 lets through and no exchange can have been. */
import { encodingOf, isCoding } from './body.ts';
import { bytesOfBase64 } from './coding.ts';
import { parseDate, unknownDate } from './dates.ts';
import { bodies, postDataOf } from './places.ts';
import { rewriteContent, rewritePostData } from './rewrite.ts';
import { type EntryRule, type Finding, found, nothing } from './rule.ts';
import { socketElements } from './sockets.ts';
import { isSpan, phases, timingOf } from './timing.ts';
import {
  asNumber,
  isObject,
  type JsonObject,
  jsonText,
  listAt,
  member,
  objectAt,
  stringAt,
} from './values.ts';

const token = /^[!#$%&'*+\-.^_`|~\w]+$/;

export const semanticRules: readonly EntryRule[] = [
  {
    id: 'semantic/time-impossible',
    level: 'error',
    says: 'no exchange takes less than no time, or more than a lifetime',
    example: { '/time': -500 },
    check: ({ time: told }) => {
      const time = numberOf(told);
      return time !== undefined && time !== -1 && !isSpan(time)
        ? found('/time', `time is ${time} ms`)
        : nothing;
    },
    repair: (entry) => {
      entry.time = timingOf({ ...entry, time: null }).total;
    },
  },
  {
    id: 'semantic/timing-impossible',
    level: 'error',
    says: 'a phase takes some time or, as -1, was not measured',
    example: { '/timings/wait': -99 },
    check: (entry) =>
      impossiblePhases(entry).map((phase) => ({
        where: `/timings/${phase}`,
        message: `${phase} is ${String(member(entry.timings, phase))} ms`,
      })),
    repair: (entry) => {
      for (const phase of impossiblePhases(entry)) (entry.timings as JsonObject)[phase] = -1;
    },
  },
  {
    id: 'semantic/pageref-unknown',
    level: 'error',
    says: 'a pageref names a page of log.pages',
    example: { '/pageref': 'page_9' },
    check: ({ pageref }, { pageIds }) =>
      typeof pageref === 'string' && pageIds?.has(pageref) === false ? [danglingPageref(pageref)] : nothing,
    repair: (entry) => {
      entry._pageref = entry.pageref;
      delete entry.pageref;
    },
  },
  {
    id: 'semantic/date-impossible',
    level: 'error',
    says: 'a start is a date that the calendar has',
    example: { '/startedDateTime': '2020-02-31T00:00:00.000Z' },
    check: ({ startedDateTime: date }) =>
      typeof date === 'string' && Number.isNaN(parseDate(date)) && !date.startsWith('0001-')
        ? found('/startedDateTime', `${date.slice(0, 60)} is no date`)
        : nothing,
    repair: (entry, { previousDate }) => {
      entry._startedDateTime ??= entry.startedDateTime;
      entry.startedDateTime = previousDate ?? unknownDate;
    },
  },
  {
    id: 'semantic/status-impossible',
    level: 'error',
    says: 'a status has three digits, or is 0 where there was no response',
    example: { '/response/status': -999 },
    check: (entry) => {
      const status = asNumber(member(entry.response, 'status'));
      if (status === undefined || status === 0 || status === -1) return nothing;
      return status >= 100 && status <= 999 ? nothing : found('/response/status', `status is ${status}`);
    },
    repair: (entry) => {
      (entry.response as JsonObject).status = 0;
    },
  },
  {
    id: 'semantic/method-invalid',
    level: 'error',
    says: 'a method is one word',
    example: { '/request/method': '' },
    check: (entry) => {
      const method = stringAt(entry.request, 'method');
      if (method === undefined || token.test(method)) return nothing;
      return found('/request/method', `${JSON.stringify(method.slice(0, 60))} is no method`);
    },
    repair: (entry) => {
      const request = entry.request as JsonObject;
      const word = /[A-Za-z]+/.exec(String(request.method))?.[0];
      request.method = word?.toUpperCase() ?? (isObject(request.postData) ? 'POST' : 'GET');
    },
  },
  {
    id: 'semantic/size-negative',
    level: 'error',
    says: 'a size is a number of bytes or, as -1, not known',
    example: { '/response/bodySize': -7 },
    check: (entry) =>
      negativeSizes(entry).map(({ where, size }) => ({ where, message: `a size is ${size} bytes` })),
    repair: (entry) => {
      for (const { holder, key } of negativeSizes(entry)) holder[key] = -1;
    },
  },
  {
    id: 'semantic/param-without-name',
    level: 'error',
    says: 'each parameter of a form has a name',
    example: {
      '/request/postData': { mimeType: 'application/x-www-form-urlencoded', params: [{ value: '1' }] },
    },
    check: (entry) =>
      (listAt(postDataOf(entry), 'params') ?? []).flatMap((param, index) =>
        stringAt(param, 'name') === undefined
          ? [{ where: `/request/postData/params/${index}`, message: 'a parameter has no name' }]
          : [],
      ),
    repair: (entry) => {
      const postData = postDataOf(entry) as JsonObject;
      postData.params = (postData.params as unknown[]).map((param) =>
        isObject(param) ? { ...param, name: jsonText(param.name) ?? '' } : { name: jsonText(param) ?? '' },
      );
    },
  },
  {
    id: 'semantic/base64-broken',
    level: 'error',
    says: 'what is called base64 is base64; this is read as text',
    example: {
      '/response/content': { size: 5, mimeType: 'text/plain', text: 'no, it is not', encoding: 'base64' },
    },
    check: (entry) =>
      bodies.flatMap(([where, holderOf]) =>
        isBrokenBase64(holderOf(entry))
          ? [{ where: `${where}/text`, message: 'the text is not base64' }]
          : [],
      ),
    repair: (entry) => {
      for (const [, holderOf] of bodies) {
        const holder = holderOf(entry);
        if (isBrokenBase64(holder)) delete holder?.encoding;
      }
    },
  },
  {
    id: 'semantic/encoding-unknown',
    level: 'error',
    says: 'the only encoding of a text is base64',
    example: { '/response/content/encoding': 'gzip' },
    check: (entry) =>
      bodies.flatMap(([where, holderOf]) => {
        const encoding = encodingOf(holderOf(entry));
        if (encoding === '' || ['base64', 'utf-8', 'utf8'].includes(encoding)) return [];
        return [
          { where: `${where}/encoding`, message: `${JSON.stringify(encoding.slice(0, 40))} is no encoding` },
        ];
      }),
    repair: (entry) => {
      const codings = bodies.map(([, holderOf]) => isCoding(encodingOf(holderOf(entry))));
      if (codings[0] === true) rewritePostData(entry);
      if (codings[1] === true) rewriteContent(entry);
      for (const [, holderOf] of bodies) {
        const holder = holderOf(entry);
        if (holder !== undefined && encodingOf(holder) !== 'base64') delete holder.encoding;
      }
    },
  },
  {
    id: 'semantic/web-socket-messages',
    level: 'error',
    says: 'a WebSocket message has a direction, a time, an opcode and its data',
    example: { '/_webSocketMessages': 'garbage' },
    check: (entry) => {
      const list = entry._webSocketMessages;
      if (list === undefined || list === null) return nothing;
      if (!Array.isArray(list)) return found('/_webSocketMessages', 'the messages are no list');
      return socketElements(entry).flatMap(({ message }, index) =>
        message === undefined || Number.isNaN(message.at)
          ? [{ where: `/_webSocketMessages/${index}`, message: 'an element is no message' }]
          : [],
      );
    },
    repair: (entry) => {
      const whole = socketElements(entry).filter(
        ({ message }) => message !== undefined && !Number.isNaN(message.at),
      );
      entry._webSocketMessagesAsRecorded ??= entry._webSocketMessages;
      delete entry._webSocketMessages;
      if (whole.length > 0) entry._webSocketMessages = whole.map(({ element }) => element);
    },
  },
];

export function danglingPageref(pageref: string): Finding {
  return { where: '/pageref', message: `there is no page ${JSON.stringify(pageref.slice(0, 60))}` };
}

function impossiblePhases(entry: JsonObject): string[] {
  return phases.filter((phase) => {
    const value = numberOf(member(entry.timings, phase));
    return value !== undefined && value !== -1 && (value < -1 || (value >= 0 && !isSpan(value)));
  });
}

/** A number as JSON has it, also one that kept its digits. */
function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

function isBrokenBase64(holder: JsonObject | undefined): boolean {
  const text = stringAt(holder, 'text');
  return text !== undefined && encodingOf(holder) === 'base64' && bytesOfBase64(text) === undefined;
}

function negativeSizes(
  entry: JsonObject,
): { where: string; holder: JsonObject; key: string; size: number }[] {
  const request = objectAt(entry, 'request');
  const response = objectAt(entry, 'response');
  const places = [
    ['/request', request, 'headersSize'],
    ['/request', request, 'bodySize'],
    ['/response', response, 'headersSize'],
    ['/response', response, 'bodySize'],
    ['/response/content', objectAt(response, 'content'), 'size'],
  ] as const;
  return places.flatMap(([path, holder, key]) => {
    const size = asNumber(member(holder, key));
    return holder !== undefined && size !== undefined && size < -1
      ? [{ where: `${path}/${key}`, holder, key, size }]
      : [];
  });
}
