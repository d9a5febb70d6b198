/** `driftwire login`, as the real executable, over real sockets and TLS. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Har } from 'har-format';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, driftwire, interrupted, lines } from './driftwire.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-login-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const typesOf = (stdout: string): string[] => lines(stdout).map(({ type }) => String(type));

describe('driftwire login', () => {
  test('against the simulation goes from the code to the logout, and leaves a recording of it', () => {
    const out = join(folder, 'simulated.har');
    const session = join(folder, 'session.json');
    const ran = driftwire(
      ['login', '--against', 'simulated', '--pace', 'x50', '-o', out, '--session', session].concat([
        '--send',
        'filehelper=你好',
      ]),
    );
    expect(ran.code, ran.stderr).toBe(0);
    const types = typesOf(ran.stdout);
    expect(types.slice(0, 1)).toEqual(['login.qr']);
    for (const type of ['session.opened', 'contacts.listed', 'message.received', 'message.sent'])
      expect(types).toContain(type);
    expect(types.at(-1)).toBe('session.closed');
    expect(ran.stderr).toMatch(/scan this with the phone: https:\/\/\S+/);
    const decoded = driftwire(['decode', out]);
    expect(lines(decoded.stdout)).toEqual(lines(ran.stdout));
    expect(driftwire(['doctor', out]).code).toBe(0);
    if (process.platform !== 'win32')
      for (const file of [out, session]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(session, 'utf8'))).toMatchObject({ session: { protocol: 'wechat' } });
  });

  test('against a recording comes to its end', () => {
    const ran = driftwire([
      'login',
      '--against',
      capture('logout-by-phone.har'),
      '--pace',
      'instant',
      '--qr',
      join(folder, 'code.png'),
    ]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(typesOf(ran.stdout).at(-1)).toBe('session.closed');
    expect(readFileSync(join(folder, 'code.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  test('against a recording that lacks an answer ends at once, and names the request', () => {
    const none = join(folder, 'none.har');
    writeFileSync(none, '{"log":{"entries":[]}}');
    const runs = [none, capture('seed-login.har')].map((file) =>
      driftwire(['login', '--against', file, '--pace', 'instant', '--qr', join(folder, 'lacking.png')]),
    );
    for (const { code, stderr } of runs) {
      expect(code, stderr).toBe(3);
      expect(stderr).toContain('(replay/no-match)');
      expect(stderr).not.toContain('again in');
    }
    expect(runs[0]!.stderr).toContain(`${none}: jslogin has no recorded answer`);
    expect(runs[1]!.stderr).toContain('webwxinit: the recording has no usable answer');
  });

  test('that is refused ends with 4 and the server’s words', () => {
    const ran = driftwire(['login', '--against', capture('refused-1203.har'), '--pace', 'instant']);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain('remote/refused');
  });

  test('that nobody answers ends with 4', () => {
    const ran = driftwire(['login', '--against', 'http://127.0.0.1:9', '--quiet']);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain('transport/refused');
  });

  test('that is interrupted ends with 130, its recording and session whole', async () => {
    const [out, session] = [join(folder, 'interrupted.har'), join(folder, 'interrupted.json')];
    const ran = await interrupted(
      ['login', '--against', 'simulated', '--pace', 'x10', '-o', out, '--session', session],
      'contacts',
    );
    expect(ran.code, ran.stderr).toBe(130);
    expect(driftwire(['doctor', out]).code).toBe(0);
    expect(typesOf(driftwire(['decode', out]).stdout)).toContain('session.initialised');
    expect(JSON.parse(readFileSync(session, 'utf8')).session.values.sid).toMatch(/^.{16}$/);
  });

  test('for a time leaves the session open, or ends it where it is told to', () => {
    for (const [more, last] of [
      [[], undefined],
      [['--logout'], 'session.closed'],
    ] as const) {
      const ran = driftwire(['login', '--against', 'simulated', '--pace', 'x20', '--for', '1s', ...more]);
      expect(ran.code, ran.stderr).toBe(0);
      const closed = typesOf(ran.stdout).find((type) => type === 'session.closed');
      expect(closed).toBe(last);
    }
  });

  test('as a desktop, with headers that go where they belong', () => {
    const out = join(folder, 'desktop.har');
    const headers = ['--header', 'extspam=token', '--header', 'User-Agent=Mine/1'];
    const argv = ['login', '--against', 'simulated', '--pace', 'x20', '--for', '1s', '--variant', 'desktop'];
    const ran = driftwire([...argv, '-o', out, ...headers]);
    expect(ran.code, ran.stderr).toBe(0);
    const entries = (JSON.parse(readFileSync(out, 'utf8')) as Har).log.entries;
    const having = (name: string): number =>
      entries.filter(({ request }) => request.headers.some((one) => one.name === name)).length;
    expect(having('extspam')).toBe(1);
    expect(having('User-Agent')).toBe(entries.length);
    expect(entries[0]!.request.url).toContain('mod%3Ddesktop');
  });

  test.each([
    [['login'], 2],
    [['login', '--against', 'simulated', '--via', 'http://127.0.0.1:1'], 2],
    [['login', '--against', 'simulated', '--send', 'hello'], 2],
    [['login', '--against', 'simulated', '--for', 'long'], 2],
    [['login', '--against', 'simulated', '--protocol', 'none'], 2],
    [['login', '--against', join(folder, 'missing.har')], 3],
    [['login', '--against', 'simulated', '--session', capture('logout-by-phone.har')], 3],
  ])('%j ends with %i', (argv, code) => {
    const ran = driftwire(argv);
    expect(ran.code, ran.stderr).toBe(code);
  });
});
