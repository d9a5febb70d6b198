/** Items as lines, or as one JSON array. */
import { expect, test } from 'vitest';
import { frameOf } from '../../src/cli/frame.ts';
import { Output } from '../../src/cli/output.ts';

type Close = 'end' | 'stop';

async function framed(
  format: 'ndjson' | 'json' | 'table',
  items: readonly string[],
  close: Close = 'end',
): Promise<string> {
  let text = '';
  const write = (part: string, done: () => void): void => {
    text += part;
    done();
  };
  const out = new Output({ write }, 'there');
  const frame = frameOf(format, out, format === 'table' ? 'head' : undefined);
  for (const item of items) frame.item(item);
  frame[close]();
  await out.flush();
  return text;
}

test('lines are items', async () => {
  expect(await framed('ndjson', ['1', '2'])).toBe('1\n2\n');
  expect(await framed('ndjson', [])).toBe('');
});

test('a table has its head once', async () => {
  expect(await framed('table', ['a', 'b'])).toBe('head\na\nb\n');
  expect(await framed('table', [])).toBe('head\n');
});

test.each([[[]], [['1']], [['1', '{"a":2}']]])('an array of %j parses', async (items) => {
  expect(JSON.parse(await framed('json', items))).toEqual(items.map((item) => JSON.parse(item)));
});

test('an array that was begun is closed when work stops, and one that was not is not there', async () => {
  expect(await framed('json', ['1'], 'stop')).toBe('[\n1\n]\n');
  expect(await framed('json', [], 'stop')).toBe('');
});
