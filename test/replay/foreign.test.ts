import { describe, expect, test } from 'vitest';
import { Body, type Exchange } from '../../src/exchange.ts';
import type { Protocol } from '../../src/protocol/protocol.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import { jsonOf, Rehearsal, textOf } from './rehearsal.ts';

const none: Protocol = {
  name: 'none',
  title: 'none',
  domains: [],
  hosts: [],
  session: {},
  cookies: {},
  endpoints: [],
  messages: [],
  returns: {},
  machines: [],
  events: {},
  lanes: [],
  headers: () => [],
  derive: () => undefined,
};

let count = 0;
function recorded(
  method: string,
  url: string,
  reply: string,
  more: { body?: string; type?: string; status?: number; lost?: true } = {},
): Exchange {
  const { body, type = 'application/json', status = 200, lost } = more;
  count += 1;
  return {
    id: `e${count}`,
    startedAt: count * 1000,
    request: {
      method,
      url,
      headers: body === undefined ? [] : [['Content-Type', type]],
      ...(body !== undefined && { body: Body.ofText(body) }),
    },
    ...(lost
      ? { failure: { cause: 'reset', message: 'lost' } as const }
      : { response: { status, headers: [['Content-Type', 'text/plain']], body: Body.ofText(reply) } }),
    timing: { total: 10 },
  };
}

const against = (...exchanges: Exchange[]) => {
  const backend = new RecordedBackend(exchanges, { protocol: none });
  const rehearsal = new Rehearsal(backend);
  const ask = (method: string, url: string, body?: string, type = 'application/json') =>
    rehearsal.wait({
      method,
      url,
      headers: body === undefined ? [] : [['content-type', type]],
      ...(body !== undefined && { body: Body.ofText(body) }),
    });
  return { backend, ask };
};

describe('a recording without a protocol', () => {
  test('gives the same answers in recorded order, the last one for ever', () => {
    const { ask, backend } = against(
      ...['a', 'b', 'c'].map((reply) => recorded('GET', 'https://one.test/x', reply)),
    );
    expect([1, 2, 3, 4, 5].map(() => textOf(ask('GET', 'https://one.test/x')))).toEqual([
      'a',
      'b',
      'c',
      'c',
      'c',
    ]);
    expect(backend.unused()).toEqual([]);
  });

  test('looks at method, host, path, query and body', () => {
    const { ask } = against(
      recorded('GET', 'https://one.test/x?page=1', 'first'),
      recorded('GET', 'https://one.test/x?page=2', 'second'),
      recorded('POST', 'https://one.test/x', 'posted', { body: '{"a":1,"b":[2]}' }),
      recorded('GET', 'https://two.test/x', 'elsewhere'),
    );
    expect(textOf(ask('GET', 'https://one.test/x?page=2'))).toBe('second');
    expect(textOf(ask('GET', 'https://one.test/x?page=1'))).toBe('first');
    expect(textOf(ask('POST', 'https://one.test/x', '{ "b": [2], "a": 1 }'))).toBe('posted');
    expect(textOf(ask('GET', 'https://two.test/x'))).toBe('elsewhere');
    expect(ask('POST', 'https://one.test/x', '{"a":2}').response?.status).toBe(404);
    expect(ask('DELETE', 'https://one.test/x').response?.status).toBe(404);
  });

  test('ignores parameters that vary in the recording itself', () => {
    const { ask } = against(
      recorded('GET', 'https://one.test/x?a=1&_=100', 'one'),
      recorded('GET', 'https://one.test/x?a=1&_=200', 'two'),
    );
    expect([1, 2, 3].map((time) => textOf(ask('GET', `https://one.test/x?_=${time}&a=1`)))).toEqual([
      'one',
      'two',
      'two',
    ]);
    const miss = jsonOf(ask('GET', 'https://one.test/x?a=3&_=300'));
    expect(miss).toMatchObject({
      code: 'replay/no-match',
      differs: { where: '/request/query/a', recorded: '1', received: '3' },
    });
  });

  test('says where a request comes nearest', () => {
    const { ask } = against(recorded('GET', 'https://one.test/a/b', 'x'));
    expect(jsonOf(ask('GET', 'https://one.test/a/c'))).toMatchObject({ differs: { where: '/request/path' } });
    expect(jsonOf(ask('POST', 'https://one.test/a/b'))).toMatchObject({
      differs: { where: '/request/method' },
    });
    expect(jsonOf(ask('GET', 'https://two.test/a/b'))).toMatchObject({ differs: { where: '/host' } });
    expect(jsonOf(ask('GET', 'https://three.test/'))).toMatchObject({ nearest: null, differs: null });
  });

  test('never gives a lost answer where there is a whole one', () => {
    const { ask } = against(
      recorded('GET', 'https://one.test/x', '', { lost: true }),
      recorded('GET', 'https://one.test/x', 'whole'),
    );
    expect(textOf(ask('GET', 'https://one.test/x'))).toBe('whole');
    const { ask: again } = against(recorded('GET', 'https://one.test/x', '', { lost: true }));
    expect(again('GET', 'https://one.test/x').response?.status).toBe(502);
  });
});
