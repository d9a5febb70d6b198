/** Holds the reading of Set-Cookie to what servers send. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSetCookies } from '../../src/protocol/cookies.ts';

const parse = (...lines: string[]) => parseSetCookies(lines.map((line) => ['Set-Cookie', line]));

test.each([
  ['wxuin=1', 'wxuin', '1', {}],
  [
    'wxsid=a/b+c==; Domain=.qq.com; Path=/; Secure',
    'wxsid',
    'a/b+c==',
    { domain: '.qq.com', path: '/', secure: '' },
  ],
  [' a = b ;EXPIRES=Tue, 26-Feb-2019 19:36:33 GMT', 'a', 'b', { expires: 'Tue, 26-Feb-2019 19:36:33 GMT' }],
  ['a=', 'a', '', {}],
  ['novalue', '', 'novalue', {}],
  ['', '', '', {}],
])('%o is read', (line, name, value, attributes) => {
  expect(parse(line)).toEqual([{ name, value, attributes }]);
});

test('every header line is one cookie, in order, whatever its case', () => {
  const headers = [
    ['set-cookie', 'a=1'],
    ['X', 'y'],
    ['SET-COOKIE', 'a=2'],
  ] as const;
  expect(parseSetCookies(headers).map(({ value }) => value)).toEqual(['1', '2']);
});

test('an attribute named like a part of every object is an attribute', () => {
  const [cookie] = parse('a=1; __proto__=x; constructor=y');
  expect(Object.keys(cookie!.attributes)).toEqual(['__proto__', 'constructor']);
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

test('never throws', () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      expect(parse(line)).toHaveLength(1);
    }),
  );
});
