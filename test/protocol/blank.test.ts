/** Empty replies. */
import { describe, expect, test } from 'vitest';
import { blank } from '../../src/protocol/blank.ts';
import type { Shape } from '../../src/protocol/shape.ts';
import { walk } from '../../src/protocol/walk.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';

const rows = wechat.endpoints.filter(({ reply }) => reply.codec === 'json');

describe('an empty reply', () => {
  test.each(rows.map((row) => [row.name, row.reply.shape as Shape] as const))(
    'of %s has every key and no issue',
    (_, shape) => {
      const value = blank(shape) as Record<string, unknown>;
      expect(Object.keys(value)).toEqual(Object.keys(shape.properties as object));
      expect(walk(shape, value, '')).toEqual([]);
    },
  );

  test('is made anew each time', () => {
    const { shape } = wechat.endpoints.find(({ name }) => name === 'webwxsync')!.reply;
    const value = blank(shape) as { AddMsgList: unknown[] };
    value.AddMsgList.push(1);
    expect((blank(shape) as { AddMsgList: unknown[] }).AddMsgList).toEqual([]);
  });
});
