/** JSON Schema of what drift reads and writes. */
import { type JsonSchema, list, record } from '../../decode/json-schema.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { all } from './fields-json.ts';
import { endpointTallies, machineTallies } from './profile.ts';
import { formatVersion } from './profile-json.ts';
import { rules } from './rules/index.ts';
import { volatilities } from './volatility.ts';

export const driftSchemaNames = ['drift', 'baseline', 'accepted'] as const;

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const print = { type: 'string', pattern: '^[0-9a-f]{12}$' } as const;
const tally = { type: 'object', additionalProperties: count } as const;
const map = (values: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: values });

const pointer = {
  type: 'string',
  pattern: '^/',
  description: 'JSON Pointer into the exchange as decoded; `*` for the items of a list',
};
const exchanges = list({ type: 'string', description: '`e` and the index of the exchange in its recording' });
const ruleNames = [...rules.map(({ id }) => id), 'accepted-expired', 'accepted-stale'];

const finding = record(
  {
    rule: { enum: ruleNames },
    severity: { enum: ['break', 'warn', 'note'] },
    endpoint: text,
    where: pointer,
    message: text,
    baseline: text,
    observed: text,
    evidence: record({ baseline: exchanges, observed: exchanges }),
    consumers: list(record({ endpoint: text, field: pointer })),
    firstCause: { const: true },
    follows: { ...print, description: 'fingerprint of the finding that this one follows from' },
    fingerprint: { ...print, description: 'the same for the same change in other recordings' },
  },
  ['firstCause', 'follows'],
);

const report = record({
  findings: list(finding),
  summary: record({ break: count, warn: count, note: count, accepted: count }),
  coverage: record({ endpoints: list(text), states: list(text), notSeen: list(text) }),
});

const accepted = record({
  driftwire: { const: 'accepted' },
  version: { const: 1 },
  accepted: list(
    record(
      {
        fingerprint: print,
        rule: text,
        endpoint: text,
        where: pointer,
        message: text,
        reason: { type: 'string', minLength: 1 },
        by: text,
        until: {
          type: 'string',
          pattern: '^\\d{4}-\\d{2}-\\d{2}$',
          description: 'the last day on which it holds',
        },
      },
      ['until'],
    ),
  ),
});

const counts = {
  type: 'object',
  additionalProperties: { anyOf: [count, { const: all, description: 'as many as there are of the kind' }] },
} as const;
const fieldKeys = {
  types: counts,
  traits: counts,
  forms: counts,
  values: counts,
  distinct: count,
  echoes: count,
};
const field = record(
  {
    ...fieldKeys,
    course: { enum: ['rising', 'any'] },
    class: { enum: volatilities, description: 'how its value moves from call to call' },
  },
  [...Object.keys(fieldKeys), 'course', 'class'],
);
const fields = {
  ...map({ anyOf: [field, { type: 'null', description: 'the kind lacks what most have' }] }),
  description:
    'every field by its pointer; `* KIND` stands for the items of one kind, `**` for those of every kind that says nothing else',
};

function endpoint(): JsonSchema {
  const tallies = Object.fromEntries(endpointTallies.map((name) => [name, tally]));
  const reply = record({ calls: count, cookies: map(tally), body: fields }, ['cookies']);
  return record(
    { calls: count, recordings: count, ...tallies, request: fields, replies: map(reply) },
    endpointTallies,
  );
}

function machine(): JsonSchema {
  const tallies = Object.fromEntries(machineTallies.map((name) => [name, tally]));
  const closing = record({ count, calls: count, ms: count, from: tally });
  const reach = record({ flows: count, through: tally });
  return record(
    { flows: count, calls: count, ms: count, ...tallies, closings: map(closing), reaches: map(reach) },
    machineTallies,
  );
}

const baseline = ({ name, endpoints, machines }: Protocol): JsonSchema =>
  record({
    driftwire: { const: 'baseline' },
    version: { enum: [1, formatVersion] },
    protocol: { const: name },
    recordings: count,
    exchanges: count,
    endpoints: { ...map(endpoint()), propertyNames: { enum: endpoints.map((row) => row.name) } },
    machines: { ...map(machine()), propertyNames: { enum: machines.map((row) => row.name) } },
    strangers: map(record({ count, names: tally })),
    retries: tally,
  });

const dialect = 'https://json-schema.org/draft/2020-12/schema';

/** In draft 2020-12. */
export function driftSchema(name: (typeof driftSchemaNames)[number], protocol: Protocol): JsonSchema {
  const head = { $schema: dialect, $id: `urn:driftwire:${name}` };
  if (name === 'drift') return { ...head, title: 'The JSON of `driftwire drift`', ...report };
  if (name === 'accepted') return { ...head, title: 'What `driftwire accept` writes', ...accepted };
  return { ...head, title: 'What `driftwire baseline` writes', ...baseline(protocol) };
}
