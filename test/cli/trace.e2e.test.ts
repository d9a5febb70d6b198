/** The trace command on whole recordings. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { schemasFor } from '../../src/decode/schemas.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { capture, driftwire } from './driftwire.ts';
import { newFolder } from './recordings.ts';

const folder = newFolder();
afterAll(() => folder.remove());
const seed = capture('seed-login.har');
const phone = capture('logout-by-phone.har');

interface Printed {
  values: { to: { exchange: string; where: string }; kind: string; value?: string }[];
  summary: Record<string, number>;
}
const printed = (argv: readonly string[]): Printed =>
  JSON.parse(driftwire(['trace', ...argv, '--format', 'json']).stdout);

describe('trace', () => {
  test('fits 80 columns, and keeps where values came from', () => {
    const { stdout } = driftwire(['trace', phone], { env: { COLUMNS: '80' } });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(
      /^ {2}\/body\/BaseRequest\/Uin +← webwxnewloginpage \/response\/body\/error\/wxuin$/m,
    );
    expect(stdout).toMatch(/^ {2}constant: \/host \/query\/appid \/query\/fun 11 headers$/m);
  });

  test('prints JSON as its schema says, and counts what it prints', () => {
    const trace = printed([phone]);
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schemasFor(wechat).trace);
    expect(validate(trace), JSON.stringify(validate.errors)).toBe(true);
    const total = Object.values(trace.summary).reduce((sum, count) => sum + count, 0);
    expect(trace.values).toHaveLength(total);
    expect(trace.summary.unknown).toBe(0);
  });

  test('shows values only where they are asked for', () => {
    const secret = 'vf5gf3j1hdx5g26t';
    for (const format of ['text', 'json', 'mermaid'])
      expect(driftwire(['trace', seed, '--format', format]).stdout).not.toContain(secret);
    expect(printed([seed, '--secrets']).values.map(({ value }) => value)).toContain(secret);
  });

  test('tells where a value was used, its encodings undone', () => {
    const { stdout, code } = driftwire(['trace', phone, '--value', 'YSSLd31noZuLt%2BWz']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^e9 +synccheck \/request\/query\/sid {2}← e5 \/response\/body\/error\/wxsid \(percent-encode\)/m,
    );
    expect(stdout).toMatch(/^e21 +webwxsync \/request\/body\/BaseRequest\/Sid/m);
    const none = driftwire(['trace', phone, '--value', 'nowhere-to-be-found']);
    expect([none.code, none.stdout]).toEqual([0, '']);
    expect(none.stderr).toContain('no request has this value');
  });

  test('keeps to one endpoint', () => {
    expect(new Set(printed([phone, '--endpoint', 'webwxinit']).values.map(({ to }) => to.exchange))).toEqual(
      new Set(['e6']),
    );
    const wrong = driftwire(['trace', phone, '--endpoint', 'webwxinitt']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('did you mean webwxinit?')]);
  });

  test('works without the table, from standard input, and into a file', () => {
    const input = readFileSync(seed);
    const { stdout, code } = driftwire(['trace', '-', '--protocol', 'none'], { input });
    expect(code).toBe(0);
    expect(stdout).toContain('/query/ticket');
    const out = folder.path('trace.mmd');
    expect(driftwire(['trace', seed, '--format', 'mermaid', '-o', out]).code).toBe(0);
    expect(readFileSync(out, 'utf8')).toMatch(/^---\ntitle: "seed-login\.har"\n---\nflowchart LR\n/);
  });
});
