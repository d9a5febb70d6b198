/** Entries as no exporter would write them, to be read, written and mended. */
import fc from 'fast-check';
import type { JsonObject } from '../../src/har/values.ts';
import { parseLossless, stringifyLossless } from '../../src/json.ts';

const telling = fc.constantFrom<unknown>(
  'base64',
  'gzip',
  '',
  'utf-8',
  '2020-01-01T00:00:00Z',
  '2020-02-31T00:00:00Z',
  '2020-01-01T00:00:00+08',
  'NaN-NaN',
  'http://a b/',
  '/path',
  '//host/x',
  'x:y',
  'aGk=',
  '[::1]',
  '::1',
  '1.2.3.4',
  'image/png',
  'text/html',
  'é\u0080',
  'a=1\nb=2',
  '200',
  -1,
  0,
  200,
  -999,
  1e300,
  -0,
  9007199254740993n,
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'H4sIAAAAAAAAA8tIBACsKpPYAgAAAA==',
  '\ud800',
);
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.jsonValue({ maxDepth: 2 }),
  telling,
);

function record(
  keys: readonly string[],
  more: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<unknown> {
  return fc.record({ ...Object.fromEntries(keys.map((key) => [key, junk])), ...more }, { requiredKeys: [] });
}

function listOf(item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    junk,
    fc.array(fc.oneof(junk, item), { maxLength: 4 }),
    fc.dictionary(fc.string(), junk, { maxKeys: 3 }),
  );
}

const pairs = listOf(
  record(['name', 'value', 'path', 'domain', 'expires', 'httpOnly', 'secure', 'comment', '_x']),
);
const postData = fc.oneof(
  junk,
  record(['mimeType', 'text', 'encoding', 'comment', '_file'], {
    params: listOf(record(['name', 'value', 'fileName', 'contentType'])),
  }),
);
const content = fc.oneof(
  junk,
  record(['mimeType', 'text', 'encoding', 'size', 'compression', 'comment', '_y']),
);
const message = ['httpVersion', 'headersSize', 'bodySize', 'comment', '_error'] as const;
const request = fc.oneof(
  junk,
  record(['method', 'url', ...message], {
    headers: pairs,
    cookies: pairs,
    queryString: pairs,
    postData,
    _content: postData,
  }),
);
const response = fc.oneof(
  junk,
  record(['status', 'statusText', 'redirectURL', ...message], { headers: pairs, cookies: pairs, content }),
);
const cached = fc.oneof(junk, record(['expires', 'lastAccess', 'eTag', 'hitCount']));

/** Anything that may stand in `log.entries`, as it is after parsing. */
export const anyEntry: fc.Arbitrary<JsonObject> = record(
  ['pageref', 'startedDateTime', 'time', 'serverIPAddress', 'connection', 'comment', '_error', '__x'],
  {
    request,
    response,
    cache: fc.oneof(junk, record(['comment'], { beforeRequest: cached, afterRequest: cached })),
    timings: fc.oneof(
      junk,
      record(['blocked', 'dns', 'connect', 'ssl', 'send', 'wait', 'receive', 'comment']),
    ),
    _webSocketMessages: listOf(record(['type', 'time', 'opcode', 'data'])),
  },
).map((entry) => parseLossless(stringifyLossless(entry)) as JsonObject);
