import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Body } from '../../src/exchange.ts';
import { exchangeOf } from '../../src/har/entry.ts';
import type { JsonObject } from '../../src/har/values.ts';

/** The body of a response with this content; `text:` or `base64:` and what it is, or what else became of it. */
function content(content: unknown, response: JsonObject = {}): string {
  return told(exchangeOf({ response: { status: 200, headers: [], content, ...response } }, 0).response?.body);
}

function postData(postData: unknown, request: JsonObject = {}): string {
  return told(
    exchangeOf({ request: { method: 'POST', url: '', headers: [], postData, ...request } }, 0).request.body,
  );
}

function told(body: Body | undefined): string {
  if (body === undefined) return 'not recorded';
  if (body.isEmpty) return 'empty';
  return body.isText ? body.text() : `bytes ${Buffer.from(body.bytes()).toString('hex')}`;
}

const packed = gzipSync('hello').toString('base64');
const encoded = (value: string) => [{ name: 'Content-Encoding', value }];

describe('the body of a response', () => {
  it.each<[string, unknown, JsonObject, string]>([
    ['text', { size: 5, mimeType: 'text/plain', text: 'hello' }, {}, 'hello'],
    ['text that was not recorded', { size: 5, mimeType: 'text/plain' }, {}, 'not recorded'],
    ['empty text with a size', { size: 5, mimeType: 'text/plain', text: '' }, {}, 'not recorded'],
    ['empty text', { size: 0, mimeType: 'text/plain', text: '' }, {}, 'empty'],
    ['nothing', { size: 0, mimeType: '' }, {}, 'empty'],
    ['nothing though bytes came', { size: 0, mimeType: '' }, { bodySize: 70 }, 'not recorded'],
    [
      'nothing though bytes were announced',
      { size: 0 },
      { headers: [{ name: 'Content-Length', value: '7' }] },
      'not recorded',
    ],
    [
      'nothing of a 304',
      { size: 0 },
      { status: 304, headers: [{ name: 'Content-Length', value: '7' }] },
      'empty',
    ],
    ['an unknown size', { size: -1, mimeType: 'text/plain' }, {}, 'not recorded'],
    ['no content', undefined, {}, 'not recorded'],
    ['null', null, {}, 'not recorded'],
    ['base64', { text: 'aGVsbG8=', encoding: 'base64' }, {}, 'bytes 68656c6c6f'],
    ['base64 in capitals', { text: 'aGVsbG8=', encoding: 'BASE64' }, {}, 'bytes 68656c6c6f'],
    ['base64 in lines', { text: 'aGVs\nbG8=', encoding: 'base64' }, {}, 'bytes 68656c6c6f'],
    ['base64 that is none', { text: 'hello, world', encoding: 'base64' }, {}, 'hello, world'],
    ['an empty encoding', { text: 'hello', encoding: '' }, {}, 'hello'],
    ['a null encoding', { text: 'hello', encoding: null }, {}, 'hello'],
    ['a character set as encoding', { text: 'hello', encoding: 'utf-8' }, {}, 'hello'],
    ['gzip as encoding', { text: packed, encoding: 'gzip', mimeType: 'text/plain' }, {}, 'bytes 68656c6c6f'],
    ['gzip as encoding of plain text', { text: 'hello, world', encoding: 'gzip' }, {}, 'hello, world'],
    [
      'gzip characters',
      { text: gzipSync('hello').toString('latin1'), encoding: 'gzip' },
      {},
      'bytes 68656c6c6f',
    ],
    [
      'gzip left on text',
      { text: packed, encoding: 'base64', mimeType: 'text/plain' },
      {},
      'bytes 68656c6c6f',
    ],
    [
      'gzip left on and named',
      { text: packed, encoding: 'base64' },
      { headers: encoded('gzip') },
      'bytes 68656c6c6f',
    ],
    [
      'gzip named but not there',
      { text: 'hello', mimeType: 'text/plain' },
      { headers: encoded('gzip') },
      'hello',
    ],
    ['characters that are bytes', { text: 'ÿØ', mimeType: 'image/jpeg' }, {}, 'bytes ffd8'],
    ['characters that are none', { text: 'ÿØ', mimeType: 'text/plain' }, {}, 'ÿØ'],
    ['a drawing as text', { text: '<svg>é</svg>', mimeType: 'image/svg+xml' }, {}, '<svg>é</svg>'],
    ['JSON that was not made text', { text: { a: [1] }, mimeType: 'application/json' }, {}, '{"a":[1]}'],
  ])('%s', (_title, given, response, expected) => {
    expect(content(given, response)).toBe(expected);
  });

  it('is unpacked to a bounded size only', () => {
    const bomb = gzipSync(Buffer.alloc(100 << 20)).toString('base64');
    const body = exchangeOf(
      { response: { status: 200, content: { text: bomb, encoding: 'base64', mimeType: 'text/html' } } },
      0,
    ).response?.body;
    expect(body?.size).toBeLessThan(1 << 20);
  });
});

describe('the body of a request', () => {
  const form = 'application/x-www-form-urlencoded';
  it.each<[string, unknown, JsonObject, string]>([
    ['text', { mimeType: form, text: 'a=1' }, {}, 'a=1'],
    ['text and parameters', { mimeType: form, text: 'a=1', params: [{ name: 'b' }] }, {}, 'a=1'],
    [
      'parameters',
      {
        mimeType: form,
        params: [
          { name: 'a b', value: '1&2' },
          { name: 'c', value: '%20+' },
        ],
      },
      {},
      'a%20b=1%262&c=%20+',
    ],
    [
      'parameters with empty text',
      { mimeType: form, text: '', params: [{ name: 'a', value: '1' }] },
      {},
      'a=1',
    ],
    ['parameters as a map', { mimeType: form, params: { a: '1' } }, {}, 'a=1'],
    [
      'a parameter without value',
      { mimeType: form, params: [{ name: 'a' }, { name: 'b', value: '' }] },
      {},
      'a&b=',
    ],
    ['neither', { mimeType: 'text/plain' }, {}, 'not recorded'],
    ['neither, of no size', { mimeType: 'text/plain' }, { bodySize: 0 }, 'empty'],
    ['empty text', { mimeType: 'text/plain', text: '' }, {}, 'empty'],
    [
      'empty text with a size',
      { mimeType: 'application/octet-stream', text: '' },
      { bodySize: 9 },
      'not recorded',
    ],
    ['null', null, {}, 'not recorded'],
    ['base64', { mimeType: 'text/plain', text: 'aGk=', encoding: 'base64' }, {}, 'bytes 6869'],
    ['bytes as characters', { mimeType: 'application/octet-stream', text: '\u0000ÿ' }, {}, 'bytes 00ff'],
    [
      'a file in a form as characters',
      { mimeType: 'multipart/form-data; boundary=x', text: '--x; filename="a"\u00ff' },
      {},
      `bytes ${Buffer.from('--x; filename="a"\xff', 'latin1').toString('hex')}`,
    ],
    [
      'a form in UTF-8',
      { mimeType: 'multipart/form-data; boundary=x', text: '--x é' },
      { bodySize: 6 },
      '--x é',
    ],
    [
      'a form in bytes',
      { mimeType: 'multipart/form-data; boundary=x', text: '--x é' },
      { bodySize: 5 },
      'bytes 2d2d7820e9',
    ],
    ['mojibake, which is left alone', { mimeType: 'text/plain', text: 'å¾®ä¿¡' }, {}, 'å¾®ä¿¡'],
  ])('%s', (_title, given, request, expected) => {
    expect(postData(given, request)).toBe(expected);
  });

  it('is put together from the parts of a form', () => {
    const params = [
      { name: 'id', value: '1' },
      { name: 'file', fileName: 'a.txt', contentType: 'text/plain', value: 'x' },
    ];
    expect(postData({ mimeType: 'multipart/form-data; boundary="b c"', params })).toBe(
      '--b c\r\nContent-Disposition: form-data; name="id"\r\n\r\n1\r\n' +
        '--b c\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nx\r\n--b c--\r\n',
    );
  });

  it('is found where binary ones are kept aside', () => {
    const body = exchangeOf({ request: { _content: { text: 'AP8=', encoding: 'base64', size: 2 } } }, 0)
      .request.body;
    expect(told(body)).toBe('bytes 00ff');
  });
});
