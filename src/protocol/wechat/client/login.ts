/** What a client does to log in, to stay and to leave (protocol.md 7.1, 7.2). */
import { type LoginPlan, type Standing, type Step, type SyncPlan, step } from '../../client-plan.ts';
import * as rows from '../login.ts';
import { asText } from '../loose.ts';
import { init, statusnotify } from '../session.ts';
import { loginMachine, syncMachine } from '../states.ts';
import { sync, synccheck } from '../sync.ts';
import { logout, newloginpage } from '../ticket.ts';

/** Status that tells the phone of a new web session. */
const started = 3;
/** Desktop mode stands in the address that the phone's confirm leads to. */
const mode = (variant: string | undefined): string => (variant === 'desktop' ? '?mod=desktop' : '');

const poll = ({ calls }: Standing): Step => step(rows.login, { tip: calls === 0 ? '1' : '0' });

const has = (values: Standing['values'], ...names: string[]): boolean =>
  names.every((name) => asText(values[name]) !== '');

export const loginPlan: LoginPlan = {
  machine: loginMachine.name,
  fresh: 'need-uuid',
  again: ['expired', 'cancelled', 'need-uuid'],
  polling: ['qr', 'scanned', 'network-broken'],
  done: 'online',
  enough: 'initialised',
  refused: 'refused',
  steps: {
    'need-uuid': ({ main, variant }) => {
      const redirectUri = `https://${main}${newloginpage.path}${mode(variant)}`;
      return step(rows.jslogin, { redirectUri, lang: 'zh_CN' });
    },
    qr: poll,
    scanned: poll,
    'network-broken': poll,
    confirmed: () => step(newloginpage, {}),
    ticket: () => step(init, {}),
    initialised: ({ values }) => step(statusnotify, { code: started, to: asText(values.userName) }),
  },
  codeText: ({ uuid }) => `https://login.weixin.qq.com/l/${asText(uuid)}`,
  resume: ({ values }) => (has(values, 'sid', 'uin') ? step(init, {}) : undefined),
  position: ['syncKey', 'syncCheckKey'],
  push: ({ values }) => (has(values, 'uin', 'authTicket') ? step(rows.pushloginurl, {}) : undefined),
  lasting: ['uin', 'authTicket', 'uvid'],
  leave: () => step(logout, { type: '0' }),
};

export const syncPlan: SyncPlan = {
  machine: syncMachine.name,
  steps: {
    ready: () => step(synccheck, {}),
    checking: () => step(synccheck, {}),
    pulling: () => step(sync, {}),
  },
  usual: 'checking',
  // Since 2017-05, while a friend writes.
  garbled: 'pulling',
  closed: 'closed',
  more: 'more',
  empty: 'empty',
  position: 'syncKey',
  once: ['message.received', 'message.revoked'],
};
