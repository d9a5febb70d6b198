/** JSON Schema of what the commands print, and of the scenarios that they read. */
import type { Protocol } from '../protocol/protocol.ts';
import type { Shape } from '../protocol/shape.ts';
import { type JsonSchema, list, record } from './json-schema.ts';
import { kinds, transforms } from './trace/transforms.ts';

/** Of which `schemasFor` gives the schemas. */
export const outputNames = ['events', 'timeline', 'trace', 'doctor'] as const;
export type OutputName = (typeof outputNames)[number];

const dialect = 'https://json-schema.org/draft/2020-12/schema';
const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const ms = { type: 'number' } as const;
const time = {
  type: ['string', 'null'],
  pattern: '^(?:[+-]\\d{2})?\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  description: 'ISO 8601, milliseconds; null where the recording has no time',
} as const;
const exchange = {
  type: 'string',
  description: '`e` and the index of the exchange in its recording',
} as const;

/** Keywords that bound a value. What is printed may depart from them, as recordings do; what is read may not. */
const bounds = ['pattern', 'minimum', 'maximum'] as const;

/** A shape of the table as plain JSON Schema; an object without keys is a map of any. */
function plain(shape: Shape, kept: readonly string[] = []): JsonSchema {
  const { type, enum: values, anyOf, items, properties, required, says } = shape;
  const keys = Object.entries((properties ?? {}) as Record<string, Shape>);
  const bounding = kept.filter((key) => shape[key] !== undefined).map((key) => [key, shape[key]]);
  return {
    ...(type !== undefined && { type }),
    ...(values !== undefined && { enum: values }),
    ...Object.fromEntries(bounding),
    ...(anyOf !== undefined && { anyOf: (anyOf as Shape[]).map((inner) => plain(inner, kept)) }),
    ...(items !== undefined && { items: plain(items as Shape, kept) }),
    ...(keys.length > 0 && {
      properties: Object.fromEntries(keys.map(([key, inner]) => [key, plain(inner, kept)])),
      required,
      additionalProperties: false,
    }),
    ...(says !== undefined && { description: says }),
  };
}

/** One line of `decode`: what every event has, with the fields of its type. */
function eventOf(type: string, own: JsonSchema, states: readonly string[]): JsonSchema {
  const { properties = {}, required = [] } = own as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  const common = {
    at: time,
    type: { const: type },
    exchange,
    state: { enum: [...states, null], description: 'state of its flow after it; null outside the protocol' },
  };
  const optional = Object.keys(properties).filter((key) => !required.includes(key));
  return { title: type, ...record({ ...common, ...properties }, optional) };
}

const causes = 'dns refused reset timeout tls aborted blocked protocol pending unknown'.split(' ');

function eventSchema(protocol: Protocol): JsonSchema {
  const states = [...new Set(protocol.machines.flatMap((machine) => Object.keys(machine.states)))];
  const outside = {
    failure: record({ cause: { enum: causes } }),
    unknown: record({ method: text, url: text, status: { type: 'integer' } }),
  };
  const own = Object.entries(protocol.events).map(([type, shape]): [string, JsonSchema] => [
    type,
    plain(shape),
  ]);
  return {
    oneOf: [...own, ...Object.entries(outside)].map(([type, fields]) => eventOf(type, fields, states)),
  };
}

function timelineSchema(protocol: Protocol): JsonSchema {
  const state = record({ state: text, from: time, to: time, exchange });
  const machine = { enum: protocol.machines.map(({ name }) => name) };
  const span = record({ exchange, endpoint: text, lane: text, start: time, ms, held: { const: true } }, [
    'held',
  ]);
  const counts = { exchanges: count, unknown: count, failures: count, events: count };
  return {
    ...record({
      flows: list(record({ id: text, machine, states: list(state), end: text })),
      spans: list(span),
      events: list({ $ref: '#/$defs/event' }),
      anomalies: list(record({ kind: text, at: time, exchange, message: text })),
      summary: record({ ...counts, from: time, to: time, ms }),
    }),
    $defs: { event: eventSchema(protocol) },
  };
}

function traceSchema(): JsonSchema {
  const pointer = { type: 'string', description: 'JSON Pointer into the exchange as decoded' };
  const place = record({ exchange, where: pointer });
  const named = (names: Readonly<Record<string, string>>): JsonSchema[] =>
    Object.entries(names).map(([name, description]) => ({ const: name, description }));
  const value = { ...text, description: 'as it stands in the request; only with --secrets' };
  const steps = { ...list({ oneOf: named(transforms) }), description: 'in order from `from` to `to`' };
  return record({
    values: list(
      record({ to: place, kind: { oneOf: named(kinds) }, from: place, transforms: steps, why: text, value }, [
        'from',
        'transforms',
        'value',
      ]),
    ),
    summary: record(Object.fromEntries(Object.keys(kinds).map((kind) => [kind, count]))),
  });
}

function doctorSchema(): JsonSchema {
  const entry = { type: ['integer', 'null'], description: 'index in log.entries; null for the whole file' };
  const where = {
    type: 'string',
    description: 'JSON Pointer inside the entry, or from the root of the file',
  };
  return record(
    {
      file: text,
      entries: count,
      lastGood: record({ entry: count, offset: { ...count, description: 'in bytes' } }),
      problems: list(record({ rule: text, entry, where, message: text })),
    },
    ['lastGood'],
  );
}

const named = (name: string, title: string, schema: JsonSchema): JsonSchema => ({
  $schema: dialect,
  $id: `urn:driftwire:${name}`,
  title,
  ...schema,
});

/** The schemas of everything printed about recordings of this protocol, in draft 2020-12. */
export function schemasFor(protocol: Protocol): Readonly<Record<OutputName, JsonSchema>> {
  return {
    events: named('events', 'One event, one line of `driftwire decode`', eventSchema(protocol)),
    timeline: named('timeline', 'The JSON of `driftwire timeline`', timelineSchema(protocol)),
    trace: named('trace', 'The JSON of `driftwire trace`', traceSchema()),
    doctor: named('doctor', 'The JSON of `driftwire doctor`', doctorSchema()),
  };
}

/** The schema of the scenarios that the simulation of a protocol reads; every key has a default. */
export const scenarioSchema = (shape: Shape): JsonSchema =>
  named('scenario', 'What `driftwire serve --simulate FILE` plays', plain(shape, bounds));
