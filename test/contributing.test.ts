/** The diffs that CONTRIBUTING shows are those of real rows, one source file each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const diffs = [...page.matchAll(/```diff\n([\s\S]*?)```/g)].map(([, diff]) => diff!);

describe('CONTRIBUTING', () => {
  test('shows how to add an endpoint, a message kind and a drift rule', () => {
    expect(diffs).toHaveLength(3);
  });

  test.each(diffs)('a diff touches one file and adds what stands there: %#', (diff) => {
    const files = [...diff.matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, file]) => file!);
    expect(files).toHaveLength(1);
    const after = diff
      .split('\n')
      .filter((line) => !/^(?:---|\+\+\+)/.test(line) && line !== '')
      .map((line) => line.slice(1));
    expect(readFileSync(join(root, files[0]!), 'utf8')).toContain(after.join('\n').trim());
  });
});
