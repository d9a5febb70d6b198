import { describe, expect, it } from 'vitest';
import { exchangeOf, plainExchange } from '../../src/har/entry.ts';
import type { JsonObject } from '../../src/har/values.ts';
import { soundEntry, spoken } from './support.ts';

function request(request: JsonObject) {
  return exchangeOf({ request }, 0).request;
}

function response(response: unknown) {
  return exchangeOf({ response }, 0);
}

describe('an entry as an Exchange', () => {
  it('has the id of its index and the entry itself as extra', () => {
    const entry = soundEntry();
    const exchange = exchangeOf(entry, 7);
    expect(exchange.id).toBe('e7');
    expect(exchange.extra).toBe(entry);
    expect(exchange.request).toBe(exchange.request);
    expect(exchange.response).toBe(exchange.response);
  });

  it('says something for an entry that says nothing', () => {
    const exchange = exchangeOf({}, 0);
    expect(exchange.startedAt).toBeNaN();
    expect(exchange.timing).toEqual({ total: -1 });
    expect(exchange.request).toMatchObject({ method: '', url: '', headers: [], body: undefined });
    expect(exchange.response).toBeUndefined();
    expect(exchange.failure?.cause).toBe('unknown');
    expect(exchange.messages).toBeUndefined();
  });

  it.each([
    null,
    1,
    'x',
    [],
    {},
    { headers: 1, cookies: 2, postData: 3, content: 4, status: {}, _error: [] },
  ])('says something for parts of the wrong kind: %j', (part) => {
    const exchange = exchangeOf(
      {
        startedDateTime: part,
        time: part,
        request: part,
        response: part,
        timings: part,
        _webSocketMessages: part,
      },
      0,
    );
    expect(() => spoken(exchange)).not.toThrow();
  });

  it('can be made a copy that can be spread', () => {
    const exchange = exchangeOf(soundEntry(), 3);
    const copy = { ...plainExchange(exchange), id: 'other' };
    expect(spoken(copy)).toEqual(spoken(exchange));
    expect(copy.id).toBe('other');
    expect(Object.hasOwn(plainExchange(exchangeOf({}, 0)), 'response')).toBe(false);
  });
});

describe('headers', () => {
  it('keep order, case and duplicates, without pseudo headers', () => {
    const headers = [
      { name: ':authority', value: 'a' },
      { name: 'X-B', value: '2' },
      { name: 'x-a', value: '1' },
      { name: 'X-B', value: '' },
    ];
    expect(request({ headers }).headers).toEqual([
      ['X-B', '2'],
      ['x-a', '1'],
      ['X-B', ''],
    ]);
  });

  it('are read from a map, from pairs and with values of other types', () => {
    expect(request({ headers: { A: 'x', B: ['1', 2], C: null } }).headers).toEqual([
      ['A', 'x'],
      ['B', '1'],
      ['B', '2'],
      ['C', ''],
    ]);
    expect(
      request({ headers: [['A', 'x'], null, 5, { name: 'B', value: 12 }, { value: 'no name' }] }).headers,
    ).toEqual([
      ['A', 'x'],
      ['B', '12'],
    ]);
  });

  it('that stand in one value are taken apart, folded lines are not', () => {
    const headers = [
      { name: 'Set-Cookie', value: 'a=1; Path=/\nb=2\r\nc=3' },
      { name: 'X', value: 'long\n value' },
    ];
    expect(response({ status: 200, headers }).response?.headers).toEqual([
      ['Set-Cookie', 'a=1; Path=/'],
      ['Set-Cookie', 'b=2'],
      ['Set-Cookie', 'c=3'],
      ['X', 'long\n value'],
    ]);
  });

  it('that Safari joined by commas are taken apart, dates are not', () => {
    const value =
      'a=1; Expires=Tue, 26-Feb-2019 19:36:33 GMT; Path=/, b=x,y=2; Expires=Tue, 26 Feb 2019 19:36:33 GMT, c=';
    expect(response({ status: 200, headers: [{ name: 'set-cookie', value }] }).response?.headers).toEqual([
      ['set-cookie', 'a=1; Expires=Tue, 26-Feb-2019 19:36:33 GMT; Path=/'],
      ['set-cookie', 'b=x,y=2; Expires=Tue, 26 Feb 2019 19:36:33 GMT'],
      ['set-cookie', 'c='],
    ]);
  });

  it('of one cookie whose value has commas stay one', () => {
    const headers = [{ name: 'Set-Cookie', value: 'a=1, b=2, c=3; Path=/' }];
    expect(response({ status: 200, headers }).response?.headers).toEqual([
      ['Set-Cookie', 'a=1, b=2, c=3; Path=/'],
    ]);
  });

  it('are made of the cookies where there are none', () => {
    const cookies = [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ];
    expect(request({ cookies }).headers).toEqual([['Cookie', 'a=1; b=2']]);
    expect(request({ cookies: { a: '1' } }).headers).toEqual([['Cookie', 'a=1']]);
    expect(request({ cookies, headers: [{ name: 'A', value: '1' }] }).headers).toEqual([['A', '1']]);
    expect(response({ status: 200, cookies }).response?.headers).toEqual([
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ]);
  });
});

describe('the URL', () => {
  it.each<[string, string]>([
    ['https://example.test/a%20b?c=1#d', 'https://example.test/a%20b?c=1#d'],
    ['https://example.test/a b?中', 'https://example.test/a%20b?%E4%B8%AD'],
    ['data:text/plain,x', 'data:text/plain,x'],
    ['about:invalid#/path', '/path'],
    ['\ud800', '%EF%BF%BD'],
  ])('%j is as sent', (told, sent) => {
    expect(request({ url: told }).url).toBe(sent);
  });
});

describe('the response', () => {
  it.each<[unknown, number | undefined]>([
    [200, 200],
    ['302', 302],
    [404n, 404],
    [0, undefined],
    [-1, undefined],
    [-999, undefined],
    [1000, undefined],
    [null, undefined],
    ['', undefined],
    ['OK', undefined],
  ])('with the status %s has %s', (status, expected) => {
    expect(response({ status }).response?.status).toBe(expected);
    expect(response({ status }).failure === undefined).toBe(expected !== undefined);
  });

  it.each<[unknown, string | undefined]>([
    ['HTTP/1.1', 'HTTP/1.1'],
    ['1.1', 'HTTP/1.1'],
    ['http/2.0', 'HTTP/2'],
    ['h2', 'HTTP/2'],
    ['h3-q050', 'HTTP/3'],
    ['spdy/3.1', 'SPDY'],
    ['unknown', undefined],
    ['me:', undefined],
    ['', undefined],
    [null, undefined],
  ])('names the HTTP version %j as %s', (told, version) => {
    expect(response({ status: 200, httpVersion: told }).response?.httpVersion).toBe(version);
  });
});

describe('the failure', () => {
  it.each<[unknown, string]>([
    ['net::ERR_ABORTED', 'aborted'],
    ['net::ERR_NAME_NOT_RESOLVED', 'dns'],
    ['net::ERR_CONNECTION_REFUSED', 'refused'],
    ['net::ERR_CONNECTION_RESET', 'reset'],
    ['net::ERR_TIMED_OUT', 'timeout'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'tls'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'tls'],
    ['net::ERR_BLOCKED_BY_CLIENT', 'blocked'],
    ['net::ERR_HTTP2_PROTOCOL_ERROR', 'protocol'],
    ['NS_ERROR_UNKNOWN_HOST', 'dns'],
    ['NS_BINDING_ABORTED', 'aborted'],
    ['NS_ERROR_NET_TIMEOUT', 'timeout'],
    ['read ECONNRESET', 'reset'],
    ['connect ECONNREFUSED 127.0.0.1:1', 'refused'],
    ['getaddrinfo ENOTFOUND x', 'dns'],
    ['socket hang up', 'reset'],
    ['The request timed out.', 'timeout'],
    ["Multiple exceptions: [Errno 60] Connect call failed ('1.2.3.4', 80)", 'timeout'],
    ['something else', 'unknown'],
    [{ cause: 'pending', message: 'still open' }, 'pending'],
    [{ cause: 'nonsense', message: 'x' }, 'unknown'],
    [{ message: 'net::ERR_ABORTED' }, 'aborted'],
  ])('%j is %s', (error, cause) => {
    expect(response({ status: 0, _error: error }).failure?.cause).toBe(cause);
  });

  it('is found in other places too, and beside a response', () => {
    expect(exchangeOf({ _error: 'aborted' }, 0).failure?.cause).toBe('aborted');
    expect(exchangeOf({ request: { _error: 'aborted' } }, 0).failure?.cause).toBe('aborted');
    expect(response({ status: -1, _failureText: 'net::ERR_ABORTED' }).failure?.cause).toBe('aborted');
    const broken = response({ status: 200, _error: 'net::ERR_ABORTED' });
    expect([broken.response?.status, broken.failure?.cause]).toEqual([200, 'aborted']);
  });

  it('is none where the exporter noted none', () => {
    for (const error of [null, '', undefined])
      expect(response({ status: 200, _error: error }).failure).toBeUndefined();
  });
});

describe('times', () => {
  it('leave out what was not measured', () => {
    const timings = { blocked: -1, dns: null, connect: 5, ssl: 3, send: 0, wait: '7', receive: -0.00001 };
    expect(exchangeOf({ time: 20, timings }, 0).timing).toEqual({
      connect: 5,
      ssl: 3,
      send: 0,
      wait: 7,
      receive: 0,
      total: 20,
    });
  });

  it('have the sum of the phases as total where that is missing', () => {
    const timings = { blocked: 1, connect: 5, ssl: 3, wait: 7 };
    for (const time of [null, undefined, -1, -500, 1e300])
      expect(exchangeOf({ time, timings }, 0).timing.total).toBe(13);
    expect(exchangeOf({ time: null, timings: null }, 0).timing).toEqual({ total: -1 });
  });
});

describe('WebSocket messages', () => {
  it('are read in seconds or milliseconds, as text or bytes', () => {
    const list = [
      { type: 'send', time: 1577836800.5, opcode: 1, data: 'hi' },
      { type: 'receive', time: 1577836800500, opcode: 2, data: 'AP8=' },
      { type: 'receive', opcode: 2, data: 'not base64!' },
      'garbage',
      { type: 'send' },
    ];
    const messages = exchangeOf({ _webSocketMessages: list }, 0).messages ?? [];
    expect(messages.map(({ from, at, opcode }) => [from, at, opcode])).toEqual([
      ['client', 1577836800500, 1],
      ['server', 1577836800500, 2],
      ['server', Number.NaN, 2],
    ]);
    expect(messages.map(({ data }) => data.isText)).toEqual([true, false, true]);
    expect(exchangeOf({ _webSocketMessages: 'garbage' }, 0).messages).toBeUndefined();
  });
});
