/** Multipart forms, whatever became of their bytes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body } from '../../../src/exchange.ts';
import {
  boundaryOf,
  encodeMultipart,
  type FilePart,
  multipart,
} from '../../../src/protocol/codec/multipart.ts';
import { anyKey, anyText, decodeText, dictionaryOf, expectSame, kindIn, valueIn } from './helpers.ts';

const type = 'multipart/form-data; boundary=B';
const part = (name: string, value: string): string =>
  `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

/** The value with the bytes of its files written out, so that it can be compared. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Body) return Buffer.from(value.bytes()).toString('latin1');
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, item]) => [key, plain(item)]);
}

describe('decode', () => {
  it('reads texts and files in order', () => {
    const png = Buffer.from('89504e470d0a1a0a00ff2d2d420d0a', 'hex');
    const body = Buffer.concat([
      Buffer.from(`${part('id', 'WU_FILE_0')}${part('name', '图 1.jpg')}--B\r\n`),
      Buffer.from('Content-Disposition: form-data; name="filename"; filename="图 1.jpg"\r\n'),
      Buffer.from('Content-Type: image/jpeg\r\n\r\n'),
      png,
      Buffer.from('\r\n--B--\r\n'),
    ]);
    const value = valueIn(multipart.decode(Body.ofBytes(body), type)) as Record<string, FilePart>;
    expect(Object.keys(value)).toEqual(['id', 'name', 'filename']);
    expect(value).toMatchObject({ id: 'WU_FILE_0', name: '图 1.jpg' });
    expect(value.filename).toMatchObject({ filename: '图 1.jpg', type: 'image/jpeg' });
    expect(Buffer.from(value.filename!.bytes.bytes())).toEqual(png);
  });

  it.each([
    ['with lines that end in LF', `${part('a', '1')}${part('b', '2')}--B--`.replaceAll('\r', '')],
    ['without its last boundary', `${part('a', '1')}${part('b', '2').slice(0, -2)}`],
    ['after a preamble', `preamble --B\r\n${part('a', '1')}${part('b', '2')}--B--\r\nepilogue`],
    ['with blanks after the boundary', `${part('a', '1').replace('--B', '--B  ')}${part('b', '2')}--B--`],
    [
      'with other header lines',
      `${part('a', '1')}--B\r\nX: y\r\ncontent-disposition:form-data;\r\n name=b\r\n\r\n2\r\n--B--`,
    ],
  ])('reads a form %s', (_how, text) => {
    expect(valueIn(decodeText(multipart, text, type))).toEqual({ a: '1', b: '2' });
  });

  it('finds the boundary when the content type does not state it, or states another', () => {
    const text = `${part('a', '1')}--B--`;
    for (const other of [undefined, '', 'multipart/form-data', 'multipart/form-data; boundary=C']) {
      expect(valueIn(decodeText(multipart, text, other))).toEqual({ a: '1' });
    }
  });

  it('does not end a part at what only starts like the boundary', () => {
    const value = 'x\r\n--BC\r\n --B\r\nmid--B';
    expect(valueIn(decodeText(multipart, `${part('a', value)}--B--`, type))).toEqual({ a: value });
  });

  it('keeps empty values, line ends at the end of a value, and repeated names', () => {
    const text = `${part('a', '')}${part('b', 'x\n')}${part('b', '\r')}${part('b', '\r\n')}--B--`;
    expect(valueIn(decodeText(multipart, text, type))).toEqual({ a: '', b: ['x\n', '\r', '\r\n'] });
  });

  it.each([
    ['name="a"; filename="x \\"y\\".txt"', 'x "y".txt'],
    ['name="a"; filename="x%22y%0D%0A%41.txt"', 'x"y\r\n%41.txt'],
    ['name="a"; filename="C:\\dir\\"', 'C:\\dir\\'],
    ['name="a"; filename="_.txt"; filename*=UTF-8\'\'%E5%9B%BE.txt', '图.txt'],
    ['filename=plain.txt ;name=a', 'plain.txt'],
    ['name="a"; filename="a; name=b"', 'a; name=b'],
    ['name="a"; filename=""', ''],
  ])('reads the names of %s', (disposition, filename) => {
    const text = `--B\r\nContent-Disposition: form-data; ${disposition}\r\n\r\nx\r\n--B--`;
    expect(valueIn(decodeText(multipart, text, type))).toMatchObject({ a: { filename, type: '' } });
  });

  it('reads what is left of a file that was recorded as text', () => {
    const text = `${part('a', '1')}--B\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n\ufffdPNG\ufffd\r\n--B--`;
    const value = valueIn(decodeText(multipart, text, type)) as { f: FilePart };
    expect(value.f.bytes.text()).toBe('\ufffdPNG\ufffd');
  });

  it.each([
    ['', 'empty'],
    ['{"a":1}', 'json'],
    ['a=1', 'text'],
    ['--B', 'ok'],
    ['--other\r\nx', 'text'],
  ])('says what %j is instead', (text, kind) => {
    expect(kindIn(decodeText(multipart, text, type))).toBe(kind);
  });

  it('passes parts without a name, and stops at a number of parts', () => {
    expect(valueIn(decodeText(multipart, `--B\r\n\r\nx\r\n--B\r\nno gap\r\n--B--`, type))).toEqual({});
    const many = valueIn(decodeText(multipart, part('a', '').repeat(20_000), type)) as { a: string[] };
    expect(many.a).toHaveLength(10_000);
  });
});

describe('encode', () => {
  it('writes the bytes of a browser', () => {
    const file = { filename: 'a "b".png', type: 'image/png', bytes: Body.ofBytes(Buffer.from([0xff, 0])) };
    const body = multipart.encode(
      { id: 'WU_FILE_0', size: 2, filename: file },
      'multipart/form-data; boundary="B"',
    );
    expect(Buffer.from(body.bytes()).toString('latin1')).toBe(
      `${part('id', 'WU_FILE_0')}${part('size', '2')}--B\r\nContent-Disposition: form-data; name="filename"; filename="a %22b%22.png"\r\nContent-Type: image/png\r\n\r\n\xff\0\r\n--B--\r\n`,
    );
  });

  it('takes a boundary alone, or its own', () => {
    expect(multipart.encode({}, 'X').text()).toBe('--X--\r\n');
    expect(valueIn(multipart.decode(multipart.encode({ a: '1' })))).toEqual({ a: '1' });
  });

  it('refuses a boundary that a field contains, and what is no field', () => {
    const refused = expect.objectContaining({ code: 'recording/codec' });
    expect(() => encodeMultipart({ a: 'x--B' }, 'B')).toThrow(refused);
    expect(() => encodeMultipart({ a: {} }, 'B')).toThrow(refused);
    expect(() => encodeMultipart('text', 'B')).toThrow(refused);
  });

  it('knows the boundary of a content type', () => {
    expect(boundaryOf('multipart/form-data; Boundary="a b"; x=y')).toBe('a b');
    expect(boundaryOf('multipart/form-data; boundary=----WebKit;x')).toBe('----WebKit');
    expect(boundaryOf('text/plain')).toBeUndefined();
  });
});

describe('round trips', () => {
  // Browsers write quotes and line ends of names as escapes and leave those escapes alone.
  const name = anyKey.map((key) => key.replaceAll('%', '').replace(/\\(?=")/g, ''));
  const file = fc
    .record({
      filename: name,
      type: fc.constantFrom('', 'image/png'),
      bytes: fc.uint8Array({ maxLength: 40 }),
    })
    .map((made) => ({ ...made, bytes: Body.ofBytes(made.bytes) }));
  const item = fc.oneof(anyText, file);
  const value = fc.oneof(item, fc.array(item, { minLength: 2, maxLength: 3 }));

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(dictionaryOf(name, value), (fields) => {
        const boundary = 'round-trip-boundary';
        const decoded = multipart.decode(
          encodeMultipart(fields, boundary),
          `multipart/form-data; boundary=${boundary}`,
        );
        expectSame(plain(valueIn(decoded)), plain(fields));
      }),
    );
  });

  it('reads back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 16, maxLength: 30 }), (bytes) => {
        const fields = { f: { filename: 'x', type: '', bytes: Body.ofBytes(bytes) } };
        expectSame(plain(valueIn(multipart.decode(encodeMultipart(fields, 'B'), type))), plain(fields));
      }),
    );
  });
});

const recordings = new URL('../../../../shared/client-hars/', import.meta.url);

interface PostData {
  readonly mimeType: string;
  readonly text: string;
  readonly encoding?: string;
}

describe.skipIf(!existsSync(recordings))('the recorded uploads (need ../shared/client-hars)', () => {
  const uploads = (file: string): PostData[] => {
    const har = JSON.parse(readFileSync(new URL(file, recordings), 'utf8')) as {
      log: { entries: { request: { postData?: PostData } }[] };
    };
    const bodies = har.log.entries.map((entry) => entry.request.postData);
    return bodies.filter((data): data is PostData => data?.mimeType.startsWith('multipart/') ?? false);
  };

  it('are written again byte for byte', () => {
    const all = readdirSync(recordings).flatMap(uploads);
    expect(all.length).toBeGreaterThan(10);
    for (const { mimeType, text, encoding } of all) {
      const body = encoding === 'base64' ? Body.ofBase64(text) : Body.ofText(text);
      const again = multipart.encode(valueIn(multipart.decode(body, mimeType)), mimeType);
      expect(Buffer.compare(again.bytes(), body.bytes())).toBe(0);
    }
  });
});
