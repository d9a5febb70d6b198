/** curl, through the proxy of `driftwire serve`, repeats the login that was once traced with it. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, root } from './driftwire.ts';
import { newFolder } from './recordings.ts';
import { type Served, serving } from './serving.ts';

const seeds = join(root, '../shared/seeds');
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const folder = newFolder();
afterAll(() => folder.remove());
const serve = serving();

/** A command of the trace, and what it got: a body, and the head where the trace shows it. */
interface Traced {
  readonly command: string;
  readonly head?: string;
  readonly body: string;
}

function trace(): Traced[] {
  const name = readdirSync(seeds).find((file) => file.startsWith('000'))!;
  const text = readFileSync(join(seeds, name), 'utf8');
  return [...text.matchAll(/^(curl '.*)\n([\s\S]*?)(?=^[^\n]*\ncurl |(?![\s\S]))/gm)].map(
    ([, command, rest]) => {
      const head = /^HTTP\/1\.1 200 OK\n[\s\S]*?\n\n/m.exec(rest!)?.[0].trim();
      const body = /^(?:window|<error>)[\s\S]*?(?=\n\n|\s*(?![\s\S]))/m.exec(rest!)?.[0] ?? '';
      return { command: command!, body, ...(head !== undefined && { head }) };
    },
  );
}

interface Got {
  readonly head: string;
  readonly body: string;
}

/** Runs a command of the trace, these of its values replaced by what this server gave. */
function curl(command: string, served: Served, values: readonly (readonly [string, string])[]): Promise<Got> {
  const head = folder.path('head');
  const asked = values.reduce((text, [old, own]) => text.replaceAll(old, own), command);
  const more = `--silent --show-error --max-time 20 --proxy http://127.0.0.1:${served.port} --cacert '${served.certificate}'`;
  const child = spawn('bash', ['-c', `${asked} ${more} --suppress-connect-headers --dump-header '${head}'`]);
  let [body, complaint] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (body += chunk));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk));
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      if (code !== 0) reject(new Error(`curl ended with ${code}: ${complaint}`));
      else resolve({ head: readFileSync(head, 'utf8').replaceAll('\r\n', '\n').trim(), body });
    });
  });
}

/** Values of the trace that are another login's in every reply, by their form; the rest is the same to the byte. */
const own = [
  /[\w-]{10}==(?=[&"])/,
  /[\w-]{24}@qrticket_0/,
  /(?<=scan=|wxloadtime=)\d{10}/,
  /@crypt_[0-9a-f]{8}_[0-9a-f]{32}/,
  /(?<=<wxsid>|wxsid=)[A-Za-z0-9+/]{16}/,
  /(?<=<wxuin>|wxuin=)\d{9,10}/,
  /(?<=<pass_ticket>)(?:\w|%2B|%2F)+/,
  /(?<=webwx_data_ticket=)[A-Za-z0-9+/]{24}/,
  /(?<=webwxuvid=)[0-9a-f]{96}/,
  /(?<=webwx_auth_ticket=)[A-Za-z0-9+/]+=*/,
  /[A-Z][a-z]{2}, \d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d GMT/,
  /(?<=Content-Length: )\d{2,3}/,
  /(?<=base64,)\/9j\/4A[\w+/.]*=*/,
];
const anyOwn = new RegExp(own.map(({ source }) => `(?:${source})`).join('|'), 'g');

/** Fails unless both are of one form; gives the pairs of values, ours beside that of the trace. */
function paired(traced: string, got: string): [string, string][] {
  expect(got.replace(anyOwn, '…')).toBe(traced.replace(anyOwn, '…'));
  const [old, now] = [traced, got].map((text) => text.match(anyOwn) ?? []);
  return old!.map((value, index) => [value, now![index]!]);
}

/** Every name in a value of JSON. */
const namesIn = (value: unknown): Set<string> => {
  const names = new Set<string>();
  JSON.stringify(value, (name, inner) => {
    names.add(name);
    return inner;
  });
  return names;
};

/** Between a proxy and its client only. */
const withoutHop = (head: string): string => head.replace('Connection: keep-alive\n', '');

describe.skipIf(!existsSync(seeds) || !hasCurl)('curl (needs it, and the trace in ../shared/seeds)', () => {
  const scenario = folder.file(
    'scenario.json',
    JSON.stringify({
      family: 'wx2',
      age: '2019-02-26',
      hold: 300,
      qrLife: 2000,
      phone: [{ scan: 200, confirm: 200 }, { ignore: true }],
    }),
  );

  test.each([
    ['a simulation', ['--simulate', scenario]],
    ['a recording', [capture('seed-login.har'), '--pace', 'x100']],
  ])('logs in against %s and gets what the trace shows', async (_name, argv) => {
    const served = await serve(...argv);
    const values: [string, string][] = [];
    const [jslogin, , scanned, confirmed, ticket] = trace();
    for (const traced of [jslogin!, scanned!, confirmed!, ticket!]) {
      const got = await curl(traced.command, served, values);
      values.push(...paired(traced.body, got.body));
      if (traced.head !== undefined) values.push(...paired(withoutHop(traced.head), withoutHop(got.head)));
    }
    expect(values.map(([value]) => value)).toContain('GLRECysse3NhRQe2');
  });

  test('is told that the session began, and that a code which nobody scans expires', async () => {
    const served = await serve('--simulate', scenario);
    const [jslogin, waiting, scanned, confirmed, ticket, init, expired] = trace();
    const values: [string, string][] = [];
    for (const traced of [jslogin!, scanned!, confirmed!, ticket!])
      values.push(...paired(traced.body, (await curl(traced.command, served, values)).body));
    const encoded = values.map(([old, now]): [string, string] => [
      encodeURIComponent(old),
      encodeURIComponent(now),
    ]);
    const begun = JSON.parse((await curl(init!.command, served, [...encoded, ...values])).body);
    expect(begun.BaseResponse).toEqual({ Ret: 0, ErrMsg: '' });
    const said = readFileSync(
      join(seeds, readdirSync(seeds).find((file) => file.startsWith('002'))!),
      'utf8',
    );
    const [reply] = /^\d*\{\n"BaseResponse"[\s\S]*?"ClickReportInterval"[^}]*\}/m.exec(said)!;
    const names = [...reply.matchAll(/^"(\w+)":/gm)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(30);
    expect([...namesIn(begun)]).toEqual(expect.arrayContaining(names));
    expect(String(begun.User.Uin)).toBe(values.find(([old]) => old === '2663483803')![1]);

    const [, other] = paired(jslogin!.body, (await curl(jslogin!.command, served, [])).body)[0]!;
    expect((await curl(waiting!.command, served, [['QYRItUzjZQ==', other]])).body).toBe(waiting!.body);
    await expect
      .poll(async () => (await curl(expired!.command, served, [['QYRItUzjZQ==', other]])).body, {
        timeout: 10_000,
      })
      .toBe(expired!.body);
  });
});
