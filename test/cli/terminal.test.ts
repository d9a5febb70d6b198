/** Colours and columns follow the terminal, the environment and the option. */
import { describe, expect, test } from 'vitest';
import { columnsOf, wantsColour } from '../../src/cli/terminal.ts';

const terminal = { isTTY: true, columns: 120 };
const pipe = {};

describe('colour', () => {
  test.each([
    ['auto', terminal, {}, true],
    ['auto', pipe, {}, false],
    ['auto', terminal, { NO_COLOR: '1' }, false],
    ['auto', terminal, { NO_COLOR: '' }, true],
    ['auto', terminal, { TERM: 'dumb' }, false],
    ['auto', pipe, { FORCE_COLOR: '1' }, true],
    ['auto', terminal, { FORCE_COLOR: '0' }, false],
    ['always', pipe, { NO_COLOR: '1' }, true],
    ['never', terminal, { FORCE_COLOR: '1' }, false],
  ] as const)('%s on %j with %j: %j', (choice, stream, env, wanted) => {
    expect(wantsColour(choice, stream, env)).toBe(wanted);
  });
});

describe('columns', () => {
  test.each([
    [terminal, {}, 120],
    [pipe, {}, 80],
    [pipe, { COLUMNS: '132' }, 132],
    [pipe, { COLUMNS: '-1' }, 80],
    [{ columns: 10 }, {}, 60],
    [{ columns: 0 }, {}, 80],
  ])('of %j with %j are %i', (stream, env, columns) => {
    expect(columnsOf(stream, env)).toBe(columns);
  });
});
