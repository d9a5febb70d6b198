/** WeChat Web as a protocol value. */
import type { Backend } from '../backend.ts';
import type { Endpoint, EventBody, Reading } from '../endpoint.ts';
import { maybe } from '../field.ts';
import type { Protocol } from '../protocol.ts';
import { asShape, type Shape } from '../shape.ts';
import { plan } from './client/index.ts';
import { retCodes } from './codes.ts';
import * as contacts from './contacts.ts';
import * as downloads from './downloads.ts';
import { eventShapes } from './events.ts';
import { session } from './fields.ts';
import { headers } from './headers.ts';
import { domains, hosts } from './hosts.ts';
import * as login from './login.ts';
import { messageKinds } from './messages.ts';
import * as rooms from './rooms.ts';
import * as send from './send.ts';
import * as sessions from './session.ts';
import { loginMachine, syncMachine } from './states.ts';
import * as sync from './sync.ts';
import * as ticket from './ticket.ts';
import * as uploads from './uploads.ts';
import { derive, sessionKeys } from './values.ts';

/** The session is over: the one event of a whole session that no single row owns. */
function closed(call: Reading): EventBody {
  if (call.endpoint?.name === 'webwxlogout')
    return { type: 'session.closed', by: 'client', meaning: 'logged out by this side' };
  const name = call.endpoint?.name === 'synccheck' ? 'retcode' : 'ret';
  const { code = '', meaning = '' } = call.outcome;
  return { type: 'session.closed', by: 'server', [name]: code, meaning };
}

/** Every row by a short name, with the types of its inputs. */
export const rows = {
  ...login,
  ...ticket,
  ...sessions,
  ...contacts,
  ...rooms,
  ...sync,
  ...send,
  ...uploads,
  ...downloads,
};

/** WeChat Web ("webwx"): its table, states, events, headers, client and simulation. */
export const wechat = {
  name: 'wechat',
  title: 'WeChat Web',
  domains,
  hosts,
  startPage: 'https://wx.qq.com/',
  session: sessionKeys,
  cookies: {
    wxuin: maybe(session('uin')),
    wxsid: maybe(session('sid')),
    webwx_data_ticket: maybe(session('dataTicket')),
    webwxuvid: maybe(session('uvid')),
    webwx_auth_ticket: maybe(session('authTicket')),
    /** Kept by the page's script for two days, for a push login. */
    last_wxuin: maybe(session('uin')),
  },
  endpoints: Object.values<Endpoint>(rows),
  messages: messageKinds,
  returns: retCodes,
  machines: [loginMachine, { ...syncMachine, enters: { closed } }],
  lanes: ['login', 'session', 'contacts', 'sync', 'messages', 'media'],
  events: eventShapes as unknown as Record<string, Shape>,
  headers,
  /** Loaded when it is asked for: a command that only reads recordings does without. */
  simulate: async (text?: string): Promise<Backend> => {
    const [{ SimulatedWechat }, { readScenario }] = await Promise.all([
      import('./simulated/backend.ts'),
      import('./simulated/scenario.ts'),
    ]);
    return new SimulatedWechat(wechat, text === undefined ? undefined : readScenario(text));
  },
  client: plan,
  scenario: async () => asShape((await import('./simulated/scenario-shape.ts')).scenarioShape),
  derive,
} satisfies Protocol;
