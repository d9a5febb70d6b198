/** `driftwire capture`, as the real executable, with real clients on loopback. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  browserOf,
  capturing,
  entriesOf,
  isListening,
  sizeOf,
  type TestOrigin,
  testOrigin,
} from './capturing.ts';
import { driftwire, root } from './driftwire.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-capture-'));
let files = 0;
const fresh = (): string => join(folder, `session${files++}.har`);
let origin: TestOrigin;
beforeAll(async () => {
  origin = await testOrigin();
});
afterAll(() => {
  origin.close();
  rmSync(folder, { recursive: true, force: true });
});
const here = ['--host', '127.0.0.1'];
const causeOf = (response: object): unknown => (response as { _error?: { cause: string } })._error?.cause;

describe('driftwire capture', () => {
  test('records what passes as it passes, and ends with 0, what is open kept as pending', async () => {
    const path = fresh();
    const running = await capturing(['-o', path, ...here]);
    expect(await running.get(`${origin.url}/a?size=5`)).toEqual({ status: 200, body: '/axxxxx' });
    expect(entriesOf(path).map(({ response }) => response.content.text)).toEqual(['/axxxxx']);
    const held = running.get(`${origin.url}/held`).catch(() => 'broken off');
    await expect.poll(() => entriesOf(path).length, { timeout: 10_000 }).toBe(2);
    expect(await running.stop()).toBe(0);
    expect(await held).toBe('broken off');
    expect(entriesOf(path).at(-1)!.response).toMatchObject({ status: 0, _error: { cause: 'pending' } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(driftwire(['doctor', path]).code).toBe(0);
    expect(running.stderr()).toMatch(/recorded 1 exchange, 1 left open/);
    expect(running.stderr()).toContain('It holds credentials');
  });

  test('ends with 0 on SIGTERM, with a poll open and faults behind it; standard output holds events alone', async () => {
    const path = fresh();
    const running = await capturing(['-o', path, ...here]);
    for (const url of ['http://127.0.0.1:1/refused', 'http://127.0.0.1:2/refused'])
      expect((await running.get(url)).status).toBe(502);
    const rubbish = connect(running.port, '127.0.0.1', () => rubbish.write('rubbish\r\n\r\n'));
    await new Promise((resolve) => rubbish.once('data', resolve));
    const held = running.get(`${origin.url}/held`).catch(() => 'broken off');
    await expect.poll(() => entriesOf(path).length, { timeout: 10_000 }).toBe(3);
    expect(await running.stop('SIGTERM')).toBe(0);
    expect(await held).toBe('broken off');
    expect(entriesOf(path).map(({ response }) => [response.status, causeOf(response)])).toEqual([
      [0, 'refused'],
      [0, 'refused'],
      [0, 'pending'],
    ]);
    expect(running.stdout()).toBe('');
    expect(running.stderr()).toMatch(/a client was refused for .*: this is not an HTTP request/);
  });

  test('ends with 0 when its time is over', () => {
    expect(
      driftwire(['capture', '-o', fresh(), ...here, '--listen', '127.0.0.1:0', '--for', '100ms']).code,
    ).toBe(0);
  });

  test('leaves other hosts unread, and says which', async () => {
    const path = fresh();
    const running = await capturing(['-o', path, '--host', '*.test', '--map', '*.test=127.0.0.1']);
    expect((await running.get(`${origin.url}/unread`)).status).toBe(200);
    const { port } = new URL(origin.url);
    expect((await running.get(`http://some.test:${port}/read`)).body).toBe('/read');
    await running.stop();
    expect(entriesOf(path).map(({ request }) => request.url)).toEqual([`http://some.test:${port}/read`]);
    expect(running.stderr()).toMatch(/1 other host passed unread, as 127\.0\.0\.1/);
  });

  test('goes on in another file where one is full', async () => {
    const path = fresh();
    const running = await capturing(['-o', path, ...here, '--rotate', '20k']);
    for (let count = 0; count < 8; count += 1) await running.get(`${origin.url}/${count}?size=5000`);
    expect(await running.stop()).toBe(0);
    const next = path.replace('.har', '-2.har');
    expect(entriesOf(path).length + entriesOf(next).length).toBeGreaterThanOrEqual(4);
    expect(running.stderr()).toContain(`${path} is complete; ${next} goes on`);
  });

  test('cuts bodies only where it is told to, and marks them', async () => {
    const path = fresh();
    const running = await capturing(['-o', path, ...here, '--max-body', '1k']);
    expect((await running.get(`${origin.url}/large?size=5000`)).body).toHaveLength(5006);
    await running.stop();
    const [entry] = entriesOf(path);
    expect(entry!.response.content.text).toHaveLength(1000);
    expect(JSON.stringify(entry)).toMatch(/"_truncated".*5006/);
  });

  test('says what it is, and that HTTP/2 was not spoken', async () => {
    const path = fresh();
    const running = await capturing(['-o', path, '--all-hosts']);
    await running.stop();
    const { log } = JSON.parse(readFileSync(path, 'utf8'));
    expect(log).toMatchObject({
      creator: { name: 'driftwire' },
      comment: expect.stringContaining('HTTP/2'),
      _capture: { protocol: 'wechat', hosts: 'all hosts', downgraded: ['h2', 'h3'] },
    });
  });
});

describe('driftwire capture and the disk', () => {
  /** In a shell that lets no file become larger than some kilobytes. */
  const limited = (kilobytes: number) => (argv: readonly string[]) =>
    spawn(
      'bash',
      [
        '-c',
        `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$0" "$@"`,
        process.execPath,
        join(root, 'dist/cli/main.js'),
        ...argv,
      ],
      { env: { ...process.env, DRIFTWIRE_HOME: join(folder, 'home') } },
    );

  test.skipIf(process.platform === 'win32')(
    'a file that can grow no more is whole, and what does not fit is counted',
    async () => {
      driftwire(['ca', 'path', '--ca-dir', join(folder, 'home', 'ca')]);
      const path = fresh();
      const running = await capturing(['-o', path, ...here], limited(64));
      for (let count = 0; count < 5; count += 1) await running.get(`${origin.url}/${count}?size=20000`);
      expect(running.stderr()).toMatch(/not written .* takes no file this large; exchanges wait in memory/);
      expect(await running.stop()).toBe(3);
      expect(running.stderr()).toMatch(
        /holds 2 exchanges and is whole; 3 more could not be written and are lost/,
      );
      expect(entriesOf(path).map(({ request }) => new URL(request.url).pathname)).toEqual(['/0', '/1']);
    },
  );

  test('a folder that was deleted is made again, with all of the recording', async () => {
    const inner = join(folder, 'deleted');
    mkdirSync(inner);
    const path = join(inner, 'session.har');
    const running = await capturing(['-o', path, ...here]);
    await running.get(`${origin.url}/before`);
    rmSync(inner, { recursive: true });
    await expect.poll(running.stderr, { timeout: 10_000 }).toContain('all of it was written anew');
    await running.get(`${origin.url}/after`);
    expect(await running.stop()).toBe(0);
    expect(entriesOf(path)).toHaveLength(2);
  });

  test('two captures on one name: the second one says so and leaves it alone', async () => {
    const path = fresh();
    const running = await capturing(['-o', path, ...here]);
    const second = driftwire(['capture', '-o', path, '--listen', '127.0.0.1:0']);
    expect(second.code).toBe(3);
    expect(second.stderr).toContain('recording/exists');
    await running.get(`${origin.url}/first`);
    await running.stop();
    expect(entriesOf(path)).toHaveLength(1);
  });
});

describe.skipIf(process.platform === 'win32')('driftwire capture --browser', () => {
  /** A program that takes the arguments of a browser, writes them down and waits. */
  function fakeBrowser(name: string, rest = 'exec sleep 60'): { path: string; args: () => string[] } {
    const path = join(folder, name);
    const log = `${path}.args`;
    writeFileSync(
      path,
      `#!/bin/sh\n[ "$1" = --version ] && { echo "Chromium 143.0.1 fake"; exit; }\nprintf '%s\\n' "$@" > '${log}'\n${rest}\n`,
    );
    chmodSync(path, 0o755);
    return { path, args: () => readFileSync(log, 'utf8').trim().split('\n') };
  }
  const profileOf = (args: readonly string[]): string =>
    args.find((arg) => arg.startsWith('--user-data-dir='))!.slice('--user-data-dir='.length);

  test('opens it with a profile of its own that uses the proxy and trusts the root; closes and removes both', async () => {
    const browser = fakeBrowser('chromium');
    const path = fresh();
    const running = await capturing(['-o', path, '--browser', browser.path, '--url', 'https://wx.qq.com/']);
    await expect.poll(() => existsSync(`${browser.path}.args`), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => browser.args().length, { timeout: 10_000 }).toBeGreaterThan(5);
    const args = browser.args();
    expect(args).toContain(`--proxy-server=http://127.0.0.1:${running.port}`);
    expect(args).toContain('--proxy-bypass-list=<-loopback>');
    expect(args.join(' ')).toMatch(/--ignore-certificate-errors-spki-list=[\w+/]{43}=/);
    expect(args.at(-1)).toBe('https://wx.qq.com/');
    expect(existsSync(profileOf(args))).toBe(true);
    expect(await running.stop()).toBe(0);
    expect(existsSync(profileOf(args))).toBe(false);
    expect(JSON.parse(readFileSync(path, 'utf8')).log.browser).toEqual({
      name: 'Chromium',
      version: '143.0.1',
    });
  });

  test('ends where the browser is closed', async () => {
    const browser = fakeBrowser('closing', 'exec sleep 3');
    const running = await capturing(['-o', fresh(), '--browser', browser.path]);
    expect(await running.ended).toBe(0);
    expect(running.stderr()).toContain('the browser was closed');
  });

  test('says why a browser does not start, and leaves no file', () => {
    const browser = fakeBrowser('broken', 'echo "no display" >&2; exit 7');
    const path = fresh();
    const ran = driftwire(['capture', '-o', path, '--listen', '127.0.0.1:0', '--browser', browser.path]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/usage\/browser/);
    expect(ran.stderr).toMatch(/ended at once: exit code 7: no display/);
    expect(existsSync(path)).toBe(false);
  });

  test('a second interrupt ends it at once with 130, the file whole and the profile gone', async () => {
    const stubborn = fakeBrowser('stubborn', "trap '' TERM; while true; do sleep 1; done");
    const path = fresh();
    const running = await capturing(['-o', path, ...here, '--browser', stubborn.path]);
    await running.get(`${origin.url}/a`);
    await expect.poll(() => existsSync(`${stubborn.path}.args`), { timeout: 10_000 }).toBe(true);
    running.child.kill('SIGINT');
    await expect.poll(() => isListening(running.port), { timeout: 10_000 }).toBe(false);
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(130);
    expect(entriesOf(path)).toHaveLength(1);
    expect(existsSync(profileOf(stubborn.args()))).toBe(false);
  });

  test('goes with a capture that is killed, and so does its profile; what is left is removed by the next one', async () => {
    // It has a helper, and does not end when it is asked to.
    const browser = fakeBrowser('left-alone', "trap '' TERM; sleep 60 & while true; do sleep 1; done");
    const running = await capturing(['-o', fresh(), ...here, '--browser', browser.path]);
    await expect.poll(() => browserOf(running), { timeout: 10_000 }).toBeDefined();
    const { profile, group } = browserOf(running)!;
    await expect.poll(() => sizeOf(group), { timeout: 10_000 }).toBeGreaterThan(1);
    const left = profile.replace(/-\d+-\w+$/, `-${running.child.pid}-abcdef`);
    const live = profile.replace(/-\d+-\w+$/, `-${process.pid}-abcdef`);
    mkdirSync(left);
    mkdirSync(live);
    await running.stop('SIGKILL');
    await expect.poll(() => sizeOf(group), { timeout: 20_000 }).toBe(0);
    await expect.poll(() => existsSync(profile), { timeout: 20_000 }).toBe(false);
    const next = await capturing(['-o', fresh(), ...here, '--browser', fakeBrowser('next').path]);
    await next.stop();
    expect([existsSync(left), existsSync(live)]).toEqual([false, true]);
    rmSync(live, { recursive: true });
  });

  test('takes the browser of DRIFTWIRE_BROWSER', () => {
    const browser = fakeBrowser('of-environment', 'exit 9');
    const ran = driftwire(['capture', '-o', fresh(), '--listen', '127.0.0.1:0', '--browser'], {
      env: { DRIFTWIRE_BROWSER: browser.path },
    });
    expect(ran.stderr).toContain(`${browser.path} ended at once: exit code 9`);
  });

  test('Firefox gets the root into its profile by certutil, and says so where there is none', () => {
    const firefox = fakeBrowser('firefox', 'exit 9');
    const bare = { PATH: join(folder, 'nothing') };
    const argv = ['capture', '-o', fresh(), '--listen', '127.0.0.1:0', '--browser', firefox.path];
    expect(driftwire(argv, { env: bare }).stderr).toContain('there is no certutil here');
    mkdirSync(join(folder, 'tools'));
    const certutil = join(folder, 'tools', 'certutil');
    writeFileSync(certutil, `#!/bin/sh\necho "$@" >> '${certutil}.args'\n`);
    chmodSync(certutil, 0o755);
    const path = `${join(folder, 'tools')}:${process.env.PATH}`;
    expect(driftwire(argv, { env: { PATH: path } }).stderr).toContain('ended at once: exit code 9');
    const calls = readFileSync(`${certutil}.args`, 'utf8');
    expect(calls).toMatch(/^-N -d sql:\S+ --empty-password\n-A -d sql:\S+ -t C,, -n .+ -i \S+ca\.pem\n$/);
    expect(firefox.args()).toContain('--no-remote');
  });
});

describe('driftwire capture called wrongly', () => {
  const junk = join(folder, 'junk.pem');
  writeFileSync(junk, 'no certificate');

  test.each([
    [[]],
    [['-o', '-']],
    [['-o', 'x.har', '--url', 'https://wx.qq.com/']],
    [['-o', 'x.har', '--browser', 'netscape']],
    [['-o', 'x.har', '--host', 'a', '--all-hosts']],
    [['-o', 'x.har', '--via', 'ftp://x']],
    [['-o', 'x.har', '--map', 'x']],
    [['-o', 'x.har', '--map', 'x=1.2.3.4:99999']],
    [['-o', 'x.har', '--trust', join(folder, 'missing.pem')]],
    [['-o', 'x.har', '--trust', junk]],
    [['-o', 'x.har', '--max-body', 'much']],
    [['-o', 'x.har', '--rotate', '10 parsecs']],
    [['-o', 'x.har', '--for', 'ever']],
    [['-o', 'x.har', '--protocol', 'none']],
  ])('%j ends with 2', (argv) => {
    expect(driftwire(['capture', ...argv]).code).toBe(2);
    expect(existsSync(join(root, 'x.har'))).toBe(false);
  });

  test('an address in use ends with 2, and no file is left', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const path = fresh();
    const ran = driftwire(['capture', '-o', path, '--listen', `127.0.0.1:${port}`]);
    other.close();
    expect([ran.code, existsSync(path)]).toEqual([2, false]);
    expect(ran.stderr).toContain('usage/address-in-use');
  });
});
