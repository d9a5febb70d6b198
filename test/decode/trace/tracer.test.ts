/** How single values are explained, on exchanges made for it. */
import { describe, expect, test } from 'vitest';
import { trace } from '../../../src/decode/trace/index.ts';
import type { Exchange } from '../../../src/exchange.ts';
import { exchange, type Said } from '../../support/exchanges.ts';
import { none } from './recordings.ts';

const site = 'https://shop.example';
const token = 'tok_9f8e7d6c5b4a39281706';
const json = [['Content-Type', 'application/json']] as const;

const ask = (path: string, at: number, said: Said = {}): Exchange =>
  exchange(`${site}${path}`, { at, ...said });
const given = (value: unknown, at = 1, said: Said = {}): Exchange =>
  ask('/start', at, { reply: JSON.stringify(value), replyHeaders: json, ...said });

/** What the last exchange's value is, its source by place. */
function explained(exchanges: readonly Exchange[], where: string): string {
  const values = trace(exchanges, none);
  const found = values.findLast((value) => value.to.where === where);
  if (!found) return 'not there';
  return [found.from ? found.from.where : found.kind, ...(found.transforms ?? [])].join(' ');
}

describe('a value that a reply had', () => {
  test('is bound, whatever its encoding', () => {
    const start = given({ auth: { csrf: `${token}/+=` } });
    const raw = ask(`/a?t=${token}/+=`, 2);
    const once = ask(`/a?t=${encodeURIComponent(`${token}/+=`)}`, 2);
    const twice = ask(`/a?t=${encodeURIComponent(encodeURIComponent(`${token}/+=`))}`, 2);
    expect(explained([start, raw], '/request/query/t')).toBe('/response/body/auth/csrf');
    expect(explained([start, once], '/request/query/t')).toBe('/response/body/auth/csrf percent-encode');
    expect(explained([start, twice], '/request/query/t')).toBe(
      '/response/body/auth/csrf percent-encode percent-encode',
    );
  });

  test('is found in headers, forms, JSON and paths', () => {
    const start = given({ id: token });
    expect(
      explained([start, ask('/a', 2, { headers: [['X-Auth', token]] })], '/request/headers/x-auth'),
    ).toBe('/response/body/id');
    expect(
      explained(
        [start, ask('/a', 2, { headers: [['Authorization', `Bearer ${token}`]] })],
        '/request/headers/authorization',
      ),
    ).toBe('/response/body/id embed');
    expect(explained([start, ask('/a', 2, { body: `x=1&id=${token}` })], '/request/body/id')).toBe(
      '/response/body/id',
    );
    const deep = JSON.stringify({ list: [{ id: token }] });
    expect(explained([start, ask('/a', 2, { body: deep, headers: json })], '/request/body/list/0/id')).toBe(
      '/response/body/id',
    );
    expect(explained([start, ask(`/items/${token}`, 2)], '/request/path/1')).toBe('/response/body/id');
  });

  test('is found inside texts that are JSON or XML themselves', () => {
    const start = given({ id: token });
    const body = JSON.stringify({ report: JSON.stringify({ who: token }), note: `<n><id>${token}</id></n>` });
    const used = ask('/a', 2, { body, headers: json });
    expect(explained([start, used], '/request/body/report/who')).toBe('/response/body/id');
    expect(explained([start, used], '/request/body/note/n/id')).toBe('/response/body/id');
  });

  test('keeps its type in JSON', () => {
    const start = given({ account: 2663483803 });
    const used = ask('/a', 2, { body: '{"a":"2663483803"}', headers: json });
    expect(explained([start, used], '/request/body/a')).toBe('/response/body/account text');
  });

  test('is read out of base64 and written into it', () => {
    const start = given({ user: 'alice:secret-4711-0815' });
    const packed = Buffer.from('alice:secret-4711-0815').toString('base64');
    const used = ask('/a', 2, { headers: [['Authorization', `Basic ${packed}`]] });
    expect(explained([start, used], '/request/headers/authorization')).toBe(
      '/response/body/user base64-encode',
    );
  });

  test('comes out of a page, a redirect, a cookie', () => {
    const page = ask('/start', 1, {
      reply: `<!DOCTYPE html><html><form><input name="csrf" value="${token}"></form></html>`,
    });
    expect(explained([page, ask(`/a?csrf=${token}`, 2)], '/request/query/csrf')).toBe('/response/body part');
    const redirect = ask('/start', 1, {
      status: 302,
      replyHeaders: [['Location', `${site}/next?code=${token}&n=1`]],
    });
    expect(explained([redirect, ask(`/next?code=${token}&n=1`, 2)], '/request/query/code')).toBe(
      '/response/headers/location url-part',
    );
    const cookie = ask('/start', 1, { replyHeaders: [['Set-Cookie', 'lang=de; Path=/']] });
    expect(
      explained([cookie, ask('/a', 2, { headers: [['Cookie', 'lang=de']] })], '/request/cookies/lang'),
    ).toBe('/response/cookies/lang');
  });

  test('may be joined from a list', () => {
    const start = given({
      key: {
        list: [
          { k: 1, v: 694411380 },
          { k: 2, v: 694413141 },
        ],
      },
    });
    const used = ask('/a?key=1_694411380%7C2_694413141', 2);
    expect(explained([start, used], '/request/query/key')).toBe(
      '/response/body/key/list join percent-encode',
    );
  });
});

describe('a value is not bound', () => {
  test.each(['0', '1', 'true', 'zh_CN', 'next'])('to a reply that also says %s', (value) => {
    expect(
      explained([given({ a: value, q: value }), ask(`/a?q=${value}`, 2)], '/request/query/q'),
    ).not.toContain('/response');
  });

  test('to a reply that came later, or was still to come', () => {
    expect(explained([ask(`/a?id=${token}`, 1), given({ id: token }, 2)], '/request/query/id')).not.toContain(
      '/',
    );
    const slow = given({ id: token }, 1, { took: 5000 });
    expect(explained([slow, ask(`/a?id=${token}`, 2)], '/request/query/id')).not.toContain('/response');
  });

  test('to a reply that only repeats what was sent', () => {
    const first = ask(`/a?id=${token}`, 1, { reply: JSON.stringify({ id: token }) });
    expect(explained([first, ask(`/b?ref=${token}`, 2)], '/request/query/ref')).toBe('/request/query/id');
  });

  test('to a number that happens to be the time', () => {
    const seconds = Math.floor(ask('/x', 2).startedAt / 1000);
    const start = given({ created: seconds });
    expect(explained([start, ask(`/a?r=${seconds}`, 2)], '/request/query/r')).toBe('clock seconds');
    expect(explained([start, ask(`/a?created=${seconds}`, 2)], '/request/query/created')).toBe(
      '/response/body/created',
    );
  });
});

describe('what no reply had', () => {
  test('counts up, where it does not go with the time', () => {
    const start = ask('/x', 1).startedAt;
    const polls = [0, 1, 2].map((step) => ask(`/poll?_=${start + step}`, 1 + step * 25));
    expect(
      trace(polls, none)
        .filter(({ to }) => to.where === '/request/query/_')
        .map(({ kind }) => kind),
    ).toEqual(['counter', 'counter', 'counter']);
    const clocks = [0, 25, 50].map((after) => ask(`/poll?_=${start + after * 1000}`, 1 + after));
    expect(
      new Set(
        trace(clocks, none)
          .filter(({ to }) => to.where.endsWith('_'))
          .map(({ kind }) => kind),
      ),
    ).toEqual(new Set(['clock']));
  });

  test('is random where it is new each time, constant where it never changes, else unknown', () => {
    const asked = ['e138413478611227', 'e905812341234007', 'e555117529813879'].map((id, index) =>
      ask(`/a?device=${id}&app=wx782c26e4c19acffb&v=${index === 0 ? 'b' : 'a'}`, index + 1),
    );
    expect(explained(asked, '/request/query/device')).toBe('random');
    expect(explained(asked, '/request/query/app')).toBe('constant');
    expect(explained(asked, '/request/query/v')).toBe('unknown');
  });
});

test('a hostile recording gives data like any other', () => {
  const hostile = [
    given({ constructor: token, ['__proto__']: token, a: 'x'.repeat(100_000), b: '%'.repeat(5000) }),
    ask(`/a?__proto__=${token}&constructor=${token}&toString=1`, 2, {
      headers: [['Cookie', `__proto__=${token}; constructor=1`]],
      body: `{"__proto__":{"a":"${token}"},"deep":${'['.repeat(2000)}${']'.repeat(2000)}}`,
    }),
  ];
  expect(() => trace(hostile, none)).not.toThrow();
  expect(explained(hostile, '/request/query/__proto__')).toMatch(/^\/response\/body\//);
});
