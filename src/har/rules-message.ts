/** Rules on how exporters write what requests and responses share, and the URL. */
import { cookiePairs, headerGroups, isPseudoHeader, recordedHeader } from './headers.ts';
import { httpVersion } from './http-version.ts';
import { type EntryRule, type Finding, found, nothing } from './rule.ts';
import { acceptableUrl, completedUrl, encodedUrl, isAcceptableUrl, isUsualUrl } from './urls.ts';
import { asText, isObject, type JsonObject, member, objectAt, stringAt } from './values.ts';

const sides = ['request', 'response'] as const;
const lists = ['headers', 'cookies', 'queryString'] as const;
const usualVersion = /^HTTP\/(0\.9|1\.0|1\.1|2|3)$/;

type Message = { path: string; message: JsonObject };

function messages(entry: JsonObject): Message[] {
  return sides.flatMap((side) => {
    const message = objectAt(entry, side);
    return message === undefined ? [] : [{ path: `/${side}`, message }];
  });
}

/** Findings for each element of a list in request and response that `says` something of. */
function inLists(
  entry: JsonObject,
  key: 'headers' | 'cookies',
  says: (element: unknown) => string | undefined,
): Finding[] {
  return messages(entry).flatMap(({ path, message }) => {
    const list = member(message, key);
    if (!Array.isArray(list)) return [];
    return list.flatMap((element, index) => {
      const text = says(element);
      return text === undefined ? [] : [{ where: `${path}/${key}/${index}`, message: text }];
    });
  });
}

export const messageRules: readonly EntryRule[] = [
  {
    id: 'quirk/url-blank',
    level: 'quirk',
    says: 'the URL holds blanks, which browsers send percent-encoded',
    example: { '/request/url': 'https://example.test/a b' },
    check: ({ request }) =>
      /\s/.test(stringAt(request, 'url') ?? '') ? found('/request/url', 'the URL holds blanks') : nothing,
    repair: ({ request }) => {
      const holder = request as JsonObject;
      holder.url = encodedUrl(String(holder.url).trim());
    },
  },
  {
    id: 'quirk/url-not-ascii',
    level: 'quirk',
    says: 'the URL holds characters that browsers send percent-encoded',
    example: { '/request/url': 'https://example.test/中文' },
    check: ({ request }) =>
      /[^\0-\x7f]/.test(stringAt(request, 'url') ?? '')
        ? found('/request/url', 'the URL is not ASCII')
        : nothing,
    repair: ({ request }) => {
      const holder = request as JsonObject;
      holder.url = encodedUrl(String(holder.url));
    },
  },
  {
    id: 'quirk/url-incomplete',
    level: 'quirk',
    says: 'the URL has no scheme; the Host header may tell where it led',
    example: { '/request/url': '/path', '/request/headers': [{ name: 'Host', value: 'example.test' }] },
    check: ({ request }) => {
      const url = stringAt(request, 'url');
      return url === undefined || isAcceptableUrl(acceptablyEncoded(url))
        ? nothing
        : found('/request/url', 'the URL is not absolute');
    },
    repair: ({ request }) => {
      const holder = request as JsonObject;
      const url = String(holder.url);
      holder.url = completedUrl(url, recordedHeader(member(holder, 'headers'), 'host')) ?? acceptableUrl(url);
    },
  },
  {
    id: 'quirk/url-odd',
    level: 'quirk',
    says: 'the URL leads nowhere: its scheme is unknown, or it names no host',
    example: { '/request/url': 'x:y' },
    check: ({ request }) => {
      const url = stringAt(request, 'url');
      if (url === undefined || !isAcceptableUrl(acceptablyEncoded(url)) || isUsualUrl(url)) return nothing;
      return found('/request/url', `${url.slice(0, 60)} leads nowhere`);
    },
  },
  {
    id: 'quirk/http-version',
    level: 'quirk',
    says: 'the version of HTTP has an unusual name or none',
    example: { '/response/httpVersion': 'h2' },
    check: (entry) =>
      messages(entry).flatMap(({ path, message }) => {
        const version = stringAt(message, 'httpVersion');
        if (version === undefined || usualVersion.test(version)) return [];
        return [
          {
            where: `${path}/httpVersion`,
            message: `the version of HTTP is ${JSON.stringify(version.slice(0, 30))}`,
          },
        ];
      }),
    repair: (entry) => {
      for (const { message } of messages(entry)) {
        message.httpVersion = httpVersion(message.httpVersion) ?? message.httpVersion;
      }
    },
  },
  {
    id: 'quirk/pseudo-headers',
    level: 'quirk',
    says: 'the pseudo headers of HTTP/2 stand among the headers',
    example: { '/request/headers': [{ name: ':authority', value: 'example.test' }] },
    check: (entry) =>
      inLists(entry, 'headers', (element) =>
        isPseudoHeader(member(element, 'name'))
          ? `${stringAt(element, 'name')?.slice(0, 30)} is no header`
          : undefined,
      ),
  },
  {
    id: 'quirk/header-joined',
    level: 'quirk',
    says: 'several headers of one name stand in one value, a line each',
    example: { '/response/headers': [{ name: 'Set-Cookie', value: 'a=1\nb=2' }] },
    check: (entry) =>
      inLists(entry, 'headers', (element) =>
        stringAt(element, 'value')?.includes('\n') === true ? 'the value has several lines' : undefined,
      ),
    repair: (entry) => {
      for (const { message } of messages(entry)) {
        if (!Array.isArray(message.headers)) continue;
        message.headers = headerGroups(message.headers).flatMap(({ element, pairs }) =>
          pairs.length < 2 || !isObject(element)
            ? [element]
            : pairs.map(([name, value]) => ({ ...element, name, value: value.replace(/\s*\n\s*/g, ' ') })),
        );
      }
    },
  },
  {
    id: 'quirk/header-value',
    level: 'quirk',
    says: 'the value of a header or cookie is a number or null, where it is text',
    example: { '/response/headers': [{ name: 'Content-Length', value: 12 }] },
    check: (entry) =>
      (['headers', 'cookies'] as const).flatMap((key) =>
        inLists(entry, key, (element) =>
          isObject(element) && 'value' in element && typeof element.value !== 'string'
            ? 'the value is no text'
            : undefined,
        ).map(({ where, message }) => ({ where: `${where}/value`, message })),
      ),
    repair: (entry) => {
      for (const { message } of messages(entry)) {
        for (const element of [message.headers, message.cookies].flat()) {
          if (isObject(element) && 'value' in element) element.value = asText(element.value) ?? '';
        }
      }
    },
  },
  {
    id: 'quirk/list-missing',
    level: 'quirk',
    says: 'headers, cookies and parameters are lists, also empty ones, and no maps',
    example: { '/request/cookies': { sid: '1' } },
    check: (entry) =>
      messages(entry).flatMap(({ path, message }) =>
        listsOf(path)
          .filter((key) => !Array.isArray(message[key]))
          .map((key) => ({ where: `${path}/${key}`, message: `${key} is no list` })),
      ),
    repair: (entry) => {
      for (const { path, message } of messages(entry)) {
        for (const key of listsOf(path))
          if (!Array.isArray(message[key])) message[key] = listFrom(key, message[key]);
      }
    },
  },
];

function listsOf(path: string): readonly (typeof lists)[number][] {
  return path === '/request' ? lists : lists.slice(0, 2);
}

function listFrom(key: string, value: unknown): unknown[] {
  const pairs = key === 'headers' ? headerGroups(value).flatMap((group) => group.pairs) : cookiePairs(value);
  return pairs.map(([name, one]) => ({ name, value: one }));
}

function acceptablyEncoded(url: string): string {
  return encodedUrl(url.trim());
}
