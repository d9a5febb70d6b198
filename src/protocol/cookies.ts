/** Reads Set-Cookie headers, tolerant of what real servers send. */
import { type HeaderList, headerValues } from '../exchange.ts';
import type { SetCookie } from './endpoint.ts';

/** Every Set-Cookie of a reply, in order; attributes by lower-case name. */
export function parseSetCookies(headers: HeaderList): SetCookie[] {
  return headerValues(headers, 'set-cookie').map((line) => {
    const [pair = '', ...rest] = line.split(';');
    const equals = pair.indexOf('=');
    const attributes = rest.map((attribute): [string, string] => {
      const cut = attribute.indexOf('=');
      return cut < 0
        ? [attribute.trim().toLowerCase(), '']
        : [attribute.slice(0, cut).trim().toLowerCase(), attribute.slice(cut + 1).trim()];
    });
    return {
      name: equals < 0 ? '' : pair.slice(0, equals).trim(),
      value: (equals < 0 ? pair : pair.slice(equals + 1)).trim(),
      attributes: Object.fromEntries(attributes),
    };
  });
}
