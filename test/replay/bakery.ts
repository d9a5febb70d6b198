/** A protocol that is not WeChat: one orders, waits for the oven, comes in, and takes loaves until the shop closes. */
import { Body, type Exchange } from '../../src/exchange.ts';
import { endpoint } from '../../src/protocol/endpoint.ts';
import { constant, type Field, input } from '../../src/protocol/field.ts';
import type { Protocol } from '../../src/protocol/protocol.ts';
import { asShape, integer, list, object, text } from '../../src/protocol/shape.ts';

const session = (key: string, shape = asShape(text())): Field => ({
  source: 'session',
  key,
  shape,
  fill: ({ session: values }) => values[key],
});
const mark = (use = {}) => object({ n: integer() }, use);
const done = (name: string) => ({
  0: { name, ok: true, says: name },
  9: { name: 'shut', ok: false, says: 'the shop is shut' },
});
const json = <P extends Record<string, ReturnType<typeof text>>>(properties: P) =>
  ({ codec: 'json', type: 'application/json', shape: object({ code: integer(), ...properties }) }) as const;
const base = { host: 'shop', lane: 'shop', says: '' } as const;
const code = (name: string) => ({ at: '/code', codes: done(name) });

const rows = [
  endpoint({
    ...base,
    name: 'order',
    methods: ['POST'],
    path: '/order',
    query: {},
    body: { codec: 'json', fields: { bread: input('bread', text()), shop: constant('bakery') } },
    reply: json({ ticket: text({ feeds: 'ticket' }) }),
    code: code('ordered'),
    starts: { machine: 'door', state: 'waiting' },
  }),
  endpoint({
    ...base,
    name: 'oven',
    methods: ['GET'],
    path: '/oven',
    query: { ticket: session('ticket') },
    reply: json({}),
    code: {
      at: '/code',
      codes: { 0: { name: 'ready', ok: true, says: '' }, 1: { name: 'baking', ok: true, says: '' } },
    },
    longPoll: { idle: 'baking', hold: [1000, 3000] },
    machine: 'door',
  }),
  endpoint({
    ...base,
    name: 'enter',
    methods: ['POST'],
    path: '/enter',
    query: { ticket: session('ticket') },
    reply: {
      ...json({ badge: text({ feeds: 'badge' }) }),
      shape: object({ code: integer(), badge: text({ feeds: 'badge' }), mark: mark({ feeds: 'mark' }) }),
    },
    code: code('inside'),
    machine: 'door',
  }),
  endpoint({
    ...base,
    name: 'bell',
    methods: ['GET'],
    path: '/bell',
    query: { badge: session('badge'), mark: session('mark', asShape(mark())) },
    reply: json({}),
    code: {
      at: '/code',
      codes: {
        0: { name: 'quiet', ok: true, says: '' },
        1: { name: 'rung', ok: true, says: '' },
        9: { name: 'shut', ok: false, says: '' },
      },
    },
    longPoll: { idle: 'quiet', hold: [1000, 3000] },
    machine: 'counter',
  }),
  endpoint({
    ...base,
    name: 'take',
    methods: ['POST'],
    path: '/take',
    query: { badge: session('badge') },
    body: { codec: 'json', fields: { mark: session('mark', asShape(mark())) } },
    reply: {
      codec: 'json',
      type: 'application/json',
      shape: object({
        code: integer(),
        loaves: list(object({ bread: text(), bakedAt: integer({ dated: 'ms' }) })),
        mark: mark({ feeds: 'mark' }),
      }),
    },
    code: code('taken'),
    machine: 'counter',
  }),
  endpoint({
    ...base,
    name: 'praise',
    methods: ['POST'],
    path: '/praise',
    query: { badge: session('badge') },
    body: { codec: 'json', fields: { words: input('words', text()) } },
    reply: json({}),
    code: code('heard'),
    lasting: true,
  }),
];

export const bakery: Protocol = {
  name: 'bakery',
  title: 'Bakery',
  domains: ['bread.test'],
  hosts: [{ name: 'bread.test', role: 'shop', family: 'one', age: 'always' }],
  session: {
    ticket: { shape: asShape(text()), identity: true, says: '' },
    badge: { shape: asShape(text()), identity: true, secret: true, says: '' },
    mark: { shape: asShape(mark()), says: '' },
  },
  cookies: {},
  endpoints: rows,
  messages: [],
  returns: {},
  machines: [
    {
      name: 'door',
      start: 'outside',
      states: { outside: '', waiting: '', ready: '', inside: '' },
      transitions: [
        { from: ['outside', 'waiting'], endpoint: 'order', outcome: ['ordered'], to: 'waiting' },
        { from: ['waiting'], endpoint: 'oven', outcome: ['baking'], to: 'waiting' },
        { from: ['waiting'], endpoint: 'oven', outcome: ['ready'], to: 'ready' },
        { from: ['ready'], endpoint: 'enter', outcome: ['inside'], to: 'inside' },
      ],
    },
    {
      name: 'counter',
      start: 'open',
      states: { open: '', rung: '', shut: '' },
      ends: { shut: 9 },
      transitions: [
        { from: ['open'], endpoint: 'bell', outcome: ['quiet'], to: 'open' },
        { from: ['open'], endpoint: 'bell', outcome: ['rung'], to: 'rung' },
        { from: ['open', 'rung'], endpoint: 'take', outcome: ['taken'], to: 'open' },
        { from: ['open', 'rung', 'shut'], endpoint: '*', outcome: ['shut'], to: 'shut' },
      ],
    },
  ],
  events: {},
  lanes: ['shop'],
  headers: () => [],
  derive: () => undefined,
};

export const ticket = 'ticket-4711-abCD';
export const badge = 'badge-0815-xyZW';
const recordedAt = Date.UTC(2026, 0, 2);

/** A visit: one poll while it bakes, two loaves, and the shop closes. */
export function visit(): Exchange[] {
  let at = recordedAt;
  let count = 0;
  const say = (method: string, path: string, reply: object, took: number, body?: object): Exchange => {
    const exchange: Exchange = {
      id: `e${count++}`,
      startedAt: at,
      request: {
        method,
        url: `https://bread.test${path}`,
        headers: [],
        ...(body && { body: Body.ofText(JSON.stringify(body)) }),
      },
      response: {
        status: 200,
        headers: [['Content-Type', 'application/json']],
        body: Body.ofText(JSON.stringify(reply)),
      },
      timing: { total: took },
    };
    at += took + 10;
    return exchange;
  };
  const marked = (n: number): string => encodeURIComponent(JSON.stringify({ n }));
  return [
    say('POST', '/order', { code: 0, ticket }, 20, { bread: 'rye', shop: 'bakery' }),
    say('GET', `/oven?ticket=${ticket}`, { code: 1 }, 2000),
    say('GET', `/oven?ticket=${ticket}`, { code: 0 }, 700),
    say('POST', `/enter?ticket=${ticket}`, { code: 0, badge, mark: { n: 1 } }, 20),
    say('GET', `/bell?badge=${badge}&mark=${marked(1)}`, { code: 1 }, 900),
    say(
      'POST',
      `/take?badge=${badge}`,
      { code: 0, loaves: [{ bread: 'rye', bakedAt: at }], mark: { n: 2 } },
      20,
      { mark: { n: 1 } },
    ),
    say('POST', `/praise?badge=${badge}`, { code: 0 }, 20, { words: 'fine bread' }),
    say('GET', `/bell?badge=${badge}&mark=${marked(2)}`, { code: 9 }, 1500),
  ];
}
