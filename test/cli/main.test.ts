/** What the executable loads before it knows what to do. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '..', '..', 'src');

/** Files and packages that a module loads when it is loaded itself; types and dynamic imports cost nothing. */
function loadedBy(path: string, found: Set<string>): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  const text = readFileSync(path, 'utf8');
  for (const [, names, target] of text.matchAll(/^import (?!type)([^;]*?)from '([^']+)'/gm)) {
    if (/^\{(?:\s*type [^,}]+,?)+\s*\}\s*$/.test(names!)) continue;
    if (target!.startsWith('.')) loadedBy(join(dirname(path), target!), found);
    else found.add(target!);
  }
  return found;
}

test('the list of commands needs no package and few files, so that it is there at once', () => {
  const found = [...loadedBy(join(src, 'cli', 'main.ts'), new Set())];
  const packages = found.filter((one) => !one.startsWith('/') && !one.startsWith('node:'));
  expect(packages).toEqual([]);
  expect(found.filter((one) => one.startsWith('/')).map((one) => relative(src, one)).length).toBeLessThan(20);
});
