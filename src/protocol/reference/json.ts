/** The reference as data. */
import { type Endpoint, outcomesOf } from '../endpoint.ts';
import { fieldLeaves } from '../field.ts';
import type { Machine, Protocol } from '../protocol.ts';
import { type Shape, toJsonSchema } from '../shape.ts';
import { type RequestField, requestFields } from './request-fields.ts';
import { sessionFlows } from './session-flow.ts';

/**
 * The whole table as JSON: functions left out, patterns as text. What has an order on the wire is a list or a
 * shape, everything else is sorted by name.
 */
export function renderJson(protocol: Protocol): string {
  return `${JSON.stringify(sorted(plainTable(protocol)), undefined, 2)}\n`;
}

function plainTable(protocol: Protocol): object {
  const flows = sessionFlows(protocol);
  const { name, title, domains, lanes, returns } = protocol;
  return {
    name,
    title,
    domains,
    lanes,
    returns,
    hosts: [...protocol.hosts].sort(byKeys('role', 'family', 'age', 'name')),
    session: mapValues(protocol.session, ({ shape, ...rest }, key) => ({
      ...rest,
      ...flows.get(key),
      shape: schema(shape),
    })),
    cookies: fieldLeaves(protocol.cookies).map(({ name: cookie, field }) =>
      plainField({ in: 'header', name: cookie, field }),
    ),
    endpoints: [...protocol.endpoints].sort(byKeys('name')).map(plainEndpoint),
    machines: protocol.machines.map(plainMachine),
    messages: protocol.messages.map(({ kind, says, when }) => ({ kind, says, when })),
    events: mapValues(protocol.events, (shape) => schema(shape)),
  };
}

function plainEndpoint(row: Endpoint): object {
  const { params, query, headers, body, reply, code, outcome, events, anomaly, ...rest } = row;
  const { shape, ...how } = reply;
  return {
    call: 'xhr',
    ...rest,
    outcomes: outcomesOf(row),
    ...(body && { bodyCodec: body.codec }),
    request: requestFields(row).map(plainField),
    reply: { ...how, shape: schema(shape) },
    ...(code && { code }),
  };
}

function plainField({ in: place, name, field }: RequestField): object {
  const { fill, shape, inner, ...rest } = field;
  return { ...rest, in: place, name, ...(inner && { json: true }), shape: schema(shape) };
}

function plainMachine({ enters, ...machine }: Machine): object {
  return { ...machine, ...(enters && { enters: Object.keys(enters).sort() }) };
}

/** A shape is marked so that its keys keep the order of the wire. */
class Ordered {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

const schema = (shape: Shape): Ordered => new Ordered(toJsonSchema(shape));

function sorted(value: unknown): unknown {
  if (value instanceof Ordered) return value.value;
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([, inner]) => inner !== undefined && typeof inner !== 'function',
  );
  return Object.fromEntries(
    entries.sort(([one], [other]) => compare(one, other)).map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Not by language, so that every machine sorts alike. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function byKeys<K extends string>(
  ...keys: readonly K[]
): (one: Readonly<Record<K, string>>, other: Readonly<Record<K, string>>) => number {
  return (one, other) => keys.map((key) => compare(one[key], other[key])).find((order) => order !== 0) ?? 0;
}

function mapValues<V>(
  record: Readonly<Record<string, V>>,
  change: (value: V, key: string) => unknown,
): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
