/** What the JSON replies share: the envelope that carries Ret, and the outcome it stands for (protocol.md 3, 8.1). */
import type { TProperties } from 'typebox';
import type { Outcome, Reading } from '../endpoint.ts';
import { integer, object, text } from '../shape.ts';
import { retCodes } from './codes.ts';

export const cgi = '/cgi-bin/mmwebwx-bin';

export const baseResponse = object({
  Ret: integer({ state: true, event: 'session.closed' }),
  ErrMsg: text(),
});

/** A JSON reply: the envelope first, as the server writes it. Served as text/plain. */
export const jsonReply = <P extends TProperties>(properties: P) =>
  ({
    codec: 'json',
    type: 'text/plain',
    shape: object({ BaseResponse: baseResponse, ...properties }),
  }) as const;

/** What the bytes of a picture, a sound or a file are read as. */
export const fileShape = object({ mime: text(), size: integer(), kind: text() });

export const ret = { at: '/BaseResponse/Ret', codes: retCodes } as const;

/** The same outcome under another name. */
export const renamed = (base: Outcome, name: string): Outcome => ({ ...base, name });

/** The items of a list in a reply; empty where it is absent, null or of another type. */
export function items(call: Reading, pointer: string): readonly Record<string, unknown>[] {
  const value = call.got(pointer);
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null);
}
