/** Holds the OpenAPI document to the standard, and to the table. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import type { Protocol } from '../../../src/protocol/protocol.ts';
import { renderReference } from '../../../src/protocol/reference/index.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { small } from './small.ts';

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<string, { content: Record<string, Record<string, unknown>>; headers?: object }>;
  servers: { url: string }[];
  [extension: string]: unknown;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  servers: { url: string }[];
  [part: string]: unknown;
}
const documentOf = (protocol: Protocol): Document =>
  JSON.parse(renderReference(protocol, 'openapi')) as Document;
const document = documentOf(small);
const talk = document.paths['/talk/{room}']!.post!;

describe.each<[string, Protocol]>([
  ['small', small],
  ['wechat', wechat],
])('the document of %s', (_, protocol) => {
  const whole = documentOf(protocol);

  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(whole));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(whole.openapi).toMatch(/^3\.1\./);
  });

  test('has an operation for each method of each endpoint, each with an id of its own', () => {
    const operations = Object.values(whole.paths).flatMap((item) => Object.values(item));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(protocol.endpoints.flatMap(({ methods }) => methods).length);
    expect(ids).toEqual(expect.arrayContaining(protocol.endpoints.map(({ name }) => name)));
  });

  test('has a parameter for every step of a path', () => {
    for (const [path, item] of Object.entries(whole.paths)) {
      const steps = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(item)) {
        const inPath = parameters.filter((parameter) => parameter.in === 'path');
        expect(inPath.map(({ name }) => name)).toEqual(steps);
        expect(inPath.every(({ required }) => required)).toBe(true);
      }
    }
  });

  test('asks each endpoint at the hosts of its role', () => {
    for (const row of protocol.endpoints) {
      const operation = Object.values(whole.paths[row.path]!).find(
        ({ operationId }) => operationId === row.name,
      )!;
      const hosts = protocol.hosts
        .filter(({ role }) => role === row.host)
        .map(({ name }) => `https://${name}`);
      expect(operation.servers.map(({ url }) => url)).toEqual(hosts);
    }
  });
});

describe('an operation', () => {
  test('says where the value of each parameter comes from', () => {
    const { parameters } = talk;
    expect(parameters.find(({ name }) => name === 'v')).toEqual({
      name: 'v',
      in: 'query',
      required: true,
      schema: { type: 'integer', const: 2 },
      'x-source': 'constant',
    });
    expect(parameters.find(({ name }) => name === 'old')).toMatchObject({
      required: false,
      'x-source': 'session',
      'x-key': 'token',
      'x-secret': true,
      'x-seldom': true,
    });
    expect(parameters.find(({ name }) => name === 'X-Trace')).toMatchObject({
      in: 'header',
      required: false,
    });
  });

  test('has a body where the method carries one', () => {
    const { schema } = talk.requestBody!.content['application/x-www-form-urlencoded']!;
    expect(schema).toMatchObject({
      type: 'object',
      required: ['words', 'more'],
      properties: {
        words: { type: 'string', description: 'what is said', 'x-source': 'input', 'x-also': ['w'] },
        more: { type: 'string', contentMediaType: 'application/json', contentSchema: { required: ['t'] } },
      },
    });
    expect(document.paths['/talk/{room}']!.get!.requestBody).toBeUndefined();
  });

  test('has a response for every status, with what its values are for', () => {
    expect(Object.keys(talk.responses)).toEqual(['200', '202']);
    const reply = talk.responses['200']!;
    expect(reply.headers).toMatchObject({ 'Set-Cookie': { 'x-feeds': { tok: 'token' } } });
    expect(reply.content['application/json']).toMatchObject({
      'x-codec': 'json',
      'x-examples': ['{"code":0}'],
      schema: {
        type: 'object',
        required: ['code'],
        properties: {
          code: { type: 'integer', 'x-state': true, 'x-event': 'said' },
          next: { type: 'string', 'x-feeds': 'token', 'x-unlessEmpty': true, 'x-secret': true },
        },
      },
    });
  });

  test('says its codes, outcomes and holds', () => {
    expect(talk['x-codes']).toEqual({ at: '/code', codes: small.returns });
    expect(talk['x-outcomes']).toEqual(expect.arrayContaining(['fine', 'again', 'quiet']));
    expect(talk['x-lasting']).toBe(true);
    const { get: wait } = document.paths['/wait']!;
    expect(wait?.['x-long-poll']).toEqual({ idle: 'ok', holdMs: [1000, 2500] });
    expect(wait?.['x-follows']).toBe('made');
    expect(wait?.['x-call']).toBe('script');
  });

  test('needs the cookies of a session, or begins one without', () => {
    expect(talk.security).toEqual([{}, { tok: [] }]);
  });
});
