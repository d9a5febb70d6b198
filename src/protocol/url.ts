/** Cuts a URL into its parts without changing a character. */

/** The parts of an absolute URL, cut where the characters stand; nothing is decoded or normalised. */
export interface UrlParts {
  readonly scheme: string;
  /** With port, lower case. */
  readonly authority: string;
  /** Without port, lower case. */
  readonly host: string;
  readonly path: string;
  /** Without `?`; '' where there is none. */
  readonly query: string;
}

export function splitUrl(url: string): UrlParts {
  const scheme = url.indexOf('://');
  const start = scheme < 0 ? 0 : scheme + 3;
  let end = url.length;
  const hash = url.indexOf('#', start);
  if (hash >= 0) end = hash;
  const mark = url.indexOf('?', start);
  const pathEnd = mark >= 0 && mark < end ? mark : end;
  let slash = url.indexOf('/', start);
  if (slash < 0 || slash > pathEnd) slash = pathEnd;
  const authority = url.slice(start, slash).toLowerCase();
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return {
    scheme: scheme < 0 ? '' : url.slice(0, scheme).toLowerCase(),
    authority: host,
    host: host.includes(':') ? host.replace(/:\d*$/, '') : host,
    path: slash === pathEnd ? '/' : url.slice(slash, pathEnd),
    query: pathEnd < end ? url.slice(pathEnd + 1, end) : '',
  };
}
