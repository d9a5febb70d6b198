/** Sessions that differ in everything but the protocol: nothing severe; changes at random places: found. A sample of bench/drift. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/replay/drift/finding.ts';
import { bench, library } from './library.ts';

const { silentPair } = await bench('silence.mjs');
const { canShow, compared, judge, profileOf } = await bench('judge.mjs');
const { operators } = await bench('mutations.mjs');
const { dice } = await bench('random.mjs');
const seeds = Array.from({ length: 8 }, (_, index) => 900 + index);

describe('two sessions', () => {
  test.each(seeds)('of other people and clients, seed %i: neither break nor warning', async (seed) => {
    const [before, after] = await silentPair(library, seed);
    const { findings } = compared(library, before, after) as { findings: Finding[] };
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test('of one client that meet the same kinds of message: nothing at all', async () => {
    const [one] = await silentPair(library, 7, { isOneClient: true });
    const [again] = await silentPair(library, 7, { isOneClient: true });
    expect(compared(library, one, again).findings).toEqual([]);
  });
});

describe('a change at a random place', async () => {
  // One of few kinds of message, a long one with QR codes that lapsed, one with a link.
  const pairs = await Promise.all(
    [77, 81, 80].map((seed) => silentPair(library, seed, { isOneClient: true })),
  );
  const named: [string, number][] = operators.map(({ name }: { name: string }, index: number) => [
    name,
    index,
  ]);
  test.each(named)('%s', (_, index) => {
    const cases = pairs.flatMap(([before, after]) => {
      const changed = operators[index].apply(library, after, dice(library, `test ${index}`));
      const base = profileOf(library, before);
      return changed && canShow(base, changed.expected) ? [{ base, ...changed }] : [];
    });
    const [{ base, exchanges, expected }] = cases;
    const report = library.compare(library.wechat, base, profileOf(library, exchanges));
    expect(judge(report, expected)).toMatchObject({ found: true, severity: true });
  });
});
