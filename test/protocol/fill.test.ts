/** Holds the filling of requests to what a row says: order, spelling, what is left out. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Body } from '../../src/exchange.ts';
import { endpoint } from '../../src/protocol/endpoint.ts';
import { clock, constant, input, jsonText, maybe, random, seldom } from '../../src/protocol/field.ts';
import { fillRequest } from '../../src/protocol/fill.ts';
import type { Outgoing } from '../../src/protocol/protocol.ts';
import { readInput } from '../../src/protocol/read.ts';
import { RequestView } from '../../src/protocol/request.ts';
import { anything, integer, list, object, text } from '../../src/protocol/shape.ts';
import { Table } from '../../src/protocol/table.ts';
import { small } from './reference/small.ts';

let seen: Outgoing | undefined;
const protocol = {
  ...small,
  headers: (call: Outgoing) => {
    seen = call;
    return Object.entries(call.given);
  },
};
const reply = { codec: 'json', type: 'application/json', shape: object({}) } as const;
const draw = random(text(), ({ random: next }) => String(next()));
const row = endpoint({
  name: 'echo',
  says: '',
  methods: ['POST'],
  host: 'api',
  path: '/echo/{who}',
  params: { who: input('who', text()) },
  query: {
    a: input('a', text()),
    raw: maybe(input('raw', text(), { spelling: 'raw' })),
    ng: maybe(input('ng', text(), { spelling: 'angular' })),
    t: clock(integer(), ({ now }) => now),
    one: draw,
    never: seldom(constant('x')),
  },
  headers: { 'X-Own': maybe(input('own', text())) },
  body: {
    codec: 'json',
    fields: { deep: { words: maybe(input('words', list(text()))), two: draw }, n: input('n', integer()) },
  },
  reply,
  lane: 'talk',
});
const table = new Table({ ...small, endpoints: [row] });

type Input = Parameters<typeof fillRequest<typeof row>>[1]['input'];
let draws = 0;
function fill(given: Partial<Input> = {}, session: Record<string, unknown> = {}) {
  draws = 0;
  const base = { protocol, host: 'a.example.org:8443', session, now: 1000 };
  return fillRequest(row, {
    ...base,
    random: () => {
      draws += 1;
      return draws / 10;
    },
    input: { who: 'me', a: '1', n: 5, ...given },
  });
}

describe('a filled request', () => {
  test('has its fields in the order of the row, without those that have no value', () => {
    const request = fill();
    expect(request.url).toBe('https://a.example.org:8443/echo/me?a=1&t=1000&one=0.1');
    expect(request.body?.text()).toBe('{"deep":{"two":"0.1"},"n":5}');
  });

  test('has one value for a field that stands in two places', () => {
    fill();
    expect(draws).toBe(1);
  });

  test('draws anew for every request', () => {
    const next = [0.1, 0.2];
    const base = {
      protocol,
      host: 'h',
      session: {},
      now: 0,
      random: () => next.shift()!,
      input: { who: '', a: '', n: 0 },
    };
    expect(fillRequest(row, base).url).toContain('one=0.1');
    expect(fillRequest(row, base).url).toContain('one=0.2');
  });

  test.each([
    ['percent', { a: '@:$,+/= &' }, 'a=%40%3A%24%2C%2B%2F%3D%20%26'],
    ['angular', { ng: '@:$,+/=%&' }, 'ng=@:$,%2B%2F%3D%25%26'],
    ['raw', { raw: '@:$,+/=%2F' }, 'raw=@:$,+/=%2F'],
    // What would end the field, the query or the request line is escaped all the same.
    ['raw, hostile', { raw: 'a&b#c d\r\né' }, 'raw=a%26b%23c%20d%0D%0A%C3%A9'],
    ['half a character', { a: 'x\ud800y' }, 'a=x%EF%BF%BDy'],
    ['half a character, raw', { raw: '\udc00' }, 'raw=%EF%BF%BD'],
  ])('spells values: %s', (_, given, expected) => {
    expect(fill(given).url).toContain(expected);
  });

  test('gives back what it was filled with', () => {
    const words = fc.string({ unit: 'grapheme' });
    // A raw value is pasted: a percent sign in it means what it says.
    const rawText = words.map((value) => value.replaceAll('%', ''));
    const inputs = fc.record({
      who: fc.string({ unit: 'grapheme', minLength: 1 }),
      a: words,
      raw: rawText,
      ng: words,
      words: fc.array(words),
      n: fc.maxSafeInteger(),
    });
    fc.assert(
      fc.property(inputs, (given) => {
        expect(readInput(new RequestView(fill(given), table))).toEqual(given);
      }),
    );
  });

  test('keeps the query of the URL that it follows, and adds what that lacks', () => {
    const following = { ...row, follows: 'made', query: { ...row.query, b: constant(2) } };
    const made = 'https://elsewhere.org/path?a=%3D=&x=raw@ \n&t=7#end';
    const base = { protocol, host: 'a.example.org', session: { made }, now: 0, random: () => 0.5 };
    const request = fillRequest(following, { ...base, input: { who: 'me', a: '1', n: 5 } });
    // The host is the caller's choice, never the server's.
    expect(request.url).toBe('https://a.example.org/echo/me?a=%3D=&x=raw@%20%0A&t=7&one=0.5&b=2');
  });

  const plain = {
    protocol,
    host: 'h',
    session: {},
    now: 1,
    random: () => 0,
    input: { who: 'me', a: '1', n: 5 },
  };

  test('writes what the page writes before the first field', () => {
    expect(fillRequest({ ...row, queryStart: '&' }, plain).url).toContain('/echo/me?&a=1&');
    expect(fillRequest({ ...row, query: {}, queryStart: '&' }, plain).url).toBe('https://h/echo/me');
  });

  test('hands the headers what they depend on', () => {
    const base = { protocol, host: 'a.example.org', session: {}, now: 1, random: () => 0 };
    const request = fillRequest(row, {
      ...base,
      origin: 'https://b.example.org/page?lang=x',
      headers: { 'User-Agent': 'me' },
      input: { who: 'me', a: '1', n: 5, own: 'mine' },
    });
    expect(seen).toMatchObject({
      kind: 'xhr',
      method: 'POST',
      url: { host: 'a.example.org', path: '/echo/me' },
      page: { host: 'b.example.org', query: 'lang=x' },
      body: { codec: 'json' },
    });
    expect(request.headers).toEqual([
      ['X-Own', 'mine'],
      ['User-Agent', 'me'],
    ]);
  });

  test('has no body where its method carries none', () => {
    expect(fillRequest({ ...row, methods: ['GET'] as [string] }, plain).body).toBeUndefined();
    expect(seen?.body).toBeUndefined();
  });
});

describe('a multipart request', () => {
  const file = { filename: 'a.bin', type: 'image/png', bytes: Body.ofBytes(Uint8Array.of(0, 13, 10, 255)) };
  const upload = endpoint({
    name: 'upload',
    says: '',
    methods: ['POST'],
    host: 'api',
    path: '/upload',
    query: {},
    body: {
      codec: 'multipart',
      fields: {
        size: input('size', integer()),
        about: jsonText({ size: input('size', integer()), to: maybe(input('to', text())), one: draw }),
        file: input('file', anything()),
      },
    },
    reply,
    lane: 'talk',
  });
  const uploads = new Table({ ...small, endpoints: [upload] });
  const base = { protocol, host: 'a.example.org', session: {}, now: 1, random: () => 0.999999 };
  const request = fillRequest(upload, { ...base, headers: {}, input: { size: 4, file, to: 'you' } });

  const { boundary } = seen!.body!;

  test('has a boundary drawn as browsers draw it', () => {
    expect(boundary).toMatch(/^----WebKitFormBoundary[A-Za-z0-9]{16}$/);
    expect(request.body?.text()).toContain(`--${boundary}--`);
  });

  test('refuses a file that holds the boundary', () => {
    const held = { ...file, bytes: Body.ofText(`--${boundary}`) };
    const fillAgain = () => fillRequest(upload, { ...base, input: { size: 4, file: held } });
    expect(fillAgain).toThrow(expect.objectContaining({ code: 'recording/codec' }));
  });

  test('carries files as bytes and JSON as text, and gives both back', () => {
    const view = new RequestView(request, uploads);
    expect(readInput(view)).toEqual({ size: 4, to: 'you', file });
    expect(view.sent('/about')).toBe('{"size":4,"to":"you","one":"0.999999"}');
    expect(view.sent('/about/one')).toBe('0.999999');
    expect(view.sent('/about/none')).toBeUndefined();
    expect(view.sent('/size/none')).toBeUndefined();
  });
});
