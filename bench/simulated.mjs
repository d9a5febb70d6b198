/**
 * What the simulated backend costs: whole sessions a second of processor time, each a login and a hundred messages, in
 * process under virtual time; and what ten thousand held polls take. The virtual clock and the client below, which does
 * no more than it must, are part of the time.
 *
 *     npm run build && node bench/simulated.mjs [sessions, default 300] [rounds, default 3]
 */
import { Body } from '../dist/exchange.js';
import { inProcess, VirtualClock } from '../dist/protocol/drive.js';
import { wechat } from '../dist/protocol/wechat/index.js';

const [sessions = 300, rounds = 3] = process.argv.slice(2).map(Number);
const goal = 300;
const cgi = 'https://wx.qq.com/cgi-bin/mmwebwx-bin';
const push = 'https://webpush.wx.qq.com/cgi-bin/mmwebwx-bin';
const login = 'https://login.wx.qq.com';

const scenario = (messages, gap) =>
  JSON.stringify({
    phone: { scan: 100, confirm: 100 },
    events: Array.from({ length: messages }, (_, index) => ({
      after: 1000 + Math.floor(index / gap.size) * gap.ms,
      message: { from: index % 20, text: `message ${index} 你好 😄` },
    })),
  });

/** The least a client can do: no rows, no decoder, no cookie jar. */
class Client {
  constructor(effects) {
    this.effects = effects;
    this.cookie = [];
  }

  async send(method, url, body) {
    const headers = this.cookie;
    const { response } = await this.effects.send({
      method,
      url,
      headers,
      ...(body && { body: Body.ofText(body) }),
    });
    return response;
  }

  async text(method, url, body) {
    return (await this.send(method, url, body)).body.text();
  }

  /** A body that starts with the identity. */
  body(rest = '') {
    const { wxuin, wxsid, skey } = this.values;
    return `{"BaseRequest":{"Uin":${wxuin},"Sid":"${wxsid}","Skey":"${skey}","DeviceID":"e123456789012345"}${rest}}`;
  }

  async login() {
    const code = await this.text('GET', `${login}/jslogin?appid=wx782c26e4c19acffb&fun=new&lang=zh_CN`);
    const uuid = /"([^"]+)"/.exec(code)[1];
    let uri;
    for (let tip = 1; !uri; tip = 0) {
      const poll = `${login}/cgi-bin/mmwebwx-bin/login?loginicon=true&uuid=${uuid}&tip=${tip}`;
      uri = /redirect_uri="([^"]+)"/.exec(await this.text('GET', poll))?.[1];
    }
    const opened = await this.send('GET', `${uri}&fun=new&version=v2`);
    const cookies = opened.headers
      .filter(([name]) => name === 'Set-Cookie')
      .map(([, line]) => line.split(';')[0]);
    this.cookie = [['Cookie', cookies.join('; ')]];
    this.values = Object.fromEntries(
      [...opened.body.text().matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, key, value]) => [key, value]),
    );
    const init = await this.text('POST', `${cgi}/webwxinit?r=1`, this.body());
    this.key = keyOf(init);
    const user = /"User": \{\s*"Uin": \d+,\s*"UserName": "([^"]+)"/.exec(init)[1];
    const notify = this.body(`,"Code":3,"FromUserName":"${user}","ToUserName":"${user}","ClientMsgId":1`);
    await this.send('POST', `${cgi}/webwxstatusnotify`, notify);
    await this.send('GET', `${cgi}/webwxgetcontact?seq=0`);
  }

  async receive(wanted) {
    let received = 0;
    while (received < wanted) {
      const url = `${push}/synccheck?r=1&skey=x&sid=x&uin=1&deviceid=e1&synckey=${pairsOf(this.key)}&_=1`;
      const check = await this.text('GET', url);
      if (check.includes('selector:"0"')) continue;
      received += await this.pull();
    }
  }

  async pull() {
    const pull = await this.text(
      'POST',
      `${cgi}/webwxsync?sid=x`,
      this.body(`,"SyncKey":${this.key},"rr":1`),
    );
    this.key = keyOf(pull);
    return Number(/"AddMsgCount": (\d+)/.exec(pull)[1]);
  }
}

/** The text of SyncKey, which goes back as it came. */
function keyOf(text) {
  const start = text.indexOf('{', text.lastIndexOf('"SyncKey"'));
  return text.slice(start, text.indexOf('}', text.indexOf(']', start)) + 1);
}

/** Its pairs, as synccheck has them in its query. */
function pairsOf(key) {
  let text = '';
  for (let at = key.indexOf('"Key": '); at >= 0; at = key.indexOf('"Key": ', at)) {
    const middle = key.indexOf(',', at);
    const value = key.indexOf('"Val": ', middle) + 7;
    const end = key.indexOf('\n', value);
    text += `${text === '' ? '' : '%7C'}${key.slice(at + 7, middle)}_${key.slice(value, end)}`;
    at = end;
  }
  return text;
}

async function rate(gap) {
  const backend = await wechat.simulate(scenario(100, gap));
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const started = process.cpuUsage();
  for (let count = 0; count < sessions; count += 1) {
    const client = new Client(inProcess(backend, clock, { latency: 1 }));
    await client.login();
    await client.receive(101);
    await client.send('GET', `${cgi}/webwxlogout?type=0`);
  }
  const { user, system } = process.cpuUsage(started);
  return sessions / ((user + system) / 1e6);
}

async function holds(count) {
  const backend = await wechat.simulate('{"people":0,"rooms":0,"officials":0,"events":[]}');
  const client = new Client(inProcess(backend, new VirtualClock(0), { latency: 1 }));
  await client.login();
  // One pull, so that nothing waits.
  await client.pull();
  const request = {
    method: 'GET',
    url: `${push}/synccheck?synckey=${pairsOf(client.key)}`,
    headers: client.cookie,
  };
  const begun = 1e6;
  const started = performance.now();
  for (let index = 0; index < count; index += 1)
    backend.handle(request, { now: begun + index, wall: begun + index });
  const held = performance.now() - started;
  let released = 0;
  let wakes = 0;
  const woken = performance.now();
  while (released < count) {
    const due = backend.nextWake();
    released += backend.wake({ now: due, wall: due }).length;
    wakes += 1;
  }
  return { held, woken: performance.now() - woken, wakes };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
for (const [name, gap] of [
  ['messages ten at a time', { size: 10, ms: 500 }],
  ['messages one by one', { size: 1, ms: 500 }],
]) {
  await rate(gap);
  const rates = [];
  for (let round = 0; round < rounds; round += 1) rates.push(await rate(gap));
  const ratio = median(rates) / goal;
  console.log(
    `${name.padEnd(23)} ${median(rates).toFixed(0)} sessions per CPU second, ${ratio.toFixed(2)} of the goal of ${goal}`,
  );
}
const { held, woken, wakes } = await holds(10_000);
console.log(
  `10,000 held polls       ${held.toFixed(0)} ms to hold, ${woken.toFixed(0)} ms to release in ${wakes} wakes`,
);
