/** Rules on bodies that are given twice, in part, or elsewhere. */
import { bodies, content, contentOf, postData, postDataOf } from './places.ts';
import { type EntryRule, found, nothing } from './rule.ts';
import { listAt, member, stringAt } from './values.ts';

export const bodyRules: readonly EntryRule[] = [
  {
    id: 'quirk/post-data-twice',
    level: 'quirk',
    says: 'the body of the request is given as text and as parameters; the text counts',
    example: {
      '/request/postData': {
        mimeType: 'application/x-www-form-urlencoded',
        text: 'a=1',
        params: [{ name: 'a', value: '1' }],
      },
    },
    check: (entry) => {
      const isText = (stringAt(postDataOf(entry), 'text') ?? '') !== '';
      return isText && (listAt(postDataOf(entry), 'params') ?? []).length > 0
        ? found(postData, 'the body is given twice')
        : nothing;
    },
  },
  {
    id: 'quirk/post-data-params',
    level: 'quirk',
    says: 'the body of the request is given as parameters only; its exact bytes are lost',
    example: {
      '/request/postData': {
        mimeType: 'application/x-www-form-urlencoded',
        params: [{ name: 'a', value: '1' }],
      },
    },
    check: (entry) => {
      const isText = (stringAt(postDataOf(entry), 'text') ?? '') !== '';
      return !isText && (listAt(postDataOf(entry), 'params') ?? []).length > 0
        ? found(`${postData}/text`, 'the body is given as parameters only')
        : nothing;
    },
  },
  {
    id: 'quirk/side-file',
    level: 'quirk',
    says: 'the body lies in a file beside the HAR',
    example: { '/response/content/_file': 'a.txt', '/response/content/text': undefined },
    check: (entry) =>
      bodies.flatMap(([path, holderOf]) =>
        typeof member(holderOf(entry), '_file') === 'string'
          ? [{ where: `${path}/_file`, message: 'the body is in another file' }]
          : [],
      ),
  },
  {
    id: 'quirk/text-lossy',
    level: 'quirk',
    says: 'the text holds U+FFFD: bytes that were no text were lost',
    example: { '/response/content': { size: 3, mimeType: 'text/plain', text: '\ufffd' } },
    check: (entry) =>
      stringAt(contentOf(entry), 'text')?.includes('\ufffd') === true
        ? found(`${content}/text`, 'bytes were lost')
        : nothing,
  },
  {
    id: 'quirk/text-nul',
    level: 'quirk',
    says: 'the text holds NUL characters',
    example: { '/response/content': { size: 1, mimeType: 'text/plain', text: '\u0000' } },
    check: (entry) =>
      stringAt(contentOf(entry), 'text')?.includes('\0') === true
        ? found(`${content}/text`, 'the text holds NUL')
        : nothing,
  },
];
