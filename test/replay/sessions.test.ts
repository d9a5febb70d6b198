import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changed, converse, eventsOf, linesOf, served, textOf } from './rehearsal.ts';
import { newRun, type Run, smallClient } from './small-client.ts';

const credentials = [
  'uuid',
  'sid',
  'skey',
  'passTicket',
  'dataTicket',
  'authTicket',
  'uvid',
  'ticket',
  'uin',
] as const;

/** Every spelling in which a value of a session may show. */
function spellings(run: Run): string[] {
  const plain = credentials.map((key) => String(run.values[key] ?? '')).filter((value) => value.length > 4);
  return plain.flatMap((value) => [value, decodeURIComponent(value), encodeURIComponent(value)]);
}

describe('the values of a session', () => {
  test('are those of the recording, byte for byte, for the first caller', async () => {
    const { rehearsal, exchanges, of } = await served('logout-by-phone');
    rehearsal.perform(linesOf(exchanges).slice(0, 6)).finish();
    for (const [name, performed] of [
      ['jslogin', 1],
      ['login', 2],
      ['webwxnewloginpage', 5],
    ] as const)
      expect(textOf(rehearsal.done.find(({ id }) => id === `e${performed}`)!)).toBe(textOf(of(name)));
  });

  test('are others of the same form for a second caller, and the two never mix', async () => {
    const { rehearsal } = await served('logout-by-phone');
    const [one, other] = [newRun(), newRun()];
    converse(rehearsal, [smallClient(one), smallClient(other, { isPage: false })]);
    for (const run of [one, other]) expect(run.events.at(-1)?.type).toBe('session.closed');
    for (const key of credentials) {
      expect(String(other.values[key]), key).not.toBe(String(one.values[key]));
      expect(String(other.values[key]).length, key).toBe(String(one.values[key]).length);
    }
    for (const value of spellings(one)) expect(other.received, value).not.toContain(value);
    for (const value of spellings(other)) expect(one.received, value).not.toContain(value);
  });

  test('stay with their session however many callers are served in whatever order', async () => {
    const { exchanges } = await served('sync-every-message');
    const { RecordedBackend } = await import('../../src/replay/recorded.ts');
    const { wechat } = await import('../../src/protocol/wechat/index.ts');
    const { Rehearsal } = await import('./rehearsal.ts');
    const short = exchanges.slice(0, 30);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 20, maxLength: 120 }), (turns) => {
        const rehearsal = new Rehearsal(new RecordedBackend(short, { protocol: wechat }));
        const runs = [0, 1, 2, 3].map(() => newRun());
        const clients = runs.map((run) => smallClient(run, { polls: 3 }));
        const next = clients.map((client) => client.next());
        const begun = new Map<Run, number>();
        const ended = new Map<Run, number>();
        for (const turn of turns) {
          const { value, done } = next[turn]!;
          if (done || !value) continue;
          if (!begun.has(runs[turn]!)) begun.set(runs[turn]!, rehearsal.now);
          next[turn] = clients[turn]!.next(rehearsal.wait(value));
          if (next[turn]!.done) ended.set(runs[turn]!, rehearsal.now);
        }
        const isLongOver = (one: Run, other: Run): boolean =>
          begun.get(other)! - (ended.get(one) ?? Number.POSITIVE_INFINITY) >= 60_000;
        for (const run of begun.keys()) {
          for (const other of begun.keys()) {
            if (run === other || isLongOver(run, other) || isLongOver(other, run)) continue;
            for (const value of spellings(run)) expect(other.received).not.toContain(value);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  test('stay with a session that is over while its program still asks', async () => {
    const { rehearsal, of, exchanges } = await served('logout-by-phone');
    rehearsal.perform(linesOf(exchanges).slice(0, 28)).finish();
    const code = /retcode:"(\d+)"/.exec(textOf(of('synccheck', -1)))![1];
    const later = newRun();
    converse(rehearsal, [smallClient(later, { polls: 1 })]);
    expect(later.values.sid).toBeDefined();
    const init = textOf(rehearsal.wait(of('webwxinit').request));
    expect(init).toContain(`"Ret": ${code}`);
    for (const value of spellings(later)) expect(init).not.toContain(value);
    // In the end they are free again.
    rehearsal.to(rehearsal.now + 61_000);
    const last = newRun();
    converse(rehearsal, [smallClient(last, { agent: 'another', polls: 1 })]);
    expect(textOf(of('webwxnewloginpage'))).toContain(String(last.values.sid));
  });

  test('of another session are refused, with the field that gave it away', async () => {
    const { rehearsal, of } = await served('logout-by-phone');
    const runs = [newRun(), newRun()];
    converse(
      rehearsal,
      runs.map((run) => smallClient(run, { polls: 1 })),
    );
    const mixed = changed(of('webwxgetcontact').request, {
      '@crypt_48802d3e_e9debe0dfdff2142233ad8897d53571c': String(runs[1]!.values.skey),
    });
    const { response } = rehearsal.wait(mixed);
    expect(response?.status).toBe(404);
    const miss = JSON.parse(response?.body?.text() ?? '');
    expect(miss).toMatchObject({
      code: 'replay/no-match',
      nearest: 'e8',
      differs: { where: '/request/query/skey' },
    });
    expect(JSON.stringify(miss)).not.toContain(String(runs[1]!.values.skey));
    expect(miss.differs.received).toMatch(/^@cr…[0-9a-f]{4}$/);
  });
});

describe('a session that begins', () => {
  test('anew while another one is under way starts from the beginning', async () => {
    const { rehearsal, of } = await served('login-expiry-cancel-relogin');
    const starts = [0, 0, 0].map(() => textOf(rehearsal.wait(of('jslogin').request)));
    expect(new Set(starts).size).toBe(3);
    expect(starts[0]).toBe(textOf(of('jslogin')));
  });

  test('after the end of one is the next of the recording, for the same program', async () => {
    const { rehearsal } = await served('login-expiry-cancel-relogin');
    const ends = [0, 1, 2].map(() => {
      const run = newRun();
      converse(rehearsal, [smallClient(run, { polls: 4 })]);
      return run.events.at(-1)?.type;
    });
    expect(ends).toEqual(['login.expired', 'login.cancelled', 'session.closed']);
  });

  test('after the end of one starts from the beginning, for another program', async () => {
    const { rehearsal } = await served('login-expiry-cancel-relogin');
    for (const agent of ['one', 'other']) {
      const run = newRun();
      converse(rehearsal, [smallClient(run, { agent })]);
      expect(run.events.at(-1)?.type).toBe('login.expired');
    }
  });

  test('where the recording stops at a QR code goes on as the login before it', async () => {
    const { rehearsal } = await served('logout-by-phone');
    for (const expected of ['h-hW0yt8eQ==', undefined]) {
      const run = newRun();
      converse(rehearsal, [smallClient(run)]);
      if (expected) expect(run.values.uuid).toBe(expected);
      expect(run.events.map(({ type }) => type)).toContain('session.initialised');
      expect(run.events.at(-1)?.type).toBe('session.closed');
    }
  });

  test('with a kept session starts at webwxinit, with the values that its client brought', async () => {
    const { rehearsal, of } = await served('logout-by-phone');
    const init = changed(of('webwxinit').request, {
      'YSSLd31noZuLt+Wz': 'KeptSid012345678',
      '2652566766': '1234567890',
    });
    const { response, why } = rehearsal.wait(init);
    expect(why).toMatch(/^e6/);
    expect(response?.body?.text()).toContain('"Uin": 1234567890');
    const poll = changed(of('synccheck').request, {
      'YSSLd31noZuLt%2BWz': 'KeptSid012345678',
      'YSSLd31noZuLt+Wz': 'KeptSid012345678',
      '2652566766': '1234567890',
    });
    expect(textOf(rehearsal.wait(poll))).toBe('window.synccheck={retcode:"0",selector:"2"}');
  });

  test('in the middle of the recording is known by its recorded values', async () => {
    const { rehearsal, exchanges } = await served('logout-by-phone');
    const later = linesOf(exchanges).filter(
      ({ id }) => Number(id.slice(1)) >= 9 && Number(id.slice(1)) <= 27,
    );
    rehearsal.perform(later).finish();
    const types = eventsOf(rehearsal.done).map(({ type }) => type);
    expect(types.filter((type) => type === 'message.received').length).toBeGreaterThan(1);
    expect(rehearsal.done.every(({ response }) => response?.status === 200)).toBe(true);
  });
});
