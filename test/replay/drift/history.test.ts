/** Every change of the protocol's history that the wire shows is found, where it is, as severe as it is. */
import { describe, expect, test } from 'vitest';
import { changes } from '../../../src/protocol/wechat/simulated/ages.ts';
import { bench, library } from './library.ts';

const { history, playChange } = await bench('history.mjs');
const { compared, judge } = await bench('judge.mjs');

const visible = changes
  .filter((change) => change.visible === true)
  .map(({ id, says }) => [id, says] as const);

describe('a change of the history', () => {
  test('has a pair for each that can be seen', () => {
    expect(Object.keys(history)).toEqual(visible.map(([id]) => id));
  });

  test.each(visible)('%s: %s', async (id) => {
    const [before, after] = [await playChange(library, id, false), await playChange(library, id, true)];
    const verdict = judge(compared(library, before, after), history[id].finds);
    expect(verdict).toEqual({ found: true, severity: true, first: true, stray: [] });
    expect(compared(library, before, before).findings).toEqual([]);
  });
});
