/** The decode command on whole recordings. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, driftwire, lines, root } from './driftwire.ts';
import { entry, har, newFolder } from './recordings.ts';

const folder = newFolder();
afterAll(() => folder.remove());
const clients = join(root, '..', 'shared', 'client-hars');

describe('decode', () => {
  test('prints one event a line, with time, type, exchange and state first', () => {
    const { stdout } = driftwire(['decode', capture('logout-by-phone.har')]);
    const [first] = stdout.split('\n');
    expect(first).toMatch(/^\{"at":"2026-[^"]+Z","type":"login\.qr","exchange":"e1","state":"qr","uuid":"/);
    const ids = lines(stdout).map(({ exchange }) => Number(String(exchange).slice(1)));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  test('tells the story of a login in its types', () => {
    const types = lines(driftwire(['decode', capture('refused-1203.har')]).stdout).map(({ type }) => type);
    expect(types).toEqual([
      'login.qr',
      'login.waiting',
      'login.scanned',
      'login.confirmed',
      'session.refused',
    ]);
  });

  test('chooses types by pattern', () => {
    const { stdout } = driftwire([
      'decode',
      capture('logout-by-phone.har'),
      '--type',
      'message.*',
      '--type',
      'login.qr',
    ]);
    expect(new Set(lines(stdout).map(({ type }) => type))).toEqual(new Set(['login.qr', 'message.received']));
  });

  test('gives one JSON array on request', () => {
    const array = JSON.parse(driftwire(['decode', capture('push-login.har'), '--format', 'json']).stdout);
    expect(array).toEqual(lines(driftwire(['decode', capture('push-login.har')]).stdout));
  });

  test('hides credentials everywhere, unless they are asked for', () => {
    const [opened] = lines(
      driftwire(['decode', capture('logout-by-phone.har'), '--secrets', '--type', 'session.opened']).stdout,
    );
    const { sid, skey, uin, passTicket } = opened as Record<string, string>;
    const hidden = ['', '--calls'].map(
      (mode) => driftwire(['decode', capture('logout-by-phone.har'), ...(mode ? [mode] : [])]).stdout,
    );
    for (const value of [sid, skey, uin, passTicket]) {
      for (const form of [value!, encodeURIComponent(value!), decodeURIComponent(value!)]) {
        for (const text of hidden) expect(text).not.toContain(form);
      }
    }
    expect(hidden[0]).toContain('Still up?');
  });

  test('prints calls with their issues, and ids with every digit', () => {
    const { stdout } = driftwire(['decode', capture('sync-every-message.har'), '--calls']);
    const calls = lines(stdout);
    expect(calls.map(({ exchange }) => exchange)).toEqual(calls.map((_, index) => `e${index}`));
    expect(calls[1]).toMatchObject({
      exchange: 'e1',
      endpoint: 'jslogin',
      outcome: { name: 'ready' },
      issues: [],
    });
    expect(stdout).toMatch(/"NewMsgId":\d{17,}[,}]/);
  });

  test('reads any HAR without a protocol', () => {
    const events = lines(driftwire(['decode', capture('push-login.har'), '--protocol', 'none']).stdout);
    expect(events[0]).toMatchObject({ type: 'unknown', state: null, method: 'GET', status: 200 });
  });

  test('reads by a protocol from a file', () => {
    const path = folder.file(
      'mine.mjs',
      `export default { name: 'mine', title: 'Mine', domains: ['example.com'], hosts: [{ name: 'example.com', role: 'main', family: 'a', age: 'now' }],
        session: {}, cookies: {}, messages: [], returns: {}, machines: [], events: { hello: { type: 'object', properties: {} } }, lanes: ['all'],
        headers: () => [], derive() {}, endpoints: [{ name: 'hello', says: '', methods: ['GET'], host: 'main', path: '/hello', query: {}, lane: 'all',
          reply: { codec: 'json', type: 'application/json', shape: { type: 'object', properties: {} } }, events: () => [{ type: 'hello' }] }] };`,
    );
    const file = folder.file('mine.har', har(entry('https://example.com/hello', '{}')));
    expect(lines(driftwire(['decode', file, '--protocol', path]).stdout)).toMatchObject([
      { type: 'hello', exchange: 'e0' },
    ]);
  });

  test('control and bidirectional characters never reach a terminal', () => {
    const hostile = 'GET\x1b[2J\u202e\x9b\x7f\u2066\u2028';
    const file = folder.file('hostile.har', har(entry(`https://example.com/${hostile}`, '', hostile)));
    const acting = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069]/;
    for (const argv of [
      ['decode', file],
      ['decode', file, '--calls'],
      ['decode', file, '--format', 'table'],
      ['timeline', file],
      ['timeline', file, '--format', 'json'],
      ['timeline', file, '--format', 'mermaid'],
      ['doctor', file],
      ['doctor', file, '--format', 'json'],
      ['doctor', file, '--format', 'sarif'],
      ['decode', `${file}\x1b[2J\u202e`],
    ]) {
      const { stdout, stderr } = driftwire(argv);
      expect(stdout + stderr).not.toMatch(acting);
    }
    expect(lines(driftwire(['decode', file]).stdout)[0]).toMatchObject({ method: hostile });
  });
});

describe.skipIf(!existsSync(clients))('recordings of real clients (needs ../shared/client-hars)', () => {
  const files = existsSync(clients) ? readdirSync(clients).filter((name) => name.endsWith('.har')) : [];

  test.each(files)('%s decodes to a whole session', (name) => {
    const { code, stdout } = driftwire(['decode', join(clients, name)]);
    expect(code).toBe(0);
    expect(lines(stdout).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['session.opened', 'message.received']),
    );
  });
});

const wild = join(root, '..', 'shared', 'hars');
describe.skipIf(!existsSync(wild))('recordings of any exporter (needs ../shared/hars)', () => {
  // Each is a process; the reader's own tests go through all of them.
  const files = existsSync(wild)
    ? readdirSync(wild).filter((name, index) => name.endsWith('.har') && index % 4 === 0)
    : [];

  test.each(files)('%s is read to its last whole entry, and only damage is complained of', (name) => {
    const { code, stderr } = driftwire(['timeline', join(wild, name), '--format', 'json']);
    expect([0, 3], stderr).toContain(code);
    expect(stderr).not.toContain('something went wrong inside');
  });
});
