/** Progress appears late, seldom, and leaves nothing behind. */
import { describe, expect, test } from 'vitest';
import { Progress } from '../../src/cli/progress.ts';

function world() {
  const shown: string[] = [];
  const clock = { now: 0 };
  return { shown, clock, port: { write: (text: string) => void shown.push(text), now: () => clock.now } };
}
const work = (progress: Progress, clock: { now: number }, ms: number): void => {
  for (let tick = 0; tick < ms; tick += 1) {
    clock.now += 1;
    progress.tick(tick * 1000);
  }
};

describe('progress', () => {
  test('says nothing about work of less than a second', () => {
    const { shown, clock, port } = world();
    const progress = new Progress(port, 'decoding', 5_000_000);
    work(progress, clock, 900);
    progress.done();
    expect(shown).toEqual([]);
  });

  test('says how far it is, ten times a second at most, and clears its line', () => {
    const { shown, clock, port } = world();
    const progress = new Progress(port, 'decoding', 5_000_000);
    work(progress, clock, 2500);
    progress.done();
    expect(shown[0]).toBe('\r\x1b[Kdriftwire: decoding 20 % (1024 entries)');
    expect(shown.length).toBeLessThan(17);
    expect(shown.at(-1)).toBe('\r\x1b[K');
  });

  test('counts where the size is not known', () => {
    const { shown, clock, port } = world();
    work(new Progress(port, 'reading'), clock, 1500);
    expect(shown[0]).toContain('driftwire: reading 1024 entries');
  });

  test('is silent without a terminal', () => {
    const progress = new Progress(undefined, 'reading', 1);
    for (let tick = 0; tick < 1000; tick += 1) progress.tick(tick);
    expect(() => progress.done()).not.toThrow();
  });
});
