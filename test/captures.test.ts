/** Holds the folder captures/ to its script, and every file in it to HAR and to itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  files,
  folder,
  header,
  named,
  pathOf,
  posted,
  query,
  read,
  reply,
  root,
  startOf,
  validator,
} from './captures/recording.ts';

describe('the folder', () => {
  const made = mkdtempSync(join(tmpdir(), 'captures-'));
  afterAll(() => rmSync(made, { recursive: true, force: true }));

  test('its files are exactly what bench/make-captures.mjs makes, in any time zone and language', () => {
    const environment = { ...process.env, TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' };
    execFileSync(process.execPath, [join(root, 'bench/make-captures.mjs'), '-o', made], { env: environment });
    expect(readdirSync(made).sort()).toEqual(files);
    const differing = files.filter(
      (file) => !readFileSync(join(folder, file)).equals(readFileSync(join(made, file))),
    );
    expect(differing).toEqual([]);
  });

  test('its files together stay under a megabyte and a half', () => {
    const size = files.reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0);
    expect(size).toBeLessThan(1_500_000);
  });

  test('its README tells the story of every file and of none that is not there', () => {
    const told = [...readFileSync(join(root, 'captures/README.md'), 'utf8').matchAll(/[\w-]+\.har\b/g)].map(
      ([name]) => name,
    );
    expect([...new Set(told)].sort()).toEqual(files);
  });
});

describe.each(files)('%s', (file) => {
  const entries = read(file);

  test('every entry is valid HAR', async () => {
    for (const entry of entries) await expect(validator.entry(entry)).resolves.toBeTruthy();
  });

  test('entries stand in the order of their start', () => {
    const starts = entries.map(startOf);
    expect(starts).toEqual([...starts].sort((one, other) => one - other));
  });

  test('phases add up to the time, and sizes agree with the bodies', () => {
    for (const { time, timings, request, response } of entries) {
      const { blocked = -1, dns = -1, connect = -1, send, wait, receive } = timings;
      const phases = [blocked, dns, connect, send ?? -1, wait, receive].map((ms) => Math.max(0, ms ?? -1));
      expect(phases.reduce((sum, ms) => sum + ms, 0)).toBe(time);
      const { text, encoding, size } = response.content;
      if (text !== undefined)
        expect(Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8')).toHaveLength(size);
      const { postData } = request as { postData?: { text?: string; encoding?: BufferEncoding } };
      if (postData?.text !== undefined)
        expect(Buffer.from(postData.text, postData.encoding ?? 'utf8')).toHaveLength(request.bodySize);
      const declared = header(request.headers, 'Content-Length');
      if (declared !== undefined) expect(Number(declared)).toBe(request.bodySize);
    }
  });

  test('polls, ticket and session carry what the replies gave', () => {
    let uuid = '';
    let redirect = '';
    for (const entry of entries) {
      const path = pathOf(entry);
      if (path === '/jslogin' || path === '/webwxpushloginurl')
        uuid = /"([\w-]{10}==)"/.exec(reply(entry))?.[1] ?? '';
      if (path === '/login' && file !== 'seed-login.har') expect(query(entry, 'uuid')).toBe(uuid);
      redirect = /redirect_uri="([^"]+)"/.exec(reply(entry))?.[1] ?? redirect;
      if (path === '/webwxnewloginpage') expect(entry.request.url.startsWith(redirect)).toBe(true);
    }
    const opened = named(entries, '/webwxnewloginpage').find((entry) => reply(entry).includes('<wxsid>'));
    if (!opened) return;
    const value = (tag: string): string => new RegExp(`<${tag}>(.*)</${tag}>`).exec(reply(opened))?.[1] ?? '';
    for (const entry of entries) {
      const { BaseRequest } = entry.request.postData?.mimeType?.includes('json') ? posted(entry) : {};
      if (!BaseRequest) continue;
      expect([String(BaseRequest.Uin), BaseRequest.Sid]).toEqual([value('wxuin'), value('wxsid')]);
      if (BaseRequest.Skey) expect(BaseRequest.Skey).toBe(value('skey'));
      const ticket = query(entry, 'pass_ticket');
      if (ticket !== undefined) expect(decodeURIComponent(ticket)).toBe(value('pass_ticket'));
    }
  });

  test('r of a poll is the clock inverted, and the script counter goes up by one', () => {
    for (const poll of named(entries, '/login')) expect(Number(query(poll, 'r'))).toBe(~startOf(poll));
    const counters = entries.map((entry) => Number(query(entry, '_'))).filter((number) => number > 0);
    const jumps = counters
      .slice(1)
      .map((number, index) => number - counters[index]!)
      .filter((jump) => jump !== 1);
    expect(jumps.every((jump) => jump > 1_000 || file === 'seed-login.har')).toBe(true);
  });
});
