/** Holds the reading of requests to the names and kinds that their row gives. */
import { describe, expect, test } from 'vitest';
import { Body, type WireRequest } from '../../src/exchange.ts';
import { readFields, readInput, readSession } from '../../src/protocol/read.ts';
import { RequestView } from '../../src/protocol/request.ts';
import { Table } from '../../src/protocol/table.ts';
import { small } from './reference/small.ts';

const table = new Table(small);
const view = (request: Partial<WireRequest>): RequestView =>
  new RequestView(
    { method: 'POST', url: 'https://a.example.org/talk/r%201?v=2&t=ab', headers: [], ...request },
    table,
  );

describe('the values of a request', () => {
  test('are found in path, query, headers and body', () => {
    const read = view({
      headers: [['x-trace', 'z']],
      body: Body.ofText('words=hi+there&more=%7B%22t%22%3A%22b%22%7D'),
    });
    expect([...readFields(read)].map(({ where, value }) => `${where} = ${value}`)).toEqual([
      '/request/path/room = r 1',
      '/request/query/v = 2',
      '/request/query/t = ab',
      '/request/headers/X-Trace = z',
      '/request/body/words = hi there',
      '/request/body/more = {"t":"b"}',
      '/request/body/more/t = b',
    ]);
    expect(readInput(read)).toEqual({ room: 'r 1', words: 'hi there' });
    expect(readSession(read)).toEqual({ token: 'b' });
  });

  test('of whole numbers are numbers where they are whole', () => {
    const value = (v: string) =>
      [...readFields(view({ url: `https://a.example.org/talk/x?v=${v}` }))].find(({ where }) =>
        where.endsWith('/v'),
      )?.value;
    expect(value('2')).toBe(2);
    expect(value('x')).toBe('x');
    expect(value('12345678901234567890')).toBe('12345678901234567890');
  });

  test('are none outside the table, and without a body only the others', () => {
    expect([...readFields(view({ url: 'https://example.com/talk/x' }))]).toEqual([]);
    expect(readInput(view({}))).toEqual({ room: 'r 1' });
    expect(readInput(view({ body: Body.ofText('<html>') }))).toEqual({ room: 'r 1' });
  });
});
