/** Holds the sentence on imports, and what only the edges may do. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const sentence =
  'Imports point down: cli → {client, replay} → decode → protocol → floor; capture → floor only; ' +
  'siblings do not import each other, but for replay/rerun → client/call. Type imports count.';

const src = join(import.meta.dirname, '..', 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.split(sep).join('/'))
  .sort();

/** Bare words of an import line: where it points, inside src or to a package. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  const found = [
    ...text.matchAll(
      /^(?:import|export)[^;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm,
    ),
  ];
  return found.map((match) => match[1] ?? match[2] ?? match[3]!);
}

const local = (file: string, target: string): string => posix.normalize(posix.join(dirname(file), target));
const area = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : 'floor');

const floor = ['floor', 'har', 'proxy'];
const may: Record<string, readonly string[]> = {
  floor: ['floor'],
  har: ['floor'],
  proxy: ['floor', 'har'],
  protocol: ['floor'],
  capture: floor,
  decode: ['protocol', ...floor],
  client: ['decode', 'protocol', ...floor],
  replay: ['decode', 'protocol', ...floor],
  cli: ['client', 'replay', 'decode', 'protocol', 'capture', ...floor],
};

/** The floor that the protocol may stand on. */
const protocolFloor = ['exchange.ts', 'effects.ts', 'errors.ts', 'json.ts'];
/** What is built from every area: the public list of names. */
const publicApi = 'index.ts';

const edges = files.flatMap((file) =>
  importsOf(file)
    .filter((target) => target.startsWith('.'))
    .map((target) => ({ from: file, to: local(file, target) })),
);

describe('the house', () => {
  test(sentence, () => {
    const wrong = edges.filter(({ from, to }) => {
      if (from === publicApi) return false;
      const [here, there] = [area(from), area(to)];
      if (here === there && here !== 'floor') return false;
      if (from === 'replay/rerun.ts' && to === 'client/call.ts') return false;
      if (here === 'protocol') return !protocolFloor.includes(to);
      return !may[here]!.includes(there);
    });
    expect(
      wrong.map(({ from, to }) => `${from} → ${to}`),
      sentence,
    ).toEqual([]);
  });

  test('every relative import leads to a file of src', () => {
    expect(edges.filter(({ to }) => !files.includes(to)).map(({ from, to }) => `${from} → ${to}`)).toEqual(
      [],
    );
  });

  test('no file imports itself by any way round', () => {
    const graph = new Map(
      files.map((file) => [file, edges.filter(({ from }) => from === file).map(({ to }) => to)]),
    );
    const cycles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (path.includes(file) || done.has(file)) return;
      for (const to of graph.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test('node: modules, real time and randomness stay at the edges', () => {
    const edge =
      /^(?:proxy|capture|cli)\/|^har\/|^client\/(?:transport|session-file)\.ts$|^replay\/listen\.ts$/;
    const worldly =
      /\bDate\.now\(|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\bnew Date\(\)|\bprocess\./;
    const wrong = files
      .filter((file) => !edge.test(file))
      .filter((file) => {
        const code = readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
        return worldly.test(code) || importsOf(file).some((target) => target.startsWith('node:'));
      });
    expect(wrong).toEqual([]);
  });

  test('no knowledge of one protocol outside its folder', () => {
    const words = /webwx|synccheck|jslogin|pass_ticket|wxsid|AddMsg|BaseRe(?:sponse|quest)|qq\.com/;
    const wrong = files
      .filter((file) => !file.startsWith('protocol/wechat/') && !file.startsWith('cli/'))
      .filter((file) =>
        words.test(readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
      );
    expect(wrong).toEqual([]);
  });

  test('every file opens with one sentence that says what it is for', () => {
    const wrong = files.filter((file) => {
      const text = readFileSync(join(src, file), 'utf8').replace(/^#!.*\n/, '');
      return !/^\/\*\*(?:[^*]|\*(?!\/))*\*\//.test(text);
    });
    expect(wrong).toEqual([]);
  });

  test('files stay small: half under 100 lines, nine of ten under 250', () => {
    const tables = /^protocol\/[^/]+\//;
    const sizes = files
      .filter((file) => !tables.test(file))
      .map((file) => readFileSync(join(src, file), 'utf8').split('\n').length)
      .sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(110);
    expect(sizes[Math.floor(sizes.length * 0.9)]).toBeLessThanOrEqual(250);
  });
});
