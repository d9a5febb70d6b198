/** What failures and kinds of bodies are called in findings. */

const failureTexts: Readonly<Record<string, string>> = {
  dns: 'the host name is unknown',
  refused: 'the connection was refused',
  reset: 'the connection was reset',
  timeout: 'it took too long',
  tls: 'TLS failed',
  protocol: 'what came is no HTTP',
};
export const failureText = (cause: string): string => failureTexts[cause] ?? `it failed (${cause})`;

export const kindWords: Readonly<Record<string, string>> = {
  html: 'a web page (HTML)',
  json: 'JSON',
  xml: 'XML',
  js: 'a script',
  text: 'plain text',
  bytes: 'a file',
  empty: 'nothing',
  binary: 'bytes',
  broken: 'a damaged body',
};
