/** Rules on how exporters write cookies. */
import { cookieDate, parseDate } from './dates.ts';
import type { EntryRule } from './rule.ts';
import { asText, isObject, type JsonObject, member } from './values.ts';

const texts = ['path', 'domain', 'comment'] as const;
const flags = ['httpOnly', 'secure'] as const;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;

function cookies(entry: JsonObject): { path: string; cookie: JsonObject }[] {
  return (['request', 'response'] as const).flatMap((side) => {
    const list = member(entry[side], 'cookies');
    if (!Array.isArray(list)) return [];
    return list.flatMap((cookie, index) =>
      isObject(cookie) ? [{ path: `/${side}/cookies/${index}`, cookie }] : [],
    );
  });
}

export const cookieRules: readonly EntryRule[] = [
  {
    id: 'quirk/cookie-expires',
    level: 'quirk',
    says: 'the expiry of a cookie is spelt as in its header, or is none, where ISO 8601 is expected',
    example: { '/response/cookies': [{ name: 'a', value: '1', expires: 'Tue, 26-Feb-2019 19:36:33 GMT' }] },
    check: (entry) =>
      cookies(entry).flatMap(({ path, cookie }) =>
        isOddExpiry(cookie)
          ? [{ where: `${path}/expires`, message: `${asText(cookie.expires)?.slice(0, 40)} is no ISO date` }]
          : [],
      ),
    repair: (entry) => {
      for (const { cookie } of cookies(entry)) {
        if (!isOddExpiry(cookie)) continue;
        const date = cookieDate(asText(cookie.expires) ?? '');
        if (date === undefined) delete cookie.expires;
        else cookie.expires = date;
      }
    },
  },
  {
    id: 'quirk/cookie-null',
    level: 'quirk',
    says: 'what is not known of a cookie is null, where it is left out',
    example: { '/response/cookies': [{ name: 'a', value: '1', domain: null }] },
    check: (entry) =>
      cookies(entry).flatMap(({ path, cookie }) =>
        [...texts, ...flags]
          .filter((key) => cookie[key] === null)
          .map((key) => ({ where: `${path}/${key}`, message: `${key} is null` })),
      ),
    repair: (entry) => {
      for (const { cookie } of cookies(entry)) {
        for (const key of [...texts, ...flags]) if (cookie[key] === null) delete cookie[key];
      }
    },
  },
  {
    id: 'quirk/cookie-flag',
    level: 'quirk',
    says: 'httpOnly and secure are true or false, not text',
    example: { '/response/cookies': [{ name: 'a', value: '1', httpOnly: 'true' }] },
    check: (entry) =>
      cookies(entry).flatMap(({ path, cookie }) =>
        flags
          .filter((key) => typeof cookie[key] === 'string')
          .map((key) => ({ where: `${path}/${key}`, message: `${key} is text` })),
      ),
    repair: (entry) => {
      for (const { cookie } of cookies(entry)) {
        for (const key of flags)
          if (typeof cookie[key] === 'string') cookie[key] = /^(true|1)$/i.test(cookie[key]);
      }
    },
  },
];

function isOddExpiry({ expires }: JsonObject): boolean {
  if (expires === undefined || expires === null) return false;
  return typeof expires !== 'string' || !rfc3339.test(expires) || Number.isNaN(parseDate(expires));
}
