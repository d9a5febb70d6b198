/** URLs as recorders write them. */

const schemes =
  /^(https?|wss?|data|blob|about|file|ftp|javascript|view-source|chrome|chrome-extension|edge|devtools|resource|moz-extension|safari-web-extension):/i;
/** Stands before a text that is no URL, so that the schema takes it. */
const placeholder = 'about:invalid#';
/** What the schema takes as a URI. */
const acceptable = /^[a-z][a-z0-9+\-.]*:[^\s]*$/i;
const beyondVisible = /[^\x21-\x7e]/;
const toEncode = /[^\x21-\x7e]/gu;
const loneSurrogate = /^[\ud800-\udfff]$/;

/** A URL that names a server, or one of the kinds a page can load without. */
export function isUsualUrl(url: string): boolean {
  return schemes.test(url) && URL.canParse(url);
}

/** Blanks and characters beyond ASCII percent-encoded, as a browser sends them. */
export function encodedUrl(url: string): string {
  if (!beyondVisible.test(url)) return url;
  return url.replace(toEncode, (char) => encodeURIComponent(loneSurrogate.test(char) ? '\ufffd' : char));
}

/** A text the schema accepts as a URL; `recordedUrl` undoes what that takes. */
export function acceptableUrl(url: string): string {
  const encoded = encodedUrl(url);
  return acceptable.test(encoded) ? encoded : placeholder + encoded;
}

/** The absolute URL that one without a scheme most likely stood for; undefined: nothing tells. */
export function completedUrl(url: string, host: string | undefined): string | undefined {
  const encoded = encodedUrl(url.trim());
  if (encoded.startsWith('//')) return `http:${encoded}`;
  if (encoded.startsWith('/') && host !== undefined) return encodedUrl(`http://${host}${encoded}`);
  return /^[a-z][\w-]*(\.[\w-]+)+(:\d+)?(\/|$)/i.test(encoded) ? `http://${encoded}` : undefined;
}

/** The URL a recording means: as a browser sends it, and without the placeholder. */
export function recordedUrl(text: string): string {
  return encodedUrl(text.startsWith(placeholder) ? text.slice(placeholder.length) : text);
}

export function isAcceptableUrl(url: string): boolean {
  return acceptable.test(url);
}

/** The parameters of a URL's query in their order, percent signs decoded where that is possible. */
export function queryPairs(url: string): { name: string; value: string }[] {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
  if (query === '') return [];
  return query.split('&').map((field) => {
    const at = field.indexOf('=');
    return at < 0
      ? { name: decoded(field), value: '' }
      : { name: decoded(field.slice(0, at)), value: decoded(field.slice(at + 1)) };
  });
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
