/** Holds session values to how they are joined and computed (protocol.md 1.9). */
import { describe, expect, test } from 'vitest';
import { derive, joinSyncKey, sessionKeys } from '../../../src/protocol/wechat/values.ts';

describe('a position as synccheck sends it', () => {
  test('joins its pairs', () => {
    const List = [
      { Key: 1, Val: 694411380 },
      { Key: 1000, Val: 1526698787 },
    ];
    expect(joinSyncKey({ Count: 2, List })).toBe('1_694411380|1000_1526698787');
    expect(joinSyncKey({ Count: 0, List: [] })).toBe('');
  });

  test.each([undefined, null, {}, 'text', { List: {} }])('is undefined for %o', (value) => {
    expect(joinSyncKey(value)).toBeUndefined();
  });

  test('has an empty place for what is broken', () => {
    expect(joinSyncKey({ List: [null, { Key: { toString: 1 } }, { Key: '7', Val: 8n }] })).toBe('_|_|7_8');
  });
});

describe('the parts of redirect_uri', () => {
  const derived = (redirectUri: unknown): Record<string, unknown> => {
    const values: Record<string, unknown> = { redirectUri };
    derive(values);
    const { redirectUri: _, ...rest } = values;
    return rest;
  };

  test.each([
    [
      'https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=A_b-@qrticket_0&uuid=4a==&lang=zh_CN&scan=1551166580',
      { ticket: 'A_b-@qrticket_0', scan: '1551166580' },
    ],
    ['https://h/?scan=1#x', { scan: '1' }],
    ['https://h/?ticket=&x=scan=1', { ticket: '' }],
    ['https://h/?myticket=1', {}],
  ])('%s', (redirect, values) => {
    expect(derived(redirect)).toEqual(values);
  });

  test.each([undefined, null, 5, { toString: 1 }])('are none in %o', (redirect) => {
    expect(derived(redirect)).toEqual({});
  });
});

test('what a session hides holds no public value', () => {
  const open = Object.entries(sessionKeys).filter(([, key]) => !('secret' in key));
  expect(open.map(([name]) => name)).toEqual(
    expect.arrayContaining(['uuid', 'scan', 'userName', 'syncKey', 'syncCheckKey']),
  );
  expect(open.map(([name]) => name)).not.toEqual(expect.arrayContaining(['sid']));
});
