/** A small protocol of its own, in which the examples of the rules of drift are told. */
import { Body, type Exchange, type FailureCause } from '../../../src/exchange.ts';
import { endpoint } from '../../../src/protocol/endpoint.ts';
import { type Field, input, maybe } from '../../../src/protocol/field.ts';
import type { Protocol } from '../../../src/protocol/protocol.ts';
import { asShape, integer, list, object, optional, text } from '../../../src/protocol/shape.ts';
import type { Script } from '../../../src/replay/drift/rules/rule.ts';

const session = (key: string): Field => ({
  source: 'session',
  key,
  shape: asShape(text()),
  fill: ({ session: values }) => values[key],
});
const good = (name: string) => ({ name, ok: true, says: name });
const base = { host: 'shop', lane: 'shop', says: '' } as const;
const type = 'application/json';

const rows = [
  endpoint({
    ...base,
    name: 'knock',
    methods: ['POST'],
    path: '/knock',
    query: {},
    reply: { codec: 'json', type, shape: object({ code: integer(), ring: text({ feeds: 'ring' }) }) },
    code: { at: '/code', codes: { 0: good('rung') } },
    starts: { machine: 'visit', state: 'door' },
  }),
  endpoint({
    ...base,
    name: 'login',
    methods: ['POST'],
    path: '/login',
    query: { ring: maybe(session('ring')) },
    body: { codec: 'json', fields: { name: input('name', text()) } },
    reply: {
      codec: 'json',
      type,
      shape: object({
        code: integer(),
        token: optional(text({ feeds: 'token', pattern: /^[\w%<>/?=." -]*$/ })),
      }),
      cookies: { seat: 'seat' },
    },
    code: {
      at: '/code',
      codes: {
        0: good('inside'),
        7: { name: 'late', ok: false, says: 'closed' },
        9: { name: 'refused', ok: false, says: 'full' },
      },
    },
  }),
  endpoint({
    ...base,
    name: 'news',
    methods: ['GET'],
    path: '/news',
    query: { token: session('token') },
    reply: {
      codec: 'json',
      type,
      shape: object({
        code: integer(),
        time: optional(integer()),
        more: optional(integer({ event: 'news' })),
        count: optional(integer({ counts: 'items' })),
        items: optional(list(object({ kind: integer(), text: text() }))),
        sort: optional(text({ means: { a: 'one', b: 'other' } })),
        link: optional(text()),
      }),
    },
    code: { at: '/code', codes: { 0: good('quiet'), 2: good('busy') } },
    longPoll: { idle: 'quiet', hold: [20_000, 30_000] },
  }),
  endpoint({
    ...base,
    name: 'out',
    methods: ['POST'],
    path: '/out',
    query: {},
    reply: { codec: 'html', type: 'text/html', statuses: [200, 302], also: ['empty'], shape: object({}) },
  }),
];

const host = (name: string, family: string) => ({ name, role: 'shop', family, age: 'always' });
const anywhere = ['outside', 'door', 'inside', 'reading', 'busy'];

export const shop: Protocol = {
  name: 'shop',
  title: 'Shop',
  domains: ['shop.test'],
  hosts: [host('shop.test', 'one'), host('www.shop.test', 'two')],
  session: {
    ring: { shape: asShape(text()), identity: true, says: '' },
    token: { shape: asShape(text()), identity: true, says: '' },
    seat: { shape: asShape(text()), says: '' },
  },
  cookies: {},
  endpoints: rows,
  messages: [
    { kind: 'note', says: '', when: { kind: 1 } },
    { kind: 'song', says: '', when: { kind: 2 } },
  ],
  returns: {},
  machines: [
    {
      name: 'visit',
      start: 'outside',
      states: { outside: '', door: '', inside: '', reading: '', busy: '', refused: '', over: '' },
      ends: { refused: 9, over: 7 },
      lapses: ['over'],
      loops: [
        { kind: 'endless', endpoint: 'news', outcome: 'busy', times: 3, says: 'asked, and it was busy' },
      ],
      transitions: [
        { from: ['outside'], endpoint: 'knock', outcome: ['rung'], to: 'door' },
        { from: ['outside', 'door'], endpoint: 'login', outcome: ['inside'], to: 'inside' },
        { from: ['outside', 'door'], endpoint: 'login', outcome: ['refused'], to: 'refused' },
        { from: ['outside', 'door'], endpoint: 'login', outcome: ['late'], to: 'over' },
        { from: ['inside', 'reading', 'busy'], endpoint: 'news', outcome: ['quiet'], to: 'reading' },
        { from: anywhere, endpoint: 'news', outcome: ['busy'], to: 'busy' },
      ],
    },
  ],
  events: {},
  lanes: ['shop'],
  headers: () => [],
  derive: () => undefined,
};

/** Start of every conversation: 2026-03-01T08:00:00Z. */
const start = Date.UTC(2026, 2, 1, 8);

/** A conversation as the examples write it, as a recording; where it does not say, each takes its second. */
export function played(script: Script): Exchange[] {
  let at = start;
  return script.map(([request, reply, headers = {}, { after = 0.95, held = 0.05 } = {}], index) => {
    const [, method = '', target = '', body] = /^(\S+) (\S+)(?: (.*))?$/.exec(request)!;
    const [, status = '', answer = ''] = /^(\S+)(?: (.*))?$/s.exec(reply)!;
    const startedAt = at + after * 1000;
    at = startedAt + held * 1000;
    return {
      id: `e${index}`,
      startedAt,
      request: {
        method,
        url: target.startsWith('/') ? `https://shop.test${target}` : target,
        headers: [],
        ...(body !== undefined && { body: Body.ofText(body) }),
      },
      ...(/^\d+$/.test(status)
        ? {
            response: {
              status: Number(status),
              headers: Object.entries({ 'Content-Type': type, ...headers }),
              body: Body.ofText(answer),
            },
          }
        : { failure: { cause: status as FailureCause, message: status } }),
      timing: { total: held * 1000 },
    };
  });
}
