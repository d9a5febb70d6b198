/** The versions of HTTP under the names recorders give them. */

const known: readonly (readonly [RegExp, string])[] = [
  [/^(http\/)?1\.1$/, 'HTTP/1.1'],
  [/^(http\/)?1(\.0)?$/, 'HTTP/1.0'],
  [/^(http\/)?0\.9$/, 'HTTP/0.9'],
  [/^(h2c?|(http\/)?2(\.0)?)$/, 'HTTP/2'],
  [/^(h3(-.*)?|(http\/)?3(\.0)?|http\/2\+quic.*|quic)$/, 'HTTP/3'],
  [/^spdy/, 'SPDY'],
];

/** The usual name; undefined for `unknown`, empty and nonsense. */
export function httpVersion(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  return known.find(([pattern]) => pattern.test(text))?.[1];
}
