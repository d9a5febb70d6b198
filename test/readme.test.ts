/** The commands of the README do what it says, run as a reader would run them. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Client, inProcess, VirtualClock, wechat } from '../src/index.ts';

const root = join(import.meta.dirname, '..');
const main = join(root, 'dist/cli/main.js');

/** Lines of the shell blocks of a page that call the executable. */
function commands(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!);
  return blocks.flatMap((block) => block.split('\n')).filter((line) => line.startsWith('driftwire '));
}

/** The words of a line, its comment left out and single quotes honoured. */
function words(line: string): string[] {
  const bare = line.replace(/\s+#.*$/, '');
  return [...bare.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!).slice(1);
}

/** A program that goes to the real hosts meets the simulation instead, in virtual time. */
function simulated(program: string): string {
  const made = program
    .replace('openTransport, ', 'inProcess, VirtualClock, ')
    .replace(
      'const { effects, close } = openTransport();',
      'const effects = inProcess(await wechat.simulate(), new VirtualClock(Date.now())), close = () => {};',
    );
  expect(made).not.toContain('openTransport');
  return made;
}

const lines = [...new Set([...commands('README.md'), ...commands('README.zh-CN.md')])];

describe('the README', () => {
  test('names the two commands that set everything up', () => {
    for (const page of ['README.md', 'README.zh-CN.md']) {
      const text = readFileSync(join(root, page), 'utf8');
      expect(text).toContain('npm ci && npm start');
      expect(text).toContain('npm ci && npm test');
    }
  });

  test.each(lines)('%s', (line) => {
    const run = spawnSync(process.execPath, [main, ...words(line)], { cwd: root, encoding: 'utf8' });
    expect(run.stderr).not.toMatch(/driftwire: /);
    expect(run.status).toBe(0);
    expect(run.stdout.length).toBeGreaterThan(40);
  });

  test('shows output as it is', () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    const shown = [...text.matchAll(/^\$ (driftwire .+)\n([\s\S]*?)…\n/gm)];
    expect(shown.length).toBeGreaterThan(0);
    for (const [, line, output] of shown) {
      const run = spawnSync(process.execPath, [main, ...words(line!)], { cwd: root, encoding: 'utf8' });
      expect(run.stdout.slice(0, output!.length)).toBe(output);
    }
  });

  test('the programs run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'driftwire-readme-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/driftwire'), 'junction');
    for (const name of ['before.har', 'session.har'])
      copyFileSync(join(root, 'captures/wechat/logout-by-phone.har'), join(folder, name));
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    const programs = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program]) => program!);
    expect(programs.length).toBeGreaterThan(2);
    for (const program of programs) {
      writeFileSync(join(folder, 'program.mjs'), simulated(program));
      const run = spawnSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
      expect(run.stderr).toBe('');
      expect(run.stdout).toMatch(
        /end: 'closed'|text 晚上一起吃饭吗|HTTPS_PROXY=http:\/\/127\.0\.0\.1:\d+|break: 0/,
      );
    }
    rmSync(folder, { recursive: true, force: true });
  });

  test('the scenarios play', async () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    const scenarios = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, scenario]) => scenario!);
    expect(scenarios.length).toBeGreaterThan(0);
    for (const scenario of scenarios) {
      const effects = inProcess(await wechat.simulate(scenario), new VirtualClock(Date.UTC(2026, 0, 1)));
      const types: string[] = [];
      const client = new Client(wechat, effects);
      client.on('*', ({ type }) => types.push(type));
      await client.login();
      await client.sync();
      for (const type of ['login.cancelled', 'message.received', 'message.revoked', 'session.closed'])
        expect(types).toContain(type);
    }
  });

  test('the Chinese page shows the same programs, scenarios and findings', () => {
    const [english, chinese] = ['README.md', 'README.zh-CN.md'].map((page) =>
      readFileSync(join(root, page), 'utf8'),
    );
    const blocks = [...chinese!.matchAll(/```(?:ts|json)\n[\s\S]*?```|^\$ driftwire [\s\S]*?```/gm)];
    expect(blocks.length).toBeGreaterThan(3);
    for (const [block] of blocks) expect(english).toContain(block);
  });

  test('every command of one page is on the other', () => {
    const bare = (page: string): string[] => commands(page).map((line) => words(line).join(' '));
    expect(bare('README.zh-CN.md').sort()).toEqual(bare('README.md').sort());
  });

  test('every picture and page it points to is there', () => {
    const text = ['README.md', 'README.zh-CN.md']
      .map((page) => readFileSync(join(root, page), 'utf8'))
      .join();
    const targets = [...text.matchAll(/\]\(((?!https?:)[^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!);
    expect(targets.length).toBeGreaterThan(10);
    for (const target of targets) expect([target, existsSync(join(root, target))]).toEqual([target, true]);
  });
});
