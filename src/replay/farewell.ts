/** Takes back the cookies of a session that its client ended. */
import { type HeaderList, headerValues } from '../exchange.ts';
import { parseSetCookies } from '../protocol/cookies.ts';
import type { Caller } from './caller.ts';

const longAgo = 'Thu, 01-Jan-1970 00:00:30 GMT';
/** Cookies that live longer belong to the device, not to the session. */
const sessionMs = 30 * 86_400_000;

/** Set-Cookie lines that expire what the replies of its story set for the caller's session. */
export function expiredCookies(caller: Caller): HeaderList {
  const binding = caller.bindingOf(caller.story);

  const lines = new Map<string, string>();
  for (const { exchange, row, endedAt } of caller.story.takes) {
    const credentials = row?.reply.cookies;
    if (
      !credentials ||
      !exchange.response ||
      headerValues(exchange.response.headers, 'set-cookie').length === 0
    )
      continue;
    for (const { name, value, attributes } of parseSetCookies(exchange.response.headers)) {
      const until = Date.parse((attributes.expires ?? '').replaceAll('-', ' '));
      if (!Object.hasOwn(credentials, name) || value === '' || until - endedAt > sessionMs) continue;
      const domain = attributes.domain ? `; Domain=${attributes.domain}` : '';
      lines.set(name, `${name}=${domain}; Path=${attributes.path || '/'}; Expires=${longAgo}`);
    }
  }
  return [...lines.values()].map((line): [string, string] => ['Set-Cookie', binding.toLive(line)]);
}
