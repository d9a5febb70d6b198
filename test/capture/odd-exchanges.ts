/** Exchanges as they are met and as they are feared: what the client sends, what the origin answers. */
import zlib from 'node:zlib';
import { chunked } from './message.ts';

export interface Odd {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly requestLines: readonly string[];
  readonly requestBody: Buffer;
  /** Each is written on its own, some time after the one before it. */
  readonly answer: readonly Buffer[];
  /** The origin ends its connection behind the answer. */
  readonly ends: boolean;
  /** The body as it is to be recorded, where that is not what the wire carried. */
  readonly recorded?: Buffer | undefined;
  readonly recordedRequest?: Buffer | undefined;
  /** Lines that may be missing from the answer as the client gets it. */
  readonly loses?: readonly string[] | undefined;
  /** Lines that the client gets beside them. */
  readonly gains?: readonly string[] | undefined;
  /** The client waits for this status before it sends its body. */
  readonly waitsFor?: number | undefined;
}

type Some = { [Key in keyof Odd]?: Odd[Key] };

const text = (value: string): Buffer => Buffer.from(value, 'latin1');

/** Of a size that no buffer has, so that its repetition hides no piece that was lost or doubled. */
const block = Buffer.allocUnsafe(99_991);
for (let at = 0, state = 12_345; at < block.length; at += 1) {
  state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
  block[at] = state >> 16;
}

/** Bytes that are no UTF-8. */
const noise = (size: number): Buffer => Buffer.alloc(size, block.subarray(0, Math.max(1, size)));

function odd(name: string, answer: Buffer | readonly Buffer[], more: Some = {}): Odd {
  return {
    name,
    method: 'GET',
    path: '/',
    requestLines: [],
    requestBody: Buffer.alloc(0),
    answer: Array.isArray(answer) ? answer : [answer as Buffer],
    ends: false,
    ...more,
  };
}

/** An answer with a length. */
const ok = (
  body: Buffer | string = 'ok',
  lines: readonly string[] = [],
  start = 'HTTP/1.1 200 OK',
): Buffer => {
  const bytes = typeof body === 'string' ? text(body) : body;
  return Buffer.concat([head([...lines, `Content-Length: ${bytes.length}`], start), bytes]);
};
const head = (lines: readonly string[], start = 'HTTP/1.1 200 OK'): Buffer =>
  text([start, ...lines, '', ''].join('\r\n'));
const inChunks = (body: Buffer, sizes: readonly number[], more = {}, lines: readonly string[] = []): Buffer =>
  Buffer.concat([head([...lines, 'Transfer-Encoding: chunked']), chunked(body, sizes, more)]);

const words = Buffer.from('{"说":"你好","n":1}\n'.repeat(40));
const coded = (coding: string, bytes: Buffer, recorded: Buffer = words): Odd =>
  odd(
    `content coding ${coding}`,
    ok(bytes, ['Content-Type: application/json', `Content-Encoding: ${coding}`]),
    {
      recorded,
      requestLines: ['Accept-Encoding: gzip, deflate, br;q=0.9, zstd;q=0.1, *;q=0'],
    },
  );
/** One frame with one raw block (RFC 8878). */
const zstd = (bytes: Buffer): Buffer => {
  const block = (bytes.length << 3) | 1;
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x60]),
    Buffer.from(Uint16Array.of(bytes.length - 256).buffer),
    Buffer.from([block & 0xff, (block >> 8) & 0xff, block >> 16]),
    bytes,
  ]);
};

const sized = [
  0,
  1,
  100,
  16_383,
  16_384,
  16_385,
  65_535,
  65_536,
  65_537,
  1 << 20,
  (1 << 20) + 1,
  5_000_001,
  64 << 20,
];

const sizes: Odd[] = [
  ...sized.map((size) =>
    odd(`${size} bytes down`, ok(noise(size), ['Content-Type: application/octet-stream'])),
  ),
  ...sized
    .filter((size) => size > 0)
    .map((size) =>
      odd(`${size} bytes up`, ok(), {
        method: 'POST',
        requestLines: [`Content-Length: ${size}`],
        requestBody: noise(size),
      }),
    ),
];

const chunks: Odd[] = [
  odd('an empty body in chunks', inChunks(Buffer.alloc(0), [1])),
  odd('chunks of one byte', inChunks(noise(300), [1])),
  odd('chunks of many sizes', inChunks(noise(300_000), [1, 70_000, 3, 16_384, 9])),
  odd('chunks with extensions', inChunks(noise(100), [10], { extension: ';name="value"' })),
  odd(
    'chunks with upper-case sizes',
    Buffer.concat([
      head(['Transfer-Encoding: chunked']),
      text(`00AB\r\n`),
      noise(0xab),
      text('\r\n000\r\n\r\n'),
    ]),
  ),
  odd('trailers', inChunks(noise(100), [64], { trailers: ['X-Sum: 1', 'x-sum: 2'] }, ['Trailer: X-Sum'])),
  odd('trailers that nobody announced', inChunks(noise(100), [64], { trailers: ['X-Late: yes'] })),
  odd('a Trailer line beside a length', ok('abc', ['Trailer: X-Sum']), { loses: ['Trailer: X-Sum'] }),
  odd(
    'Transfer-Encoding in odd case',
    Buffer.concat([head(['TRANSFER-encoding: Chunked']), chunked(noise(10), [3])]),
  ),
  odd('chunks up', ok(), {
    method: 'PUT',
    requestLines: ['Transfer-Encoding: chunked'],
    requestBody: noise(200_000),
  }),
  odd('trailers up', ok(), {
    method: 'POST',
    requestLines: ['Transfer-Encoding: chunked', 'Trailer: X-Up'],
    requestBody: noise(10),
  }),
  odd(
    'a head in single bytes',
    [...ok('slow')].map((byte) => Buffer.from([byte])),
  ),
  odd('a body that comes slowly', [head(['Content-Length: 6']), text('ab'), text('cd'), text('ef')]),
  odd('a body to the end of the connection', Buffer.concat([head(['X-A: 1']), noise(70_000)]), {
    ends: true,
  }),
  odd('an empty body to the end of the connection', head(['X-A: 1']), { ends: true }),
  odd('an answer in HTTP/1.0', Buffer.concat([head(['X-A: 1'], 'HTTP/1.0 200 OK'), noise(500)]), {
    ends: true,
  }),
  odd('an answer in HTTP/1.0 with a length', ok('old', [], 'HTTP/1.0 200 OK'), { ends: true }),
];

const codings: Odd[] = [
  coded('gzip', zlib.gzipSync(words)),
  coded('x-gzip', zlib.gzipSync(words)),
  coded('GZIP', zlib.gzipSync(words)),
  coded('deflate', zlib.deflateSync(words)),
  { ...coded('deflate', zlib.deflateRawSync(words)), name: 'content coding deflate without its head' },
  coded('br', zlib.brotliCompressSync(words)),
  coded('zstd', zstd(words)),
  coded('gzip, br', zlib.brotliCompressSync(zlib.gzipSync(words))),
  coded('identity', words),
  coded('aes128gcm', words),
  { ...coded('gzip', words), name: 'a coding that the body does not have' },
  {
    ...coded(
      'gzip',
      Buffer.concat([zlib.gzipSync(words), zlib.gzipSync(words)]),
      Buffer.concat([words, words]),
    ),
    name: 'gzip in two members',
  },
  {
    ...coded('gzip', zlib.gzipSync(Buffer.alloc(3_000_000, words)), Buffer.alloc(3_000_000, words)),
    name: 'gzip of three megabytes',
  },
  { ...coded('br', zlib.brotliCompressSync(noise(200_000)), noise(200_000)), name: 'br of bytes' },
  odd('gzip in chunks', inChunks(zlib.gzipSync(words), [7, 100], {}, ['Content-Encoding: gzip']), {
    recorded: words,
  }),
  odd('gzip of nothing', ok(Buffer.alloc(0), ['Content-Encoding: gzip'])),
  odd('gzip up', ok(), {
    method: 'POST',
    requestLines: ['Content-Encoding: gzip', `Content-Length: ${zlib.gzipSync(words).length}`],
    requestBody: zlib.gzipSync(words),
    recordedRequest: words,
  }),
];

const lines: Odd[] = [
  odd(
    'lines twice, in any case and any order',
    ok('ok', ['X-A: 1', 'Set-Cookie: a=1; Path=/', 'x-a: 2', 'X-a: 3', 'set-cookie: b=2', 'X-A: 1']),
    {
      requestLines: ['X-A: 1', 'Cookie: a=1', 'x-a: 2', 'cookie: b=2', 'X-A: 1'],
    },
  ),
  odd('names of all characters', ok('ok', ["!#$%&'*+-.^_`|~09Az: odd"]), {
    requestLines: ["!#$%&'*+-.^_`|~09Az: odd"],
  }),
  odd('values of nothing', ok('ok', ['X-Empty: ', 'X-Next: 1']), {
    requestLines: ['X-Empty: ', 'X-Next: 1'],
  }),
  odd('values beyond ASCII', ok('ok', ['X-Name: \xe4\xbd\xa0 \xe9']), {
    requestLines: ['X-Name: \xe4\xbd\xa0 \xe9'],
  }),
  odd('values with tabs and commas', ok('ok', ['X-T: a\tb,, c ,']), { requestLines: ['X-T: a\tb,, c ,'] }),
  odd('a line of 12 KiB', ok('ok', [`X-Long: ${'v'.repeat(12_000)}`]), {
    requestLines: [`X-Long: ${'v'.repeat(12_000)}`],
  }),
  odd('an answer with a head of 100 KiB', ok('ok', [`X-Long: ${'v'.repeat(100_000)}`])),
  odd('a request with a head of 200 KiB', ok(), { requestLines: [`Cookie: big=${'v'.repeat(200_000)}`] }),
  odd(
    '2,500 lines',
    ok(
      'ok',
      Array.from({ length: 2500 }, (_, at) => `X-${at}: ${at}`),
    ),
    {
      requestLines: Array.from({ length: 2500 }, (_, at) => `X-${at}: ${at}`),
    },
  ),
  odd(
    '300 lines',
    ok(
      'ok',
      Array.from({ length: 300 }, (_, at) => `X-${at}: ${at}`),
    ),
    {
      requestLines: Array.from({ length: 300 }, (_, at) => `X-${at}: ${at}`),
    },
  ),
  odd(
    'lines that others would change',
    ok('ok', [
      'Date: yesterday',
      'Server: x',
      'Connection: Keep-Alive',
      'Keep-Alive: timeout=5',
      'Vary: *',
      'Age: 0',
    ]),
    {
      requestLines: [
        'Connection: Keep-Alive',
        'Accept-Encoding: x',
        'TE: trailers',
        'Via: 1.1 a',
        'User-Agent: ',
        'Pragma: no-cache',
        'Content-Type: a/b',
      ],
    },
  ),
  odd('the end of the connection, said by the server', ok('bye', ['Connection: close']), { ends: true }),
  odd('the end of the connection, said by the client', ok('bye'), {
    requestLines: ['Connection: close'],
    gains: ['Connection: close'],
  }),
  odd('no reason phrase', ok('ok', [], 'HTTP/1.1 200 ')),
  odd('a reason phrase of its own', ok('ok', [], 'HTTP/1.1 200 All is well, \xe4\xbd\xa0!')),
];

const statuses: Odd[] = [
  ...[201, 205, 206, 301, 302, 307, 400, 401, 403, 404, 407, 418, 429, 451, 500, 503, 599, 600, 999].map(
    (status) => odd(`status ${status}`, ok('body', ['Location: /x'], `HTTP/1.1 ${status} Word`)),
  ),
  odd('status 204', head(['X-A: 1'], 'HTTP/1.1 204 No Content')),
  odd('status 304 with a length', head(['Content-Length: 1234', 'ETag: "a"'], 'HTTP/1.1 304 Not Modified')),
  odd(
    'early hints',
    Buffer.concat([head(['Link: </a>; rel=preload', 'link: </b>'], 'HTTP/1.1 103 Early Hints'), ok()]),
  ),
  odd('HEAD with a length', head(['Content-Length: 100000']), { method: 'HEAD' }),
  odd('HEAD in chunks', head(['Transfer-Encoding: chunked']), { method: 'HEAD' }),
  odd('HEAD without any', head(['X-A: 1']), { method: 'HEAD' }),
  odd('HEAD of a coded body', head(['Content-Encoding: gzip', 'Content-Length: 99']), { method: 'HEAD' }),
];

const requests: Odd[] = [
  ...['OPTIONS', 'DELETE', 'PATCH', 'PROPFIND', 'REPORT', 'M-SEARCH', 'PUT', 'POST'].map((method) =>
    odd(`${method} without a body`, ok(), { method }),
  ),
  odd('POST of length 0', ok(), { method: 'POST', requestLines: ['Content-Length: 0'] }),
  ...['GET', 'DELETE', 'OPTIONS', 'HEAD'].map((method) =>
    odd(`${method} with a body`, method === 'HEAD' ? head(['X-A: 1']) : ok(), {
      method,
      requestLines: ['Content-Length: 4'],
      requestBody: text('body'),
    }),
  ),
  odd('a body that waits for 100', [head([], 'HTTP/1.1 100 Continue'), ok('thanks')], {
    method: 'POST',
    requestLines: ['Expect: 100-continue', 'Content-Length: 3'],
    requestBody: text('abc'),
    waitsFor: 100,
  }),
  ...[
    '/?',
    '/??a=1&&b==&c',
    '//two//slashes/../x/./y',
    '/%zz/%00/%E4%BD%A0',
    "/!$&'()*+,;=:@~_-.",
    '/{curly}|pipe^caret`tick"quote<angle>',
    '/[brackets]?x[]=1&y={"a":1}',
    `/${'long/'.repeat(1600)}`,
    '/http://inner.example/?q=http%3A%2F%2Fx',
  ].map((path) => odd(`the path ${path.slice(0, 40)}`, ok(), { path })),
];

export const oddExchanges: readonly Odd[] = [
  ...sizes,
  ...chunks,
  ...codings,
  ...lines,
  ...statuses,
  ...requests,
];
