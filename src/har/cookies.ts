/** Cookies of HAR entries, made from the headers that carry them. */
import { type HeaderList, headerValues } from '../exchange.ts';
import { cookieDate } from './dates.ts';
import type { JsonObject } from './values.ts';

/** What `Cookie` headers send. */
export function sentCookies(headers: HeaderList): JsonObject[] {
  return headerValues(headers, 'cookie').flatMap((line) =>
    line
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map(nameAndValue),
  );
}

/** What `Set-Cookie` headers set. */
export function setCookies(headers: HeaderList): JsonObject[] {
  return headerValues(headers, 'set-cookie').map((line) => {
    const [first = '', ...attributes] = line.split(';').map((part) => part.trim());
    return Object.assign(nameAndValue(first), ...attributes.map(attribute)) as JsonObject;
  });
}

function nameAndValue(part: string): JsonObject {
  const at = part.indexOf('=');
  return at < 0
    ? { name: '', value: part }
    : { name: part.slice(0, at).trim(), value: part.slice(at + 1).trim() };
}

function attribute(part: string): JsonObject {
  const at = part.indexOf('=');
  const name = (at < 0 ? part : part.slice(0, at)).trim().toLowerCase();
  const value = at < 0 ? '' : part.slice(at + 1).trim();
  switch (name) {
    case 'path':
    case 'domain':
      return { [name]: value };
    case 'expires': {
      const expires = cookieDate(value);
      return expires === undefined ? {} : { expires };
    }
    case 'httponly':
      return { httpOnly: true };
    case 'secure':
      return { secure: true };
    case 'samesite':
      return { sameSite: value };
    default:
      return {};
  }
}
