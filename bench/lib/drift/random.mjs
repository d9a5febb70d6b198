/** Draws scenarios, habits and courses of a session from a seed. */

/** The same seed gives the same numbers. */
export function dice(lib, seed) {
  const drawn = new lib.Dice(`drift ${seed}`);
  const fraction = () => drawn.fraction();
  const upTo = (limit) => Math.floor(fraction() * limit);
  return { fraction, upTo, pick: (list) => list[upTo(list.length)], chance: (share) => fraction() < share };
}

const kinds = [
  'text',
  'image',
  'voice',
  'video',
  'emoticon',
  'link',
  'file',
  'location',
  'card',
  'system',
  'mini-program',
  'quote',
];

/** People, messages and times; `end`: how the session ends; `lapses`: QR codes that nobody scans before. */
export function randomScenario({ upTo, pick, chance }, { end, seed, lapses = 0 }) {
  const events = [];
  const count = upTo(14);
  const last = 20_000 + upTo(200_000);
  for (let index = 0; index < count; index++) {
    const after = upTo(last);
    if (chance(0.1)) events.push({ after, contact: { user: upTo(3), remark: `remark ${upTo(90)}` } });
    else
      events.push({
        after,
        message: {
          kind: pick(kinds),
          from: upTo(4),
          ...(chance(0.3) && { room: upTo(2) }),
          ...(chance(0.5) && {
            text: pick(['hello', '你好', 'https://example.org/a?b=1', '1772352000', '😀 ok', 'a & b < c']),
          }),
        },
      });
  }
  if (end === 'phone') events.push({ after: last + 1000 + upTo(60_000), logout: 1101 });
  return {
    seed,
    people: 5 + upTo(60),
    rooms: 2 + upTo(5),
    officials: 1 + upTo(6),
    phone: [
      ...Array.from({ length: lapses }, () => ({ ignore: true })),
      { scan: 500 + upTo(40_000), confirm: 500 + upTo(30_000) },
    ],
    events,
  };
}

/** How a client writes its requests (research/clients.md 5). */
export function randomHabits({ pick, chance, upTo }) {
  return {
    uin: pick(['number', 'text']),
    device: pick(['each', 'one', 'none']),
    keys: pick(['usual', 'sorted']),
    contentType: pick([
      'application/json',
      'application/json;charset=utf-8',
      'application/json; charset=utf-8',
      null,
    ]),
    localId: pick(['text', 'number']),
    rr: pick(['ms', 's', 'text']),
    r: pick(['ms', 's']),
    ticket: pick(['twice', 'once', 'none']),
    scene: chance(0.7),
    underscore: chance(0.5),
    redeem: pick(['', '&fun=new', '&fun=new&version=v2', '&version=v2']),
    method: pick(['GET', 'POST']),
    batch: pick(['room', 'encry', 'bare']),
    overlap: chance(0.4),
    notifies: 1 + upTo(2),
    tip: chance(0.7),
    pictures: chance(0.6),
    headers: chance(0.5) ? { 'X-Client': 'x', Referer: 'https://wx.qq.com/' } : {},
  };
}

/** A session in which a client does what it likes. */
export async function randomSession(client, { chance, upTo }, { end, length, lapses = 0 }) {
  for (let count = 0; count < lapses; count++)
    if (await client.login()) throw new Error('a code that nobody scans was confirmed');
  if (!(await client.login())) throw new Error('the login failed');
  await client.settle();
  if (chance(0.3)) await client.pull();
  const until = client.clock.now() + length;
  while (client.clock.now() < until) {
    await client.follow(Math.min(30_000, until - client.clock.now()));
    if (end === 'phone' && client.isClosed) break;
    if (chance(0.4)) await client.say(`hello ${upTo(1000)}`);
    if (chance(0.1)) await client.upload(100 + upTo(5000));
    if (chance(0.1)) await client.contacts();
  }
  if (end === 'client') await client.ask('webwxlogout', { type: '0' });
}
