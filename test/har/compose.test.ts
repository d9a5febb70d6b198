import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body, type Exchange } from '../../src/exchange.ts';
import { entryOf } from '../../src/har/compose.ts';
import { exchangeOf, plainExchange } from '../../src/har/entry.ts';
import { validateEntry } from '../../src/har/validate.ts';
import type { JsonObject } from '../../src/har/values.ts';
import { parseLossless, stringifyLossless } from '../../src/json.ts';
import { anyEntry } from './arbitrary.ts';
import { soundEntry, spoken } from './support.ts';

const exchange: Exchange = {
  id: 'e0',
  startedAt: Date.UTC(2020, 0, 1),
  request: {
    method: 'POST',
    url: 'https://example.test/path?a=1&b=%E4%B8%AD&c&d=x+y=',
    httpVersion: 'HTTP/1.1',
    headers: [
      ['Host', 'example.test'],
      ['cookie', 'sid=1; b=x=y'],
      ['X-Dup', '1'],
      ['x-dup', '2'],
      ['Content-Type', 'text/xml'],
    ],
    body: Body.ofText('<a>中</a>'),
  },
  response: {
    status: 302,
    statusText: 'Found',
    httpVersion: 'HTTP/1.1',
    headers: [
      ['Location', '/next'],
      [
        'Set-Cookie',
        'sid=2; Path=/; Domain=.example.test; Expires=Tue, 26-Feb-2019 19:36:33 GMT; HttpOnly; Secure; SameSite=Lax',
      ],
      ['Set-Cookie', 'flag'],
      ['Content-Type', 'image/png'],
    ],
    body: Body.ofBytes(Buffer.from([0x89, 0x50, 0xff, 0])),
  },
  timing: { send: 1, wait: 2.5, total: 10 },
  messages: [{ from: 'client', at: 1577836800500, opcode: 2, data: Body.ofBytes(Buffer.from([0, 255])) }],
};

/** What is read back after one way through a file. */
function reread(one: Exchange): Exchange {
  return exchangeOf(parseLossless(stringifyLossless(entryOf(one))) as JsonObject, 0);
}

describe('entryOf', () => {
  it('writes HAR 1.2 for an exchange that comes from no file', () => {
    const entry = entryOf(exchange);
    expect(validateEntry(entry)).toEqual([]);
    expect(entry).toMatchObject({
      startedDateTime: '2020-01-01T00:00:00.000Z',
      time: 10,
      request: {
        queryString: [
          { name: 'a', value: '1' },
          { name: 'b', value: '中' },
          { name: 'c', value: '' },
          { name: 'd', value: 'x+y=' },
        ],
        cookies: [
          { name: 'sid', value: '1' },
          { name: 'b', value: 'x=y' },
        ],
        postData: { mimeType: 'text/xml', text: '<a>中</a>' },
        bodySize: 10,
        headersSize: -1,
      },
      response: {
        redirectURL: '/next',
        cookies: [
          {
            name: 'sid',
            value: '2',
            path: '/',
            domain: '.example.test',
            expires: '2019-02-26T19:36:33.000Z',
            httpOnly: true,
            secure: true,
            sameSite: 'Lax',
          },
          { name: '', value: 'flag' },
        ],
        content: { size: 4, mimeType: 'image/png', text: 'iVD/AA==', encoding: 'base64' },
        bodySize: -1,
      },
      timings: { send: 1, wait: 2.5, receive: -1 },
      _webSocketMessages: [{ type: 'send', time: 1577836800.5, opcode: 2, data: 'AP8=' }],
    });
    expect(spoken(exchangeOf(entry, 0))).toEqual(spoken(exchange));
  });

  it.each<[string, Partial<Exchange>]>([
    [
      'a failure',
      { response: undefined as never, failure: { cause: 'timeout', message: 'nobody answered' } },
    ],
    ['a request still open', { response: undefined as never, failure: { cause: 'pending', message: '' } }],
    ['a failure in the middle of a response', { failure: { cause: 'reset', message: 'cut' } }],
    ['no date', { startedAt: Number.NaN }],
    ['no time', { timing: { total: -1 } }],
    ['a body that was not recorded', { response: { status: 200, headers: [] } }],
    ['an empty body', { response: { status: 200, headers: [['Content-Length', '5']], body: Body.empty } }],
    [
      'a text with a byte order mark',
      { response: { status: 200, headers: [], body: Body.ofBytes(Buffer.from('\ufeffx')) } },
    ],
    [
      'text in a binary type',
      { response: { status: 200, headers: [['Content-Type', 'application/zip']], body: Body.ofText('é') } },
    ],
    [
      'bytes that are Latin 1',
      { response: { status: 200, headers: [], body: Body.ofBytes(Buffer.from('é', 'latin1')) } },
    ],
    [
      'an archive that a header calls packed',
      {
        response: {
          status: 200,
          headers: [['Content-Encoding', 'gzip']],
          body: Body.ofBytes(Buffer.from('H4sIAAAAAAAAA8tIBACsKpPYAgAAAA==', 'base64')),
        },
      },
    ],
  ])('keeps %s', (_title, change) => {
    const changed = { ...exchange, ...change };
    const entry = entryOf(changed);
    expect(validateEntry(entry)).toEqual([]);
    expect(spoken(reread(changed))).toEqual(spoken(changed));
  });

  it('writes a failure as status 0 with its cause', () => {
    const entry = entryOf({
      ...plainExchange(exchange),
      response: undefined as never,
      failure: { cause: 'dns', message: 'no such host' },
    });
    expect(entry.response).toMatchObject({
      status: 0,
      content: { size: 0 },
      _error: { cause: 'dns', message: 'no such host' },
    });
  });

  it('puts back what the recording said beyond the exchange, at every level', () => {
    const entry = soundEntry() as Record<string, JsonObject>;
    Object.assign(entry, {
      _a: 1n << 60n,
      serverIPAddress: '1.2.3.4',
      connection: '1',
      pageref: 'p',
      comment: 'c',
      url: 'no HAR',
    });
    Object.assign(entry.request as JsonObject, {
      _b: {},
      headers: [
        { name: ':method', value: 'GET' },
        { name: 'A', value: '1', _c: 1 },
      ],
      cookies: [{ name: 'x', value: 'y', _d: 1 }],
    });
    Object.assign(entry.request as JsonObject, {
      postData: { mimeType: 'a/b', text: 'x', params: [{ name: 'p', _e: 1 }], _f: 1 },
    });
    Object.assign(entry.response as JsonObject, {
      _g: null,
      content: { size: 4, mimeType: 'text/plain', text: 'body', compression: 0, _h: 1 },
    });
    Object.assign(entry, { cache: { _i: 1 }, timings: { ...(entry.timings as JsonObject), _j: 5 } });
    expect(entryOf(exchangeOf(entry, 0))).toEqual(entry);
    expect(entryOf(plainExchange(exchangeOf(entry, 0)))).toEqual(entry);
  });

  it('does not keep what is no longer said', () => {
    const secret = { ...soundEntry() } as Record<string, JsonObject>;
    secret.request = {
      ...secret.request,
      headers: [{ name: 'Cookie', value: 'sid=SECRET' }],
      cookies: [{ name: 'sid', value: 'SECRET' }],
      url: 'https://x.test/?k=SECRET',
      queryString: [{ name: 'k', value: 'SECRET' }],
      postData: { mimeType: 'text/plain', text: 'SECRET', params: [{ name: 'SECRET' }] },
    };
    secret.response = {
      ...secret.response,
      headers: [{ name: 'Set-Cookie', value: 'a=SECRET' }],
      cookies: [{ name: 'a', value: 'SECRET' }],
      redirectURL: 'SECRET',
      statusText: 'SECRET',
      _error: 'SECRET',
      content: { size: 6, mimeType: 'text/plain', text: 'SECRET', _file: 'SECRET' },
    };
    secret._webSocketMessages = [
      { type: 'send', time: 1, opcode: 1, data: 'SECRET' },
    ] as unknown as JsonObject;
    const plain = plainExchange(exchangeOf(secret, 0));
    const hidden: Exchange = {
      ...plain,
      request: { method: 'GET', url: 'https://x.test/', headers: [], body: Body.ofText('x') },
      response: { status: 200, headers: [['A', 'b']], body: Body.ofText('y') },
      failure: { cause: 'reset', message: 'x' },
      messages: [{ from: 'client', at: 1000, opcode: 1, data: Body.ofText('z') }],
    };
    expect(JSON.stringify(entryOf(hidden))).not.toContain('SECRET');
    const { failure: _failure, response: _response, messages: _messages, ...silent } = hidden;
    expect(JSON.stringify(entryOf(silent))).not.toContain('SECRET');
  });

  it('leaves what it was given as it was', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const before = stringifyLossless(entry);
        entryOf(exchangeOf(entry, 0));
        expect(stringifyLossless(entry)).toBe(before);
      }),
      { numRuns: 200 },
    );
  });

  it('makes valid HAR of anything, says the same, and changes nothing the second time', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const first = exchangeOf(entry, 0);
        const text = stringifyLossless(entryOf(first));
        expect(validateEntry(JSON.parse(text))).toEqual([]);
        const second = exchangeOf(parseLossless(text) as JsonObject, 0);
        expect(spoken(second)).toEqual(spoken(first));
        expect(stringifyLossless(entryOf(second))).toBe(text);
      }),
      { numRuns: 1500 },
    );
  });
});
