/** Rules on how exporters write responses, and what surrounds the exchange. */
import { isIP } from 'node:net';
import { recordedHeader } from './headers.ts';
import { type EntryRule, found, nothing } from './rule.ts';
import { socketTime } from './sockets.ts';
import { asText, isObject, type JsonObject, member } from './values.ts';

export const responseRules: readonly EntryRule[] = [
  {
    id: 'quirk/response-missing',
    level: 'quirk',
    says: 'an exchange without response has none, where one of status 0 is expected',
    example: { '/response': null },
    check: ({ response }) => (isObject(response) ? nothing : found('/response', 'there is no response')),
    repair: (entry) => {
      entry.response = { status: 0, statusText: '', content: { size: 0, mimeType: '' } };
    },
  },
  {
    id: 'quirk/no-response',
    level: 'quirk',
    says: 'the request was aborted, blocked or failed: status 0',
    example: { '/response/status': 0 },
    check: ({ response }) =>
      member(response, 'status') === 0 ? found('/response/status', 'there was no response') : nothing,
  },
  {
    id: 'quirk/status-unusual',
    level: 'quirk',
    says: 'the status is text, null or -1',
    example: { '/response/status': '200' },
    check: ({ response }) => {
      const status = member(response, 'status');
      return isObject(response) && (status === -1 || typeof status !== 'number')
        ? found('/response/status', `status is ${JSON.stringify(asText(status) ?? '')}`)
        : nothing;
    },
    repair: ({ response }) => {
      const holder = response as JsonObject;
      const status = Number(asText(holder.status) || 0);
      holder.status = Number.isInteger(status) && status >= 100 && status <= 999 ? status : 0;
    },
  },
  {
    id: 'quirk/error-noted',
    level: 'quirk',
    says: 'the exporter noted why the request failed',
    example: { '/response/_error': 'net::ERR_ABORTED' },
    check: ({ response }) => {
      const error = member(response, '_error');
      return (typeof error === 'string' && error !== '') || isObject(error)
        ? found('/response/_error', `the exporter noted an error`)
        : nothing;
    },
  },
  {
    id: 'quirk/redirect-null',
    level: 'quirk',
    says: 'redirectURL is empty text where there is no redirect, not null or missing',
    example: { '/response/redirectURL': null },
    check: ({ response }) =>
      isObject(response) && typeof response.redirectURL !== 'string'
        ? found('/response/redirectURL', 'redirectURL is no text')
        : nothing,
    repair: ({ response }) => {
      (response as JsonObject).redirectURL = recordedHeader(member(response, 'headers'), 'location') ?? '';
    },
  },
  {
    id: 'quirk/status-text',
    level: 'quirk',
    says: 'statusText is empty text where there is none, not null or missing',
    example: { '/response/statusText': null },
    check: ({ response }) =>
      isObject(response) && typeof response.statusText !== 'string'
        ? found('/response/statusText', 'statusText is no text')
        : nothing,
    repair: ({ response }) => {
      (response as JsonObject).statusText = asText(member(response, 'statusText')) ?? '';
    },
  },
  {
    id: 'quirk/server-address',
    level: 'quirk',
    says: 'the address of the server is empty or in brackets',
    example: { '/serverIPAddress': '[::1]' },
    check: ({ serverIPAddress: address }) =>
      typeof address === 'string' && isIP(address) === 0
        ? found('/serverIPAddress', 'the address is empty or in brackets')
        : nothing,
    repair: (entry) => {
      const bare = String(entry.serverIPAddress).replace(/^\[|\](:\d+)?$/g, '');
      if (isIP(bare) > 0) entry.serverIPAddress = bare;
      else delete entry.serverIPAddress;
    },
  },
  {
    id: 'quirk/connection-number',
    level: 'quirk',
    says: 'connection is text, also where it is the number of a port',
    example: { '/connection': 443 },
    check: ({ connection }) =>
      connection !== undefined && typeof connection !== 'string'
        ? found('/connection', 'connection is no text')
        : nothing,
    repair: (entry) => {
      const text = asText(entry.connection) ?? '';
      if (text === '') delete entry.connection;
      else entry.connection = text;
    },
  },
  {
    id: 'quirk/socket-milliseconds',
    level: 'quirk',
    says: 'WebSocket messages are timed in milliseconds, where others use seconds',
    example: { '/_webSocketMessages': [{ type: 'send', time: 1577836800000, opcode: 1, data: 'x' }] },
    check: ({ _webSocketMessages: list }) =>
      Array.isArray(list) && list.some(isInMilliseconds)
        ? found('/_webSocketMessages', 'messages are timed in milliseconds')
        : nothing,
    repair: ({ _webSocketMessages: list }) => {
      for (const element of list as unknown[]) {
        if (isInMilliseconds(element))
          (element as JsonObject).time = socketTime(member(element, 'time') as number) / 1000;
      }
    },
  },
  {
    id: 'quirk/socket-messages-beside',
    level: 'quirk',
    says: 'there were too many WebSocket messages for one entry: the rest lies beside the HAR, a line each, and is not read',
    example: { '/_webSocketMessagesFile': 'session.bodies/x1-messages' },
    check: ({ _webSocketMessagesFile: name }) =>
      typeof name === 'string'
        ? found('/_webSocketMessagesFile', 'further messages lie in another file, which no command reads')
        : nothing,
  },
];

function isInMilliseconds(element: unknown): boolean {
  const time = member(element, 'time');
  return typeof time === 'number' && time >= 1e11 && !Number.isNaN(socketTime(time));
}
