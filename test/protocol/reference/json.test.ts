/** Holds the reference as data to being all of the table, in one order. */
import { describe, expect, test } from 'vitest';
import { renderReference } from '../../../src/protocol/reference/index.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { small } from './small.ts';

interface Reference {
  endpoints: {
    name: string;
    request: { name: string; in: string; source: string }[];
    reply: { shape: unknown };
  }[];
  [part: string]: unknown;
}
const data = (text: string): Reference => JSON.parse(text) as Reference;
const reference = data(renderReference(small, 'json'));

describe('the reference as data', () => {
  test('has the parts of the table, sorted by name', () => {
    expect(Object.keys(reference)).toEqual([
      'cookies',
      'domains',
      'endpoints',
      'events',
      'hosts',
      'lanes',
      'machines',
      'messages',
      'name',
      'returns',
      'session',
      'title',
    ]);
  });

  test('has patterns as text and no functions', () => {
    expect(reference.session).toEqual({
      made: {
        from: [],
        says: 'made of others',
        shape: { type: 'string' },
        to: [{ endpoint: 'wait', where: 'URL' }],
      },
      token: {
        from: ['talk /next', 'talk Set-Cookie: tok'],
        identity: true,
        says: 'who you are',
        secret: true,
        shape: { type: 'string', pattern: '^[a|b]+$' },
        to: [
          { endpoint: 'talk', where: 'query t' },
          { endpoint: 'talk', where: 'body /more/t' },
          { endpoint: '', where: 'Cookie: tok' },
        ],
      },
    });
  });

  test('keeps the order of the wire where there is one', () => {
    const talk = reference.endpoints.find(({ name }) => name === 'talk')!;
    expect(talk.request.map((field) => `${field.in} ${field.name} ${field.source}`)).toEqual([
      'path room input',
      'query v constant',
      'query t session',
      'query old session',
      'header X-Trace random',
      'body /words input',
      'body /more random',
      'body /more/t session',
    ]);
    expect(Object.keys((talk.reply.shape as { properties: object }).properties)).toEqual([
      'code',
      'heard',
      'next',
    ]);
  });

  test('sorts what has none: the order of the rows in the table does not show', () => {
    const turned = { ...small, endpoints: [...small.endpoints].reverse(), hosts: [...small.hosts].reverse() };
    const { session: _, ...rest } = data(renderReference(turned, 'json'));
    const { session: __, ...same } = reference;
    expect(rest).toEqual(same);
    expect(JSON.stringify(rest)).toBe(JSON.stringify(same));
  });

  test('names all of a real protocol', () => {
    const { endpoints, events, messages } = data(renderReference(wechat, 'json'));
    expect(endpoints.map(({ name }) => name)).toEqual(wechat.endpoints.map(({ name }) => name).sort());
    expect(Object.keys(events as object)).toEqual(Object.keys(wechat.events).sort());
    expect(messages).toHaveLength(wechat.messages.length);
  });

  test('is the same every time, and ends with a line end', () => {
    const text = renderReference(wechat, 'json');
    expect(renderReference(wechat, 'json')).toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
  });
});
