/** A real Chromium, opened by `driftwire capture --browser`, logs in to the simulated backend until the phone ends it. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import type { Entry } from 'har-format';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { executable, hasChromium } from '../support/chromium.ts';
import { browserOf, capturing, entriesOf, sizeOf } from './capturing.ts';
import { driftwire, lines } from './driftwire.ts';
import { newFolder } from './recordings.ts';
import { serving } from './serving.ts';

const folder = newFolder();
afterAll(() => folder.remove());
const serve = serving();
/** A folder to look at what the page looked like. */
const pictures = process.env.SCREENSHOTS;

/** Chromium that can be looked into, as a program of its own. */
async function watchedChromium(): Promise<{ path: string; look(): Promise<Browser> }> {
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
  const path = folder.file(
    'chromium.sh',
    `#!/bin/sh\nexec '${await executable()}' --disable-gpu --remote-debugging-port=${port} "$@"\n`,
  );
  chmodSync(path, 0o755);
  return { path, look: () => chromium.connectOverCDP(`http://127.0.0.1:${port}`) };
}

const isOver = ({ response }: Entry): boolean => response.status > 0;
/** All that passed, but for the times. */
const passed = ({ request, response }: Entry): unknown[] => [
  request.method,
  request.url,
  request.headers,
  request.cookies,
  request.postData,
  [response.status, response.statusText],
  response.headers,
  response.cookies,
  response.content,
];
const byUrl = (one: Entry, other: Entry): number =>
  one.request.url < other.request.url ? -1 : one.request.url > other.request.url ? 1 : 0;

const onPath = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));

test.skipIf(!['firefox', 'certutil'].every(onPath))(
  'Firefox, where it is installed: from login to logout, entry by entry',
  async () => {
    const [log, path] = [folder.path('firefox-backend.har'), folder.path('firefox.har')];
    const served = await serve('--simulate', '--pace', 'x20', '--record', log);
    const running = await capturing([
      ...['-o', path, '--browser', 'firefox', '--url', 'https://wx.qq.com/'],
      ...['--via', `http://127.0.0.1:${served.port}`, '--trust', served.certificate],
    ]);
    await expect.poll(running.stdout, { timeout: 90_000 }).toContain('session.closed');
    expect(await running.stop()).toBe(0);
    await served.stop();
    expectServed(path, log);
  },
  180_000,
);

describe.skipIf(!hasChromium)('a browser of its own', () => {
  test('from login to logout: the recording is what the backend served, entry by entry', async () => {
    const log = folder.path('backend.har');
    const path = folder.path('session.har');
    const served = await serve('--simulate', '--pace', 'x20', '--record', log);
    const browser = await watchedChromium();
    const running = await capturing([
      ...['-o', path, '--browser', browser.path, '--url', 'https://wx.qq.com/'],
      ...['--via', `http://127.0.0.1:${served.port}`, '--trust', served.certificate],
    ]);
    await expect.poll(running.stdout, { timeout: 60_000 }).toContain('message.received');
    const eye = await browser.look();
    const page = eye.contexts()[0]!.pages()[0]!;
    expect(page.url()).toBe('https://wx.qq.com/');
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, 'capture-page.png') });
    }
    await expect.poll(running.stdout, { timeout: 60_000 }).toContain('session.closed');
    await eye.close();
    expect(await running.stop()).toBe(0);
    await served.stop();
    if (pictures) writeFileSync(join(pictures, 'capture.txt'), running.stdout() + running.stderr());

    expectServed(path, log);
  }, 180_000);

  test('is gone with its profile soon after the capture was killed', async () => {
    const path = folder.file('plain.sh', `#!/bin/sh\nexec '${await executable()}' --disable-gpu "$@"\n`);
    chmodSync(path, 0o755);
    const running = await capturing(['-o', folder.path('killed.har'), '--browser', path]);
    await expect.poll(() => browserOf(running), { timeout: 20_000 }).toBeDefined();
    const { profile, group } = browserOf(running)!;
    await expect.poll(() => sizeOf(group), { timeout: 20_000 }).toBeGreaterThan(1);
    expect(existsSync(profile)).toBe(true);
    await running.stop('SIGKILL');
    await expect.poll(() => sizeOf(group), { timeout: 20_000 }).toBe(0);
    await expect.poll(() => existsSync(profile), { timeout: 20_000 }).toBe(false);
  }, 60_000);
});

/** The recording holds what the backend served, entry by entry, and of no other host. */
function expectServed(path: string, log: string): void {
  expect(driftwire(['doctor', path]).code).toBe(0);
  const mine = entriesOf(path).filter(isOver).sort(byUrl);
  const urls = new Set(mine.map(({ request }) => request.url));
  const theirs = entriesOf(log).filter((one) => isOver(one) && urls.has(one.request.url));
  expect(mine.length).toBeGreaterThan(20);
  expect(mine.map(passed)).toEqual(theirs.sort(byUrl).map(passed));
  expect(eventsOf(path, urls)).toEqual(eventsOf(log, urls));
  for (const type of [
    'login.qr',
    'session.opened',
    'session.initialised',
    'message.revoked',
    'session.closed',
  ])
    expect(eventsOf(path, urls).some((event) => event.includes(type))).toBe(true);
  // It asks other hosts of its own accord; none of them is in the recording.
  expect(
    entriesOf(path).every(({ request }) => /(?:^|\.)(?:qq|wechat)\.com$/.test(new URL(request.url).hostname)),
  ).toBe(true);
}

/** The decoded events of the exchanges of these URLs, but for times, in an order that does not depend on them. */
function eventsOf(path: string, urls: ReadonlySet<string>): string[] {
  const entries = entriesOf(path);
  return lines(driftwire(['decode', path, '--secrets']).stdout)
    .filter(({ exchange }) => urls.has(entries[Number(String(exchange).slice(1))]!.request.url))
    .map(({ at: _, exchange: __, heldMs: ___, state: ____, ...event }) => JSON.stringify(event))
    .sort();
}
