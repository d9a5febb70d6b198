/** The replay command on whole recordings. */
import { readFileSync, statSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, driftwire, lines } from './driftwire.ts';
import { newFolder, text } from './recordings.ts';

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

  test('gives the run as data, and exits by its first cause', () => {
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(
      JSON.parse(driftwire(['schema', 'replay']).stdout),
    );
    const scenario = folder.file('refuses-too.json', JSON.stringify({ changes: { D12: true } }));
    const runs = [
      driftwire(['replay', phone, '--against', phone, '--format', 'json']),
      driftwire(['replay', phone, '--against', `simulated:${scenario}`, '--format', 'json']),
      driftwire(['replay', phone, '--dry-run', '--format', 'json']),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 4, 0]);
    const told = runs.map(({ stdout }) => JSON.parse(stdout));
    for (const one of told) expect(validate(one), JSON.stringify(validate.errors)).toBe(true);
    expect(told[0]).toMatchObject({ broken: [], ends: { reached: { login: 'qr', sync: 'closed' } } });
    expect(told[1].stopped).toMatchObject({ code: 'remote/refused' });
    expect(told[1].exchanges.at(-1)).toMatchObject({ origin: 'e5', ok: false, recorded: { ok: true } });
    expect(told[2].steps[6]).toMatchObject({ exchange: 'e6', endpoint: 'webwxinit', method: 'POST' });
  });

  test('says of a recording without an answer that it has none, and goes on', () => {
    const seed = capture('seed-login.har');
    const { code, stdout } = driftwire(['replay', seed, '--against', seed]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^e5 +← e5 +webwxinit +.*its body was not recorded$/m);
  });

  test('that sends nothing is no success: it says why', () => {
    const none = folder.file('none.har', '{"log":{"entries":[]}}');
    const elsewhere = folder.file(
      'elsewhere.har',
      text().replace(/https:\/\/[\w.]+/g, 'https://example.com'),
    );
    const against = ['--against', 'simulated'];
    const empty = driftwire(['replay', none, ...against]);
    expect([empty.code, empty.stderr]).toEqual([3, expect.stringContaining('(replay/nothing-sent)')]);
    expect(empty.stderr).toContain('it holds no request');
    const left = driftwire(['replay', elsewhere, ...against, '--quiet']);
    expect([left.code, left.stderr]).toEqual([3, expect.stringContaining('(replay/nothing-sent)')]);
    expect(left.stderr).toContain('33 requests were left out: example.com is no host of the protocol');
    const planned = driftwire(['replay', elsewhere, '--dry-run']);
    expect([planned.code, planned.stderr]).toEqual([0, 'nothing would be sent\n']);
  });

  test('asks whom to ask', () => {
    const { code, stderr } = driftwire(['replay', phone]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--against')]);
  });
});
