/** The WebSocket messages that recorders keep with the request that opened the connection. */
import { Body, type SocketMessage } from '../exchange.ts';
import { bytesOfBase64 } from './coding.ts';
import { isObject, type JsonObject, listAt, numberAt, stringAt } from './values.ts';

/** No recording was made in epoch milliseconds before 1973, nor one in seconds after 5138. */
const firstMilliseconds = 1e11;
const lastMilliseconds = 1e14;
const binary = 2;

/** One element of the list with the message it stands for; without one where it is none. */
export interface SocketElement {
  readonly element: unknown;
  readonly message: SocketMessage | undefined;
}

export function socketElements(entry: unknown): SocketElement[] {
  const list = listAt(entry, '_webSocketMessages') ?? [];
  return list.map((element) => ({ element, message: isObject(element) ? messageOf(element) : undefined }));
}

/** Undefined where the entry has no such messages. */
export function socketMessages(entry: unknown): SocketMessage[] | undefined {
  const messages = socketElements(entry).flatMap(({ message }) => message ?? []);
  return messages.length > 0 ? messages : undefined;
}

function messageOf(element: JsonObject): SocketMessage | undefined {
  const data = stringAt(element, 'data');
  const time = numberAt(element, 'time');
  if (data === undefined) return undefined;
  const opcode = numberAt(element, 'opcode') ?? 1;
  const isSent = /^(send|sent|request|client|outgoing)$/i.test(stringAt(element, 'type') ?? '');
  const bytes = opcode === binary ? bytesOfBase64(data) : undefined;
  return {
    from: isSent ? 'client' : 'server',
    at: time === undefined ? Number.NaN : socketTime(time),
    opcode,
    data: bytes === undefined ? Body.ofText(data) : Body.ofBytes(bytes),
  };
}

/** Epoch milliseconds of a time given in seconds, as most recorders do, or in milliseconds; NaN: in neither. */
export function socketTime(time: number): number {
  if (time < 0 || time >= lastMilliseconds) return Number.NaN;
  return time < firstMilliseconds ? time * 1000 : time;
}

/** The HAR form of a message: the time in seconds, binary data as base64. What else `element` said is kept. */
export function socketElementOf(message: SocketMessage, element: unknown): JsonObject {
  const { from, at, opcode, data } = message;
  const told = numberAt(element, 'time');
  const isSame = told !== undefined && told < firstMilliseconds && socketTime(told) === at;
  return {
    ...(isObject(element) ? element : {}),
    type: from === 'client' ? 'send' : 'receive',
    ...(Number.isNaN(at) ? {} : { time: isSame ? told : at / 1000 }),
    opcode,
    data: opcode === binary ? Buffer.from(data.bytes()).toString('base64') : data.text(),
  };
}
