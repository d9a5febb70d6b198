/** Rows that open a session with the ticket of a login, and end it (protocol.md 2). */
import { type EventBody, endpoint, type Outcome, type Reading } from '../endpoint.ts';
import { constant, input, maybe, seldom } from '../field.ts';
import { boolean, object, optional, text } from '../shape.ts';
import { ticketCodes } from './codes.ts';
import { appended, desktopOnly, language, session } from './fields.ts';
import { formats } from './formats.ts';
import { asText } from './loose.ts';
import { refusal } from './refusal.ts';
import { cgi } from './replies.ts';

const ticketValues = { sid: ['wxsid', 'wxsid'], uin: ['wxuin', 'wxuin'] } as const;
const fromXmlOrCookie = (call: Reading, key: keyof typeof ticketValues): string => {
  const [element, cookie] = ticketValues[key];
  const value = call.got(`/error/${element}`);
  if (typeof value === 'string' && value !== '') return value;
  return call.setCookies().find(({ name }) => name === cookie)?.value ?? '';
};

function ticketOutcome(call: Reading, base: Outcome): Outcome {
  const { response } = call.exchange;
  if (!response) return base;
  // A server in trouble refuses nobody.
  if (response.status >= 500)
    return { name: 'garbled', ok: false, code: response.status, meaning: 'the server failed' };
  const ret = call.got('/error/ret');
  if (ret !== undefined && asText(ret) !== '0') return base;
  if (fromXmlOrCookie(call, 'sid') !== '')
    return { name: 'opened', ok: true, code: 0, meaning: 'session opened' };
  return {
    name: 'refused',
    ok: false,
    ...(ret !== undefined && { code: asText(ret) }),
    meaning: refusal(call).message || 'no wxsid in the reply',
  };
}

function ticketEvent(call: Reading): EventBody {
  if (!call.outcome.ok) return { type: 'session.refused', ...refusal(call) };
  const cookies: [string, string][] = call.setCookies().map(({ name, value }) => [name, value]);
  return {
    type: 'session.opened',
    uin: fromXmlOrCookie(call, 'uin'),
    sid: fromXmlOrCookie(call, 'sid'),
    skey: asText(call.got('/error/skey')),
    passTicket: asText(call.got('/error/pass_ticket')),
    cookies: Object.fromEntries(cookies),
  };
}

export const newloginpage = endpoint({
  name: 'webwxnewloginpage',
  says: 'Redeems the ticket of redirect_uri for the session values and cookies.',
  methods: ['GET'],
  host: 'main',
  path: `${cgi}/webwxnewloginpage`,
  follows: 'redirectUri',
  query: {
    ticket: session('ticket', { spelling: 'raw' }),
    uuid: session('uuid', { spelling: 'raw' }),
    lang: language,
    scan: session('scan'),
    fun: maybe(constant('new', { says: 'asks for XML; without it the answer is a 301' })),
    version: maybe(constant('v2')),
    mod: desktopOnly('desktop', 'desktop mode'),
    // Redirects of 2015 carried two more keys.
    vcdataticket: seldom(input('vcDataTicket', text())),
    vccdtstr: seldom(input('vccdtstr', text())),
  },
  headers: {
    'client-version': seldom(input('clientVersion', text())),
    extspam: seldom(
      input('extspam', text(), { says: 'opaque; sent by desktop shells and bots, never by the page' }),
    ),
  },
  reply: {
    codec: 'xml',
    type: 'text/plain;charset=utf-8',
    statuses: [200, 301],
    status: (request) => (request.param('fun') === 'new' ? 200 : 301),
    leadsTo: '/',
    // A navigation is sent on to the index page, its values in cookies alone.
    also: ['empty'],
    shape: object({
      error: object({
        ret: text({ pattern: /^-?\d+$/, state: true, event: 'session.refused' }),
        message: optional(text({ event: 'session.refused' })),
        skey: optional(text({ feeds: 'skey', pattern: formats.skey, event: 'session.opened', secret: true })),
        wxsid: optional(
          text({ feeds: 'sid', pattern: formats.sid, state: true, event: 'session.opened', secret: true }),
        ),
        wxuin: optional(text({ feeds: 'uin', pattern: formats.uin, event: 'session.opened', secret: true })),
        pass_ticket: optional(
          text({ feeds: 'passTicket', pattern: formats.passTicket, event: 'session.opened', secret: true }),
        ),
        isgrayscale: optional(text()),
        redirecturl: optional(text({ sometimes: true, says: 'sent instead of the values: go there' })),
        script: optional(text({ sometimes: true, says: 'legacy' })),
      }),
    }),
    cookies: {
      wxuin: 'uin',
      wxsid: 'sid',
      webwx_data_ticket: 'dataTicket',
      webwxuvid: 'uvid',
      webwx_auth_ticket: 'authTicket',
    },
    examples: [
      '<error><ret>0</ret><message></message><skey>@crypt_0_0</skey><wxsid>A</wxsid><wxuin>1</wxuin><pass_ticket>B</pass_ticket><isgrayscale>1</isgrayscale></error>',
    ],
  },
  code: { at: '/error/ret', codes: ticketCodes },
  outcome: ticketOutcome,
  machine: 'login',
  lane: 'login',
  events: (call) => (call.exchange.response ? [ticketEvent(call)] : []),
});

export const logout = endpoint({
  name: 'webwxlogout',
  says: 'Ends the session; the page navigates here with a form.',
  methods: ['POST', 'GET'],
  host: 'main',
  path: `${cgi}/webwxlogout`,
  call: 'form',
  query: {
    redirect: constant(1),
    type: input(
      'type',
      text({ values: ['0', '1'], says: '0 by the user or after 1100, 1 after 1101, 1102, 1205' }),
    ),
    skey: session('skey', { shape: text() }),
    lang: seldom(appended.lang),
    pass_ticket: seldom(appended.pass_ticket),
  },
  body: { codec: 'form', fields: { sid: maybe(session('sid')), uin: maybe(session('uin')) } },
  reply: {
    codec: 'html',
    type: 'text/html',
    statuses: [200, 301, 302],
    status: () => 301,
    leadsTo: '/',
    also: ['empty', 'json', 'text'],
    shape: object({ title: optional(text()), text: optional(text()), isLogin: optional(boolean()) }),
  },
  lane: 'session',
});
