/** A whole session of the client against the simulation. */
import { describe, expect, test } from 'vitest';
import { Call } from '../../src/decode/call.ts';
import { issuesOf } from '../../src/decode/issues.ts';
import { Table } from '../../src/protocol/table.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { play, session } from './simulated.ts';

describe('a session', () => {
  test('goes from the code to the logout by the phone', async () => {
    const { client, events, calls } = await session();
    expect(calls().slice(0, 8)).toEqual([
      'jslogin',
      'login',
      'login',
      'webwxnewloginpage',
      'webwxinit',
      'webwxstatusnotify',
      'synccheck',
      'webwxsync',
    ]);
    const kinds = events.filter(({ type }) => type === 'message.received').map(({ kind }) => kind);
    expect(kinds).toEqual(['status-notify', 'text', 'text', 'image', 'link', 'file', 'text']);
    expect(events.at(-1)).toMatchObject({ type: 'session.closed', by: 'server', retcode: 1101 });
    expect(client.contacts.find('New name 🌙')).toBeDefined();
  });

  test('tells how it ended', async () => {
    const played = play({ scenario: { events: [{ after: 1000, logout: 1100 }] } });
    expect(await played.client.login()).toBe('code');
    expect(await played.client.sync()).toMatchObject({ by: 'server', code: 1100 });
  });

  test('sends requests as the table has them', async () => {
    const { exchanges } = await session();
    const table = new Table(wechat);
    const issues = exchanges.flatMap((exchange) => issuesOf(new Call(exchange, table), table));
    expect(issues).toEqual([]);
  });

  test('sends nothing that nobody asked for', async () => {
    const { calls } = await session();
    const rows = wechat.endpoints.filter(({ lasting }) => lasting).map(({ name }) => name);
    expect(calls().filter((name) => rows.includes(name))).toEqual([]);
    expect(calls()).not.toContain('webwxstatreport');
  });

  test('of two clients are told apart', async () => {
    const one = await session();
    const other = await session({ backend: one.backend, clock: one.clock });
    expect(one.client.values.sid).not.toBe(other.client.values.sid);
  });
});
