/** A protocol small enough to know by heart, with texts that Markdown would misread. */
import { endpoint } from '../../../src/protocol/endpoint.ts';
import { constant, input, jsonText, maybe, random, seldom } from '../../../src/protocol/field.ts';
import type { Protocol } from '../../../src/protocol/protocol.ts';
import { asShape, either, integer, list, object, optional, text } from '../../../src/protocol/shape.ts';

const token = {
  source: 'session',
  key: 'token',
  shape: asShape(text({ pattern: /^[a|b]+$/ })),
  secret: true,
  fill: ({ session }: { session: Readonly<Record<string, unknown>> }) => session.token,
} as const;

const codes = {
  1: { name: 'again', ok: false, says: 'come *again* | later' },
  0: { name: 'fine', ok: true, says: 'fine' },
};

export const small = {
  name: 'small',
  title: 'Small <Talk>',
  domains: ['example.org'],
  hosts: [
    { name: 'b.example.org', role: 'api', family: 'b', age: 'now' },
    { name: 'a.example.org', role: 'api', family: 'a', age: 'now' },
    { name: 'live.example.org', role: 'live', family: 'a', age: 'now' },
  ],
  session: {
    token: {
      shape: asShape(text({ pattern: /^[a|b]+$/ })),
      secret: true,
      identity: true,
      says: 'who you are',
    },
    made: { shape: asShape(text()), says: 'made of others' },
  },
  cookies: { tok: token },
  endpoints: [
    endpoint({
      name: 'talk',
      says: 'Says `something` | <b>anything</b>.',
      methods: ['POST', 'GET'],
      host: 'api',
      path: '/talk/{room}',
      params: { room: input('room', text()) },
      query: { v: constant(2), t: token, old: seldom(token) },
      headers: { 'X-Trace': maybe(random(text(), () => 'x')) },
      body: {
        codec: 'form',
        fields: {
          words: input('words', text(), { also: ['w'], says: 'what is said' }),
          more: jsonText({ t: token }),
        },
      },
      reply: {
        codec: 'json',
        type: 'application/json',
        statuses: [200, 202],
        also: ['empty'],
        cookies: { tok: 'token' },
        examples: ['{"code":0}'],
        shape: object({
          code: integer({ state: true, event: 'said' }),
          heard: optional(
            list(object({ 'a/b': either(integer(), text()), flags: integer({ bits: { 1: 'loud' } }) }), {
              event: 'said',
            }),
          ),
          next: optional(text({ feeds: 'token', unlessEmpty: true, secret: true })),
        }),
      },
      code: { at: '/code', codes },
      outcomes: ['quiet'],
      starts: { machine: 'mood', state: 'calm' },
      lasting: true,
      lane: 'talk',
    }),
    endpoint({
      name: 'wait',
      says: 'Waits.',
      methods: ['GET'],
      host: 'live',
      path: '/wait',
      call: 'script',
      follows: 'made',
      query: {},
      reply: {
        codec: 'js',
        type: 'text/javascript',
        shape: object({ 'window.x': text({ means: { 0: 'none' } }) }),
      },
      longPoll: { idle: 'ok', hold: [1000, 2500] },
      lane: 'talk',
    }),
  ],
  messages: [{ kind: 'word', says: 'a word', when: { type: 1 } }],
  returns: codes,
  machines: [
    {
      name: 'mood',
      start: 'not-sure',
      states: { 'not-sure': 'nothing said', calm: 'all is well' },
      alarms: { calm: 'too-calm' },
      transitions: [
        { from: ['not-sure'], endpoint: 'talk', outcome: ['fine', 'quiet'], to: 'calm', says: 'at last' },
        { from: ['not-sure', 'calm'], endpoint: '*', outcome: ['again'], to: 'not-sure' },
        { from: ['calm'], endpoint: 'wait', outcome: ['ok'], to: 'calm' },
      ],
      loops: [{ kind: 'chatter', endpoint: 'talk', outcome: 'again', times: 3, says: 'nobody listens' }],
      busy: { states: ['calm'], pauseMs: 5000 },
      enters: { calm: () => ({ type: 'said' }) },
    },
  ],
  events: {
    said: asShape(object({ text: text(), loud: optional(text({ secret: true })) })),
    hush: asShape(object({})),
  },
  lanes: ['talk'],
  headers: () => [],
  derive: () => undefined,
} satisfies Protocol;
