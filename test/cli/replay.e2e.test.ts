/** The replay command on whole recordings. */
import { readFileSync, statSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, driftwire, lines } from './driftwire.ts';
import { newFolder } from './recordings.ts';

const folder = newFolder();
afterAll(() => folder.remove());
const phone = capture('logout-by-phone.har');

describe('replay', () => {
  test('ends as recorded against a simulation, and records the run with the origin of each exchange', () => {
    const out = folder.path('new.har');
    const { code, stderr } = driftwire(['replay', phone, '--against', 'simulated', '-o', out]);
    expect(stderr).toContain('ends: login qr, sync closed');
    expect(code).toBe(0);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const { entries } = JSON.parse(readFileSync(out, 'utf8')).log;
    expect(entries.length).toBeGreaterThan(30);
    for (const { _origin } of entries) expect(_origin).toMatch(/^e\d+$/);
    const events = lines(driftwire(['decode', out, '--type', 'session.*']).stdout);
    expect(events.at(-1)).toMatchObject({ type: 'session.closed', by: 'server' });
  });

  test('ends as recorded against the recording itself', () => {
    const { code, stderr } = driftwire(['replay', phone, '--against', phone]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^sent 33, left out 0; ends: login qr, sync closed$/m),
    ]);
  });

  test('tells the first cause where it is refused', () => {
    const scenario = folder.file('refuses.json', JSON.stringify({ changes: { D12: true } }));
    const { code, stderr } = driftwire(['replay', phone, '--against', `simulated:${scenario}`]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/webwxnewloginpage: refused .*nothing more was sent/);
  });

  test('tells what it would send and why, and sends nothing', () => {
    const { code, stdout } = driftwire(['replay', phone, '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toContain('/query/ticket: the ticket of the new session (url-part)');
    expect(stdout).toMatch(/^e27 +synccheck .*, until closed$/m);
    expect(stdout).not.toContain('YSSLd31noZuLt');
  });

  test('asks whom to ask', () => {
    const { code, stderr } = driftwire(['replay', phone]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--against')]);
  });
});
