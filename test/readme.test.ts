/** The commands of the README do what it says, run as a reader would run them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

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

  test('every picture and page it points to is there', () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    const targets = [...text.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map(([, target]) => target!);
    expect(targets.length).toBeGreaterThan(3);
    for (const target of targets) expect(() => readFileSync(join(root, target)), target).not.toThrow();
  });
});
