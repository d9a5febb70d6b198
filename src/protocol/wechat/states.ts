/** The two state machines of WeChat Web as data (protocol.md 7.1, 7.2). */
import type { Machine } from '../protocol.ts';

const polling = ['qr', 'scanned', 'network-broken'];
/** A page that stays open may call an endpoint again at any later time. */
const loggedIn = ['ticket', 'initialised', 'online'];

export const loginMachine: Machine = {
  name: 'login',
  start: 'boot',
  states: {
    boot: 'nothing asked yet',
    'push-requested': 'a push login without QR was asked for',
    'need-uuid': 'no QR code yet',
    qr: 'the QR code is on screen',
    scanned: 'scanned, waiting for the confirm',
    confirmed: 'confirmed; the ticket is to be redeemed',
    ticket: 'session values received',
    initialised: 'account, chats and first position received',
    online: 'polling for changes',
    expired: 'the QR code has expired',
    cancelled: 'cancelled on the phone',
    refused: 'the account or the request was refused',
    'network-broken': 'no reply to a poll',
  },
  asides: ['network-broken'],
  ends: { expired: 400, cancelled: 202, refused: 1203 },
  lapses: ['expired'],
  alarms: { expired: 'qr-expired', refused: 'login-refused', 'network-broken': 'network-broken' },
  transitions: [
    { from: ['boot', 'need-uuid'], endpoint: 'jslogin', outcome: ['ready'], to: 'qr' },
    { from: ['boot', 'need-uuid'], endpoint: 'jslogin', outcome: ['refused'], to: 'need-uuid' },
    {
      from: ['boot', 'push-requested'],
      endpoint: 'webwxpushloginurl',
      outcome: ['asked'],
      to: 'scanned',
      says: 'the phone asks at once; there is nothing to scan',
    },
    {
      from: ['boot', 'push-requested'],
      endpoint: 'webwxpushloginurl',
      outcome: ['refused'],
      to: 'need-uuid',
    },
    { from: ['qr', 'network-broken'], endpoint: 'login', outcome: ['waiting'], to: 'qr' },
    { from: ['scanned'], endpoint: 'login', outcome: ['waiting'], to: 'scanned' },
    {
      from: polling,
      endpoint: 'login',
      outcome: ['scanned'],
      to: 'scanned',
      says: 'may repeat while tip is 1',
    },
    {
      from: polling,
      endpoint: 'login',
      outcome: ['confirmed'],
      to: 'confirmed',
      says: 'straight from the QR code where nobody polled between scan and confirm',
    },
    { from: polling, endpoint: 'login', outcome: ['cancelled'], to: 'cancelled' },
    { from: [...polling, 'expired'], endpoint: 'login', outcome: ['expired'], to: 'expired' },
    { from: polling, endpoint: 'login', outcome: ['failed'], to: 'network-broken' },
    { from: ['confirmed'], endpoint: 'webwxnewloginpage', outcome: ['opened'], to: 'ticket' },
    { from: ['confirmed', 'refused'], endpoint: 'webwxnewloginpage', outcome: ['refused'], to: 'refused' },
    { from: ['boot', ...loggedIn], endpoint: 'webwxinit', outcome: ['ok'], to: 'initialised' },
    { from: ['boot', ...loggedIn], endpoint: 'webwxinit', outcome: ['closed'], to: 'need-uuid' },
    { from: ['ticket'], endpoint: 'webwxinit', outcome: ['refused'], to: 'refused' },
    {
      from: ['initialised', 'online'],
      endpoint: 'webwxstatusnotify',
      outcome: ['ok'],
      to: 'online',
      says: 'the phone now shows the web session',
    },
    {
      from: ['initialised', 'online'],
      endpoint: 'synccheck',
      outcome: ['nothing', 'news'],
      to: 'online',
      says: 'syncing may start before the notify is answered',
    },
  ],
};

const open = ['ready', 'checking', 'pulling'];

export const syncMachine: Machine = {
  name: 'sync',
  start: 'ready',
  states: {
    ready: 'positions known, nothing asked yet',
    checking: 'a long poll for news is due or held',
    pulling: 'news was announced',
    closed: 'the session is over',
  },
  asides: ['ready', 'checking', 'pulling'],
  ends: { closed: 1101 },
  alarms: { closed: 'session-closed' },
  loops: [
    {
      kind: 'endless-selector',
      endpoint: 'webwxsync',
      outcome: 'empty',
      unchanged: '/SyncKey',
      endedBy: { endpoint: 'synccheck', outcome: 'nothing' },
      times: 3,
      says: 'pulled with the same position, and nothing came, though news was announced',
    },
  ],
  busy: { states: ['checking'], pauseMs: 10_000 },
  transitions: [
    {
      from: [...open, 'closed'],
      endpoint: 'webwxinit',
      outcome: ['ok'],
      to: 'ready',
      says: 'the page asks twice at start; bots ask again to recover',
    },
    { from: open, endpoint: 'synccheck', outcome: ['nothing'], to: 'checking' },
    { from: open, endpoint: 'synccheck', outcome: ['news'], to: 'pulling' },
    {
      from: open,
      endpoint: 'synccheck',
      outcome: ['error', 'limited', 'garbled', 'failed'],
      to: 'checking',
    },
    {
      from: open,
      endpoint: 'webwxsync',
      outcome: ['pulled', 'empty'],
      to: 'checking',
      says: 'some clients pull once before the first poll',
    },
    { from: open, endpoint: 'webwxsync', outcome: ['more'], to: 'pulling' },
    {
      from: open,
      endpoint: 'webwxsync',
      outcome: ['error', 'limited', 'refused', 'garbled', 'failed'],
      to: 'checking',
      says: 'the old position stays',
    },
    { from: [...open, 'closed'], endpoint: 'webwxlogout', outcome: ['ok'], to: 'closed' },
    { from: [...open, 'closed'], endpoint: '*', outcome: ['closed'], to: 'closed' },
  ],
};
