/** Holds what is printed to its JSON Schema. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decoder, type Event } from '../../src/decode/events.ts';
import { issuesOf } from '../../src/decode/issues.ts';
import { scenarioSchema, schemasFor } from '../../src/decode/schemas.ts';
import { TimelineBuilder } from '../../src/decode/timeline.ts';
import { Body, type Exchange } from '../../src/exchange.ts';
import { HarReader } from '../../src/har/read.ts';
import { codecs } from '../../src/protocol/codec/index.ts';
import { outcomesOf } from '../../src/protocol/endpoint.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { filled } from '../protocol/wechat/sample.ts';

const outputSchemas = schemasFor(wechat);
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validators = Object.fromEntries(
  Object.entries(outputSchemas).map(([name, schema]) => [name, ajv.compile(schema)]),
) as Record<keyof typeof outputSchemas, ValidateFunction>;

/** What is wrong with a value as it is printed; a oneOf is looked at by its type alone. */
function faults(name: keyof typeof outputSchemas, value: unknown): string[] {
  const printed: unknown = JSON.parse(JSON.stringify(value));
  const validate = validators[name];
  if (validate(printed)) return [];
  return (validate.errors ?? []).slice(0, 3).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function recordingsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.har'))
    .map((name) => join(folder, name));
}

/** Everything that decode and timeline say of a recording that departs from the schemas. */
async function faultsOf(path: string): Promise<{ events: number; faults: string[] }> {
  const reader = await HarReader.open(path);
  const decoder = new Decoder(wechat);
  const timeline = new TimelineBuilder();
  const found: string[] = [];
  let events = 0;
  try {
    for await (const { exchange } of reader.ordered()) {
      if (!exchange) continue;
      const decoded = decoder.decode(exchange);
      timeline.add(decoded);
      events += decoded.events.length;
      for (const event of decoded.events)
        found.push(...faults('events', event).map((fault) => `${exchange.id} ${event.type} ${fault}`));
      found.push(...undeclared(decoded.call));
    }
    found.push(...faults('timeline', timeline.build()));
  } finally {
    await reader.close();
  }
  return { events, faults: found };
}

/** Outcomes that a row gives and does not name. */
function undeclared({ endpoint, outcome }: ReturnType<Decoder['decode']>['call']): string[] {
  return !endpoint || outcomesOf(endpoint).includes(outcome.name)
    ? []
    : [`${endpoint.name} came to ${outcome.name}`];
}

describe('the schemas', () => {
  test.each(Object.keys(outputSchemas))(
    '%s is one of draft 2020-12 that a strict validator takes',
    (name) => {
      const schema = outputSchemas[name as keyof typeof outputSchemas];
      expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(ajv.validateSchema(schema)).toBe(true);
    },
  );

  test('say which types of event there are', () => {
    const types = (outputSchemas.events.oneOf as { title: string }[]).map(({ title }) => title);
    expect(types).toEqual([...Object.keys(wechat.events), 'failure', 'unknown']);
  });

  test('of a protocol without events know those that every recording has', () => {
    const { events } = schemasFor({ ...wechat, events: {}, machines: [] });
    expect((events.oneOf as unknown[]).length).toBe(2);
  });

  test('of a scenario takes and refuses what its reader does', async () => {
    const validate = ajv.compile(scenarioSchema(await wechat.scenario()));
    const reads = (scenario: unknown): Promise<boolean> =>
      wechat.simulate(JSON.stringify(scenario)).then(
        () => true,
        () => false,
      );
    for (const [scenario, good] of [
      [{}, true],
      [{ seed: 7, family: 'wx2', age: '2019-02-26', person: true }, true],
      [{ people: 3, rooms: [{ topic: 'a', members: 2 }], events: [{ after: 5, recall: 'last' }] }, true],
      [{ people: [{ name: 'Anna' }], phone: [{ ignore: true }, { scan: 1, confirm: 1 }] }, true],
      [{ people: -1 }, false],
      [{ people: [{}] }, false],
      [{ family: 'nowhere' }, false],
      [{ age: 'long ago' }, false],
      [{ events: [{ after: 'soon' }] }, false],
      [{ events: [{ after: 1, logout: 7 }] }, false],
      [{ unknown: 1 }, false],
      [[], false],
    ] as const)
      expect([scenario, validate(scenario), await reads(scenario)]).toEqual([scenario, good, good]);
  });

  const event = { at: '2026-03-01T00:00:00.000Z', type: 'login.qr', exchange: 'e0', state: 'qr', uuid: 'x' };
  test.each([
    ['an event', event, true],
    ['an event without a time', { ...event, at: null }, true],
    ['an event of a type that nobody knows', { ...event, type: 'login.magic' }, false],
    ['an event that lacks a field', { ...event, uuid: undefined }, false],
    ['an event with another field', { ...event, more: 1 }, false],
    ['an event in a state that there is not', { ...event, state: 'dreaming' }, false],
    ['an event with another time', { ...event, at: '2026-03-01 00:00' }, false],
  ])('take or refuse %s', (_, value, good) => {
    expect(faults('events', value).length === 0).toBe(good);
  });

  test('take what doctor prints', () => {
    const problem = { rule: 'file/truncated', entry: null, where: '/log', message: 'ends early' };
    const report = { file: 'a.har', entries: 2, lastGood: { entry: 1, offset: 512 }, problems: [problem] };
    expect(faults('doctor', report)).toEqual([]);
    expect(faults('doctor', { file: 'a.har', entries: 0, problems: [{ ...problem, entry: 3 }] })).toEqual([]);
    expect(faults('doctor', { ...report, problems: [{ rule: 'x' }] })).not.toEqual([]);
  });
});

describe('recordings in captures/', () => {
  const files = recordingsIn('captures/wechat');

  test('there are some', () => {
    expect(files.length).toBeGreaterThan(0);
  });

  test.each(files)('%s gives events and a timeline that fit', async (path) => {
    const { events, faults: found } = await faultsOf(path);
    expect(found).toEqual([]);
    expect(events).toBeGreaterThan(0);
  });
});

describe.skipIf(!existsSync('../shared/client-hars'))('recordings in ../shared/client-hars', () => {
  test.each(recordingsIn('../shared/client-hars'))(
    '%s gives events and a timeline that fit',
    async (path) => {
      const { faults: found } = await faultsOf(path);
      expect(found).toEqual([]);
    },
  );
});

describe('replies that are not what they should be', () => {
  const value = fc.anything({
    maxDepth: 2,
    values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)],
  });
  const hostile = fc.oneof(
    value,
    fc.constantFrom<unknown>({ toString: 1, valueOf: 1 }, ['constructor'], '__proto__'),
  );

  test.each(wechat.endpoints.map(({ name }) => name))('%s never throws, and its events fit', (name) => {
    const row = wechat.endpoints.find((one) => one.name === name)!;
    fc.assert(
      fc.property(replyOf(row.reply.shape, hostile), (reply) => {
        const body = Body.ofText(writeReply(row.reply.codec, reply));
        const found = decodeAlone(name, body);
        expect(found.flatMap((event) => faults('events', event))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

/** A value of the shape, parts of it replaced or left out. */
function replyOf(shape: Record<string, unknown>, hostile: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { type, properties, items, anyOf } = shape as {
    type?: string;
    properties?: Record<string, Record<string, unknown>>;
    items?: Record<string, unknown>;
    anyOf?: Record<string, unknown>[];
  };
  const good = (): fc.Arbitrary<unknown> => {
    if (anyOf) return fc.oneof(...anyOf.map((inner) => replyOf(inner, hostile)));
    if (type === 'object') {
      const parts = Object.entries(properties ?? {}).map(
        ([key, inner]) => [key, replyOf(inner, hostile)] as const,
      );
      return fc.record(Object.fromEntries(parts), { requiredKeys: [] });
    }
    if (type === 'array') return fc.array(replyOf(items ?? {}, hostile), { maxLength: 2 });
    if (type === 'integer') return fc.constantFrom(0, 1, 200, 408, 1101, 1203);
    return fc.constantFrom('', '0', '1', '200', '1101', 'text');
  };
  return fc.oneof({ weight: 8, arbitrary: good() }, { weight: 1, arbitrary: hostile });
}

function writeReply(codec: (typeof wechat.endpoints)[number]['reply']['codec'], value: unknown): string {
  if (codec === 'json') return JSON.stringify(value) ?? 'null';
  try {
    return codec === 'js' || codec === 'xml' ? codecs[codec].encode(value).text() : JSON.stringify(value);
  } catch {
    // No such body can carry it; a page comes instead.
    return '<html><title>gone</title></html>';
  }
}

function decodeAlone(name: string, body: Body): readonly Event[] {
  const request = filled(wechat.endpoints.find((row) => row.name === name)!);
  const exchange: Exchange = {
    id: 'e0',
    startedAt: 1772323200000,
    request,
    response: { status: 200, headers: [], body },
    timing: { total: 25_000 },
  };
  const decoder = new Decoder(wechat);
  const { call, events } = decoder.decode(exchange);
  expect(Array.isArray(issuesOf(call, decoder.table))).toBe(true);
  return events;
}
