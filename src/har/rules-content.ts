/** Rules on what exporters tell of the body of a response: its type and size. */
import { encodingOf } from './body.ts';
import { exchangeOf } from './entry.ts';
import { recordedHeader } from './headers.ts';
import { isBinary } from './mime.ts';
import { content, contentOf } from './places.ts';
import { type EntryRule, found, nothing } from './rule.ts';
import { asNumber, isObject, type JsonObject, member, objectAt, stringAt } from './values.ts';

/** Bytes the content stands for, as far as they are in the file. */
function contentSize(entry: JsonObject): number | undefined {
  const holder = contentOf(entry);
  const text = stringAt(holder, 'text');
  if (text === undefined) return undefined;
  if (encodingOf(holder) === '' && !isBinary(stringAt(holder, 'mimeType') ?? ''))
    return Buffer.byteLength(text);
  return exchangeOf({ response: { ...objectAt(entry, 'response'), status: 200 } }, 0).response?.body?.size;
}

export const contentRules: readonly EntryRule[] = [
  {
    id: 'quirk/body-not-recorded',
    level: 'quirk',
    says: 'the body was received and is not in the file',
    example: { '/response/content': { size: 1234, mimeType: 'text/html' } },
    check: (entry) => {
      const size = asNumber(member(contentOf(entry), 'size')) ?? 0;
      const isThere =
        (stringAt(contentOf(entry), 'text') ?? '') !== '' || member(contentOf(entry), '_file') !== undefined;
      return size > 0 && !isThere
        ? found(`${content}/text`, `a body of ${size} bytes was not recorded`)
        : nothing;
    },
  },
  {
    id: 'quirk/content-missing',
    level: 'quirk',
    says: 'a response has a content, also where that is empty',
    example: { '/response/content': undefined },
    check: ({ response }) =>
      isObject(response) && !isObject(response.content) ? found(content, 'there is no content') : nothing,
    repair: ({ response }) => {
      (response as JsonObject).content = {
        size: -1,
        mimeType: recordedHeader(member(response, 'headers'), 'content-type') ?? '',
      };
    },
  },
  {
    id: 'quirk/mime-unknown',
    level: 'quirk',
    says: 'the type of a body is empty, x-unknown or missing; its header may tell it',
    example: {
      '/response/content/mimeType': 'x-unknown',
      '/response/headers': [{ name: 'Content-Type', value: 'text/plain' }],
    },
    check: (entry) => {
      const holder = contentOf(entry);
      const isKnown =
        holder === undefined || !['', 'x-unknown', undefined, null].includes(holder.mimeType as string);
      return isKnown ? nothing : found(`${content}/mimeType`, 'the type of the body is not known');
    },
    repair: (entry) => {
      const named = recordedHeader(member(entry.response, 'headers'), 'content-type');
      const holder = contentOf(entry) as JsonObject;
      holder.mimeType = named ?? stringAt(holder, 'mimeType') ?? '';
    },
  },
  {
    id: 'quirk/size-unknown',
    level: 'quirk',
    says: 'the size of a body is -1 or missing; the body itself may tell it',
    example: { '/response/content': { size: -1, mimeType: 'text/plain', text: 'body' } },
    check: (entry) => {
      const holder = contentOf(entry);
      const size = asNumber(member(holder, 'size'));
      return holder === undefined || (size !== undefined && size !== -1)
        ? nothing
        : found(`${content}/size`, 'the size is not known');
    },
    repair: (entry) => {
      (contentOf(entry) as JsonObject).size = contentSize(entry) ?? -1;
    },
  },
  {
    id: 'quirk/size-mismatch',
    level: 'quirk',
    says: 'the size is not that of the body: it counts characters, or packed bytes',
    example: { '/response/content': { size: 2, mimeType: 'text/plain', text: '中文' } },
    check: (entry) => {
      const told = asNumber(member(contentOf(entry), 'size'));
      const size = told === undefined || told < 0 ? undefined : contentSize(entry);
      return size === undefined || size === told
        ? nothing
        : found(`${content}/size`, `the size is ${told}, the body has ${size} bytes`);
    },
    repair: (entry) => {
      (contentOf(entry) as JsonObject).size = contentSize(entry);
    },
  },
];
