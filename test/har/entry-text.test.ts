import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body, type Exchange, type HeaderList } from '../../src/exchange.ts';
import { entryOf } from '../../src/har/compose.ts';
import { entryText } from '../../src/har/entry-text.ts';
import { validateEntry } from '../../src/har/validate.ts';
import { stringifyLossless } from '../../src/json.ts';

const word = fc.oneof(
  fc.string(),
  fc.constantFrom('text/html', 'image/png', 'gzip', 'a"b\\', '\ud800', 'é\u0080', '中', '::1', '127.0.0.1'),
);
const names = fc.constantFrom(
  'Cookie',
  'Set-Cookie',
  'Content-Type',
  'content-encoding',
  'Location',
  'X-Odd',
);
const line = fc.oneof(
  word,
  fc.constantFrom('a=1; b', 'sid=2; Path=/; Expires=Tue, 26-Feb-2019 19:36:33 GMT; HttpOnly', 'image/png'),
);
const headers: fc.Arbitrary<HeaderList> = fc.array(fc.tuple(fc.oneof(names, word), line), { maxLength: 4 });
const body = fc.option(
  fc.oneof(
    fc.string().map((text) => Body.ofText(text)),
    fc.uint8Array().map((bytes) => Body.ofBytes(bytes)),
    fc.constant(Body.ofBase64('H4sIAAAAAAAAA8tIBACsKpPYAgAAAA==')),
  ),
  { nil: undefined },
);
const span = fc.option(fc.oneof(fc.double(), fc.nat()), { nil: undefined });
const sizes = fc.record(
  {
    headersSize: fc.oneof(fc.nat(), fc.double()),
    bodySize: fc.oneof(fc.nat(), fc.constant(-1)),
    _trailers: word,
  },
  { requiredKeys: [] },
);
const extra = fc.option(
  fc.record(
    {
      serverIPAddress: word,
      connection: word,
      pageref: word,
      _x: fc.jsonValue(),
      request: sizes,
      response: sizes,
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);
const exchange = fc.record({
  id: fc.constant('e0'),
  startedAt: fc.oneof(fc.nat(), fc.constant(Number.NaN)),
  request: fc.record({
    method: word,
    url: fc.oneof(fc.webUrl({ withQueryParameters: true }), word),
    httpVersion: fc.constant('HTTP/1.1'),
    headers,
    body,
  }),
  response: fc.option(
    fc.record({ status: fc.nat(999), statusText: word, httpVersion: fc.constant('HTTP/1.1'), headers, body }),
    { nil: undefined },
  ),
  timing: fc.record({
    send: span,
    wait: span,
    receive: span,
    dns: span,
    total: fc.oneof(fc.nat(), fc.double()),
  }),
  extra,
});

/** Without the members that are undefined. */
const tidy = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || value instanceof Body || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .filter(([, inner]) => inner !== undefined)
          .map(([key, inner]) => [key, tidy(inner)]),
      );

describe('entryText', () => {
  it('says what entryOf says, of any exchange', () => {
    fc.assert(
      fc.property(exchange, (one) => {
        const given = tidy(one) as Exchange;
        expect(JSON.parse(entryText(given))).toEqual(JSON.parse(stringifyLossless(entryOf(given))));
        expect(validateEntry(JSON.parse(entryText(given)))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
