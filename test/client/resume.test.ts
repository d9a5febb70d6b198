/** A session that is kept: resumed, or opened again by a question on the phone. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { downloadToFile, mediumOfFile, readSession, writeSession } from '../../src/client/session-file.ts';
import type { Line } from './scripted.ts';
import { play } from './simulated.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-session-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const events = [
  { after: 10_000, message: { text: 'one' } },
  { after: 60_000, message: { text: 'two' } },
  { after: 120_000, logout: 1101 },
];
const textsOf = (told: readonly { readonly [field: string]: unknown }[]): unknown[] =>
  told.filter(({ kind }) => kind === 'text').map(({ text }) => text);

/** Logged in, synced for half a minute, left; what it kept went through a file. */
async function left(name: string) {
  const first = play({ scenario: { events } });
  await first.client.login();
  const stop = new AbortController();
  const syncing = first.client.sync(stop.signal).catch(() => undefined);
  await first.clock.sleep(30_000);
  stop.abort();
  await syncing;
  const path = join(folder, name);
  await writeSession(path, first.client.session());
  return { first, path, session: await readSession(path) };
}

describe('a kept session', () => {
  test('L0: goes on without a code, where it was', async () => {
    const { first, session } = await left('a.json');
    expect(textsOf(first.events)).toEqual(['one']);
    const { backend, clock } = first;
    const second = play({ backend, clock, session });
    expect(await second.client.login()).toBe('resumed');
    expect(second.calls()).toEqual(['webwxinit', 'webwxstatusnotify']);
    expect(second.client.values.syncKey).toEqual(session!.values.syncKey);
    await second.client.sync();
    expect(textsOf(second.events)).toEqual(['two']);
  });

  test('L0, LP: that is over is opened again on the phone', async () => {
    const { first, session } = await left('b.json');
    const { backend, clock } = first;
    await clock.sleep(200_000);
    const second = play({ backend, clock, session });
    expect(await second.client.login()).toBe('push');
    expect(second.calls().slice(0, 2)).toEqual(['webwxinit', 'webwxpushloginurl']);
    const tips = second.exchanges.flatMap(({ request }) => /[?&]tip=(\d)/.exec(request.url)?.[1] ?? []);
    expect(tips[0]).toBe('1');
    expect(second.client.values.sid).not.toBe(session!.values.sid);
    expect(second.types()).not.toContain('client.code');
  });

  test.each<[string, Line['say']]>([
    ['ret 1', '{"ret":"1","msg":"no"}'],
    ['ret 2', '{"ret":"2","msg":"no"}'],
    ['ret 3', '{"ret":"3","msg":"no"}'],
    ['a page', '<html></html>'],
    ['503', { status: 503 }],
    ['nothing', 'silence'],
  ])('LP: a phone that is not to be asked gets a code: %s', async (title, say) => {
    const { first, session } = await left(`c ${title}.json`);
    await first.clock.sleep(200_000);
    const script = [{ to: 'webwxpushloginurl', say }];
    const second = play({ backend: first.backend, clock: first.clock, session, script });
    expect(await second.client.login()).toBe('code');
    expect(second.calls().slice(0, 3)).toEqual(['webwxinit', 'webwxpushloginurl', 'jslogin']);
  });

  test('the phone is not asked where the user does not want it', async () => {
    const { first, session } = await left('d.json');
    await first.clock.sleep(200_000);
    const second = play({ backend: first.backend, clock: first.clock, session });
    expect(await second.client.login({ push: false })).toBe('code');
    expect(second.calls()).not.toContain('webwxpushloginurl');
  });

  test('after the phone the next login starts without what was left of the old one', async () => {
    const { first, session } = await left('e.json');
    await first.clock.sleep(200_000);
    const second = play({ backend: first.backend, clock: first.clock, session });
    await second.client.login();
    const stop = new AbortController();
    const syncing = second.client.sync(stop.signal).catch(() => undefined);
    await second.clock.sleep(1000);
    stop.abort();
    await syncing;
    const poll = second.exchanges.find(({ request }) => request.url.includes('/synccheck'))!;
    const key = new URL(poll.request.url).searchParams.get('synckey')!;
    expect(key.split('|')).toHaveLength(4);
  });

  test('of another protocol is refused', async () => {
    const { session } = await left('f.json');
    expect(() => play({ session: { ...session!, protocol: 'bakery' } })).toThrow('bakery');
  });
});

describe('the file', () => {
  test('is its owner’s alone, also where it was not, and nothing is left beside it', async () => {
    const { path, session } = await left('g.json');
    chmodSync(path, 0o644);
    await writeSession(path, session!);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.includes('draft'))).toEqual([]);
    expect(await readSession(path)).toEqual(session);
  });

  test.each([
    ['nothing', ''],
    ['half', '{"format":"driftwire-session","vers'],
    ['another thing', '[]'],
    ['another file', '{"format":"other"}'],
    ['another version', '{"format":"driftwire-session","version":9}'],
    ['no session', '{"format":"driftwire-session","version":1}'],
    [
      'no cookies',
      '{"format":"driftwire-session","version":1,"session":{"protocol":"wechat","main":"x","values":{},"cookies":{"cookies":7}}}',
    ],
    ['no values', '{"format":"driftwire-session","version":1,"session":{"protocol":"wechat","main":"x"}}'],
  ])('that holds %s is named', async (name, text) => {
    const path = join(folder, `bad ${name}`);
    writeFileSync(path, text);
    await expect(readSession(path)).rejects.toMatchObject({ code: 'recording/bad-session' });
  });

  test('that is not there is no session, a folder is a mistake', async () => {
    expect(await readSession(join(folder, 'none'))).toBeUndefined();
    await expect(readSession(folder)).rejects.toMatchObject({ code: 'recording/is-directory' });
    await expect(
      writeSession(join(folder, 'no', 'where'), (await left('h.json')).session!),
    ).rejects.toMatchObject({
      code: 'recording/not-writable',
    });
  });
});

describe('media files', () => {
  test('are read in pieces', async () => {
    const path = join(folder, 'a picture.PNG');
    const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index & 255));
    writeFileSync(path, bytes);
    const medium = await mediumOfFile(path);
    expect(medium).toMatchObject({ name: 'a picture.PNG', size: 1000, type: 'image/png' });
    expect(medium.md5).toMatch(/^[0-9a-f]{32}$/);
    expect(Buffer.from(await medium.read(100, 200))).toEqual(bytes.subarray(100, 200));
    writeFileSync(path, bytes.subarray(0, 10));
    await expect(medium.read(0, 1000)).rejects.toMatchObject({ code: 'recording/not-readable' });
    await expect(mediumOfFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'recording/not-found' });
  });

  test('are downloaded whole or not at all, and never over another file', async () => {
    const path = join(folder, 'download');
    const size = await downloadToFile(path, async (take) => {
      await take(Buffer.from('ab'));
      await take(Buffer.from('c'));
      return 3;
    });
    expect([size, readFileSync(path, 'utf8')]).toEqual([3, 'abc']);
    await expect(downloadToFile(path, async () => 0)).rejects.toMatchObject({ code: 'recording/exists' });
    const failing = join(folder, 'failing');
    await expect(
      downloadToFile(failing, async (take) => {
        await take(Buffer.from('ab'));
        throw new Error('cut');
      }),
    ).rejects.toThrow('cut');
    expect(readdirSync(folder)).not.toContain('failing');
  });
});
