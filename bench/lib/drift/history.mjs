/** The changes that the protocol went through, each as a recording before and one after, with what drift must say. */
import { Client } from './client.mjs';

const minute = 60_000;
const quiet = { events: [] };
const one = (message) => ({
  events: [
    { after: 1000, message },
    { after: 90_000, logout: 1101 },
  ],
});
const shell = [
  ['extspam', 'token'],
  ['client-version', '2.0.0'],
];
const refusedLogin = { play: (client) => client.login() };

/** A session from the QR code to the phone's logout. */
async function session(client, { follow = 2.5 * minute, login = {} } = {}) {
  if (!(await client.login(login))) return;
  await client.settle();
  await client.follow(follow);
}

const finding = (severity, endpoint, where) => ({ severity, endpoint, where });
const ret = (endpoint) => finding('note', endpoint, '/response/body/BaseResponse/Ret');
const refused = finding('break', 'webwxnewloginpage', '/flow/refused');
const closed = finding('break', 'synccheck', '/flow/closed');

/** By change: the scenario, what the client does, and the finding that must come first. */
export const history = {
  D1: {
    scenario: { ...quiet, family: 'wx2' },
    async play(client) {
      client.hosts = { push: 'webpush.wx8.qq.com' };
      // The cookies are the family's own; this client sends them along by hand.
      await client.login();
      for (const [name, { value }] of [...client.jar]) client.jar.set(name, { value, domain: 'qq.com' });
      await client.follow(3 * minute);
    },
    finds: closed,
  },
  D2: { finds: finding('note', 'webwxsync', '/response/body/SyncCheckKey') },
  D3: {
    scenario: quiet,
    async play(client) {
      await client.login();
      await client.pull();
      for (let turn = 0; turn < 8; turn++) {
        delete client.session.syncCheckKey;
        if ((await client.check()).selector !== '0') await client.pull();
      }
    },
    finds: finding('break', 'webwxsync', '/flow/pulling'),
  },
  D4: {
    scenario: { ...quiet, family: 'wx2' },
    async play(client) {
      client.hosts = { push: 'webpush2.weixin.qq.com' };
      await client.login();
      for (const [name, { value }] of [...client.jar]) client.jar.set(name, { value, domain: 'qq.com' });
      await client.follow(3 * minute);
    },
    finds: closed,
  },
  D5: {
    scenario: quiet,
    async play(client) {
      client.habits = { ...client.habits, scene: false };
      await client.login();
      await client.say('hello');
    },
    finds: ret('webwxsendmsg'),
  },
  D6: {
    scenario: { ...quiet, hold: 1000 },
    async play(client) {
      await client.login();
      for (let turn = 0; turn < 40; turn++) await client.check();
    },
    finds: finding('break', 'synccheck', '/response/status'),
  },
  D7: {
    scenario: quiet,
    async play(client, lib) {
      await client.login();
      const edit = (request) => ({
        ...request,
        body: lib.Body.ofText(request.body.text().replace('"UploadType":2,', '')),
      });
      await client.upload(100, { edit });
    },
    finds: ret('webwxuploadmedia'),
  },
  D8: { finds: finding('note', 'webwxinit', '/response/body/ContactList/*/IsOwner') },
  D9: { scenario: { contactPage: 5 }, finds: finding('note', 'webwxgetcontact', '/response/body/Seq') },
  D10: {
    scenario: {
      events: [
        { after: 5000, message: { text: 'x' } },
        { after: 90_000, logout: 1101 },
      ],
    },
    async play(client) {
      await client.login();
      await client.check();
      await client.pull();
      await client.follow(2 * minute);
    },
    finds: finding('break', 'synccheck', '/response/status'),
  },
  D12: { ...refusedLogin, whole: true, finds: refused },
  D13: { ...refusedLogin, whole: true, finds: refused },
  D15: { finds: finding('note', 'webwxsync', '/response/body/AddMsgList/*/EncryFileName') },
  D16: {
    scenario: quiet,
    async play(client) {
      await client.login();
      const members = client.chats.filter(({ UserName }) => /^@[0-9a-f]{64}$/.test(UserName)).slice(0, 2);
      await client.ask('webwxcreatechatroom', {
        count: 2,
        members: members.map(({ UserName }) => ({ UserName })),
        topic: 'Tea',
      });
    },
    finds: finding('break', 'webwxcreatechatroom', '/response/body/BaseResponse'),
  },
  D17: {
    async play(client) {
      await client.code(`https://${client.host}/cgi-bin/mmwebwx-bin/webwxnewloginpage?mod=desktop`);
      await client.poll();
      await client.redeem();
      await client.init();
    },
    finds: finding('note', 'login', '/response/body/window.redirect_uri'),
  },
  D18: { ...refusedLogin, whole: true, finds: refused },
  D19: {
    scenario: { phone: { refuse: 'text' } },
    play: (client) => session(client, { login: { headers: shell } }),
    finds: finding('note', 'webwxnewloginpage', '/response/body/error/ret'),
  },
  D20: { ...refusedLogin, whole: true, finds: refused },
  D21: {
    scenario: quiet,
    async play(client) {
      await client.login();
      client.session.skey = '';
      await client.notify();
    },
    finds: ret('webwxstatusnotify'),
  },
  D22: { finds: finding('note', 'webwxinit', '/response/body/User/Uin') },
  D23: { finds: finding('note', 'webwxgetcontact', '/response/body/MemberList/*/AttrStatus') },
  D24: {
    whole: true,
    play: (client) => session(client, { login: { headers: shell } }),
    finds: finding('break', 'webwxnewloginpage', '/response/body/error/wxsid'),
  },
  D25: { ...refusedLogin, whole: true, finds: finding('break', 'webwxnewloginpage', '/response/body') },
  D27: { play: (client) => session(client, { login: { headers: shell } }), finds: refused },
  D29: {
    scenario: quiet,
    async play(client) {
      await client.login();
      await client.follow(200 * minute);
    },
    finds: closed,
  },
  D30: { finds: finding('break', 'webwxsync', '/response/body/SyncKey/Count'), pulls: true },
  D31: {
    scenario: one({ kind: 'system', from: 0 }),
    finds: finding('note', 'webwxsync', '/response/body/AddMsgList/*/Content'),
  },
  D32: {
    scenario: one({ kind: 'link', title: 'a' }),
    finds: finding('break', 'webwxsync', '/response/body/AddMsgList/*/Content'),
  },
  D33: { finds: finding('break', 'webwxinit', '/flow/refused') },
  D34: { ...refusedLogin, whole: true, finds: finding('break', 'webwxnewloginpage', '/response/body') },
  D35: {
    scenario: quiet,
    async play(client) {
      await client.login();
      await client.upload(600_000);
    },
    finds: finding('break', 'webwxuploadmedia', '/response/body/MediaId'),
  },
  D36: {
    scenario: one({ kind: 'location' }),
    finds: finding('note', 'webwxsync', '/response/body/AddMsgList/*/Url'),
  },
  D37: {
    scenario: quiet,
    async play(client) {
      await client.login();
      await client.say('x', client.session.userName);
    },
    finds: ret('webwxsendmsg'),
  },
  D38: {
    play: (client) => session(client, { login: { headers: shell } }),
    finds: closed,
  },
};

/** A session that pulls where nothing has come. */
async function pulling(client) {
  await client.login();
  await client.settle();
  await client.pull();
  await client.pull();
  await client.follow(2.5 * minute);
}

/** What the wire showed without the change (`isOn` false) or with it. */
export async function playChange(lib, id, isOn) {
  const { scenario = {}, play = session, whole, pulls } = history[id];
  const backend = new lib.SimulatedWechat(lib.wechat, lib.complete({ ...scenario, changes: { [id]: isOn } }));
  const host = scenario.family === 'wx2' ? 'wx2.qq.com' : 'wx.qq.com';
  const client = new Client(lib, backend, { host });
  // A refused login is told from one that went all the way.
  if (whole && !isOn) await session(client, { login: play === refusedLogin.play ? {} : { headers: shell } });
  else if (pulls) await pulling(client);
  else await play(client, lib);
  return client.exchanges;
}
