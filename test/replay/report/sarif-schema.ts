/** The part of SARIF 2.1.0 that a drift report uses, as a schema that allows nothing else. */

const text = { type: 'string' } as const;
const index = { type: 'integer', minimum: -1 } as const;
/** An object of these keys and no others; those of `must` are required. */
const record = (properties: Record<string, object>, must: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: must,
  additionalProperties: false,
});
const list = (items: object) => ({ type: 'array', items });
const message = record({ text, markdown: text, id: text }, ['text']);
const multiformat = record({ text, markdown: text }, ['text']);
const uriReference = { type: 'string', pattern: "^[A-Za-z0-9._~!$&'()*+,;=:@%/-]+$" };
const artifactLocation = record({ uri: uriReference, index });
const region = record({
  byteOffset: { type: 'integer', minimum: -1 },
  byteLength: { type: 'integer', minimum: 0 },
});

const result = record(
  {
    ruleId: text,
    ruleIndex: index,
    level: { enum: ['none', 'note', 'warning', 'error'] },
    message,
    locations: list(
      record({
        physicalLocation: record({ artifactLocation, region }, ['artifactLocation']),
        logicalLocations: list(record({ name: text, fullyQualifiedName: text, kind: text })),
      }),
    ),
    partialFingerprints: { type: 'object', additionalProperties: text },
    properties: { type: 'object' },
  },
  ['message'],
);

const rule = record(
  { id: text, shortDescription: multiformat, fullDescription: multiformat, help: multiformat },
  ['id'],
);
const driver = record({ name: text, version: text, rules: list(rule) }, ['name']);
const run = record(
  {
    tool: record({ driver }, ['driver']),
    artifacts: list(record({ location: artifactLocation })),
    results: list(result),
  },
  ['tool'],
);

export const sarifSchema = record({ $schema: text, version: { const: '2.1.0' }, runs: list(run) }, [
  'version',
  'runs',
]);
