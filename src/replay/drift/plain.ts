/** Words of a recording that may be kept, because they cannot be somebody's. */
import type { UrlParts } from '../../protocol/url.ts';

/** A page's own files are no calls. */
const file = /\.(?:js|css|png|jpe?g|gif|ico|svg|woff2?|ttf|html?|map|mp3|webp)$/i;

/** A result code; `?` for what is none, such as an object, which may not even be turned into text. */
export const plainCode = (value: unknown): string =>
  typeof value !== 'object' && /^-?\w{1,20}$/.test(String(value)) ? String(value) : '?';

export const plainMethod = (method: string): string => (/^[A-Z]{1,10}$/.test(method) ? method : '?');

/** The path with steps that look like values left out. */
export const plainPath = (path: string): string =>
  path.length > 300
    ? '…'
    : path
        .split('/')
        .map((step) => (isValue(step) ? '*' : step))
        .join('/');

const isValue = (step: string): boolean => step.length > 40 || /\d{4}|[^\w.-]|^[\da-f]{12,}$/.test(step);

/** `METHOD /path` of a call that the table does not know, or `METHOD //host/path`; undefined for a page's files. */
export function strangerKey(
  method: string,
  { host, path }: UrlParts,
  { withHost = false } = {},
): string | undefined {
  if (file.test(path)) return undefined;
  return `${plainMethod(method)} ${withHost ? `//${host}` : ''}${plainPath(path)}`;
}

/** Host and path of a key with a host. */
export function foreignOf(key: string): { host: string; path: string } | undefined {
  const [, host, path] = /^\S+ \/\/([^/]+)(\/.*)$/.exec(key) ?? [];
  return host === undefined || path === undefined ? undefined : { host, path };
}
