/** Every rule finds what its own example shows, and nothing in the example as it was before. */
import { describe, expect, test } from 'vitest';
import { compare } from '../../../src/replay/drift/compare.ts';
import { Learner } from '../../../src/replay/drift/learn.ts';
import { merge } from '../../../src/replay/drift/merge.ts';
import { Profile } from '../../../src/replay/drift/profile.ts';
import { rules } from '../../../src/replay/drift/rules/index.ts';
import type { Script } from '../../../src/replay/drift/rules/rule.ts';
import { played, shop } from './shop.ts';

function learned(script: Script, recordings = 1): Profile {
  const profile = new Profile(shop.name);
  for (let count = 0; count < recordings; count++) {
    const learner = new Learner(shop);
    for (const exchange of played(script)) learner.add(exchange);
    merge(profile, learner.finish());
  }
  return profile;
}

describe('the example of', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))(
    '%s',
    (id, { example, says, advice, severity }) => {
      const before = learned(example.before, example.recordings);
      const { findings } = compare(shop, before, learned(example.after));
      const own = findings.filter(({ rule }) => rule === id);
      expect(own.map((one) => ({ severity: one.severity, where: one.where }))).toEqual([example.finds]);
      expect(compare(shop, before, learned(example.before)).findings).toEqual([]);
      for (const text of [says, advice, severity]) expect(text.length).toBeGreaterThan(3);
    },
  );

  test('every rule has a name of its own', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });
});
