/** `driftwire serve`, as the real executable, asked through its proxy. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Har } from 'har-format';
import { afterAll, describe, expect, test } from 'vitest';
import definition from '../../src/cli/serve.ts';
import { capture, driftwire, interrupted } from './driftwire.ts';
import { serving } from './serving.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const serve = serving();
const recording = capture('logout-by-phone.har');
const entries = (JSON.parse(readFileSync(recording, 'utf8')) as Har).log.entries;
const start1 = entries.find(({ request }) => request.url.includes('/jslogin'))!.request.url;

describe('driftwire serve FILE', () => {
  test('answers as recorded, says how to reach it and why it answered, and ends with 0', async () => {
    const served = await serve(recording, '--pace', 'x100');
    const { status, body } = await served.get(start1);
    expect([status, body]).toEqual([200, 'window.QRLogin.code = 200; window.QRLogin.uuid = "h-hW0yt8eQ==";']);
    await expect.poll(served.stderr).toMatch(/jslogin +200 ready .* e1: caller 1 begins session 1/);
    expect(served.stderr()).toMatch(/certificate +\/.*\.pem/);
    expect(await served.stop()).toEqual({ code: 0, stdout: '' });
    expect(served.stderr()).toContain('served 1 request, 0 without a recorded answer');
  });

  test('ends with 0 on SIGTERM too, in the middle of a held poll', async () => {
    const served = await serve(recording);
    await served.get(start1);
    const poll = served.get(
      'https://login.web.wechat.com/cgi-bin/mmwebwx-bin/login?loginicon=true&uuid=h-hW0yt8eQ==&tip=1&r=1&_=2',
    );
    await expect.poll(served.stderr).toContain('jslogin');
    const [ended] = await Promise.all([served.stop('SIGTERM'), expect(poll).rejects.toThrow()]);
    expect(ended.code).toBe(0);
  });

  test('under --strict ends with 1 where something was left, and lists it', async () => {
    const { code, stdout } = await interrupted(
      ['serve', recording, '--strict', '--listen', '127.0.0.1:0'],
      'certificate',
    );
    expect(code).toBe(1);
    expect(stdout.split('\n')).toContain('e1\tjslogin\tits answer is whole (200, ready)');
  });

  test('explains what it has no answer for, and warns where it is told to', async () => {
    const served = await serve(recording, '--unmatched', 'warn');
    const { status, body } = await served.get('https://web.wechat.com/favicon.ico');
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: 'replay/no-match', nearest: null, differs: null });
    await expect
      .poll(served.stderr)
      .toMatch(/unmatched {2}GET web\.wechat\.com\/favicon\.ico has no recorded answer/);
    expect((await served.stop()).code).toBe(0);
  });

  test('records what it served, in a file that only its owner reads', async () => {
    const out = join(folder, 'served.har');
    const served = await serve(recording, '--record', out);
    await served.get(start1);
    await served.get('https://web.wechat.com/favicon.ico');
    await expect.poll(() => (JSON.parse(readFileSync(out, 'utf8')) as Har).log.entries.length).toBe(2);
    await served.stop();
    const { log } = JSON.parse(readFileSync(out, 'utf8')) as Har;
    expect(log.entries.map(({ response }) => response.status)).toEqual([200, 404]);
    expect(log.entries[0]!.request.url).toBe(start1);
    if (process.platform !== 'win32') expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(driftwire(['decode', out]).stdout).toContain('"type":"login.qr"');
  });

  test('goes wrong where it is told to', async () => {
    const served = await serve(recording, '--fault', '503:jslogin:1');
    expect((await served.get(start1)).status).toBe(503);
    expect((await served.get(start1)).status).toBe(200);
    await served.stop();
  });

  test('hides credentials, unless told otherwise', async () => {
    for (const [more, isShown] of [
      [[], false],
      [['--secrets'], true],
    ] as const) {
      const served = await serve(recording, ...more);
      await served.get(
        'https://web.wechat.com/cgi-bin/mmwebwx-bin/webwxgeticon?username=filehelper&skey=@crypt_48802d3e_e9debe0dfdff2142233ad8897d53571c',
      );
      await expect.poll(served.stderr).toContain('webwxgeticon');
      expect(served.stderr().includes('e9debe0dfdff2142233ad8897d53571c')).toBe(isShown);
      await served.stop();
    }
  });
});

describe('driftwire serve --simulate', () => {
  test('makes its answers up, and different ones for every login', async () => {
    const served = await serve('--simulate');
    const answers = [await served.get(start1), await served.get(start1)];
    for (const { status, body } of answers)
      expect([status, /uuid = "[\w-]{10}=="/.test(body)]).toEqual([200, true]);
    expect(answers[0]!.body).not.toBe(answers[1]!.body);
    await served.stop();
  });

  test('answers what a recording does not know', async () => {
    const served = await serve(recording, '--unmatched', 'simulate');
    expect((await served.get('https://web.wechat.com/favicon.ico')).body).not.toContain('replay/no-match');
    await served.stop();
  });
});

describe('every example of its help', () => {
  test.each(definition.examples.map(([line]) => line))(
    '%s begins, and ends when it is told',
    async (line) => {
      const tame = line.replace(/ --listen \S+/, '').replace(/(--record )(\S+)/, `$1${folder}/example-$2`);
      const { code, stderr } = await interrupted(
        [...tame.split(' '), '--listen', '127.0.0.1:0'],
        'certificate',
      );
      // Under --strict it is a finding that nobody asked for anything.
      expect(code, stderr).toBe(line.includes('--strict') ? 1 : 0);
    },
  );
});

describe('driftwire serve of what cannot be', () => {
  const scenario = join(folder, 'scenario.json');
  writeFileSync(scenario, '{ "phone": ');

  test.each([
    [['serve'], 2],
    [['serve', recording, '--pace', 'fast'], 2],
    [['serve', recording, '--fault', 'earthquake'], 2],
    [['serve', recording, '--listen', 'nowhere'], 2],
    [['serve', recording, '--protocol', 'none', '--unmatched', 'simulate'], 2],
    [['serve', '--simulate', scenario], 2],
    [['serve', '--simulate', '--strict'], 2],
    [['serve', join(folder, 'missing.har')], 3],
    [['serve', '--simulate', join(folder, 'missing.json')], 3],
  ])('%j ends with %i', (argv, code) => {
    expect(driftwire(argv).code).toBe(code);
  });

  test('an address in use ends with 2', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const ran = driftwire(['serve', recording, '--listen', `127.0.0.1:${port}`]);
    other.close();
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('usage/address-in-use');
  });
});
