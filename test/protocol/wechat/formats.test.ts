/** Holds the formats of values to values of every age (protocol.md 1.3). */
import { describe, expect, test } from 'vitest';
import { formats } from '../../../src/protocol/wechat/formats.ts';

const hex = '0123456789abcdef';
const good: Readonly<Record<keyof typeof formats, readonly string[]>> = {
  uuid: ['Qe3PDEPf1Q==', '4abCd_EfgH=='],
  ticket: ['AyGitdJAff6sUYys3kvhlm6-@qrticket_0', hex.repeat(2)],
  unixSeconds: ['1551166580'],
  skey: [`@crypt_ae446460_${hex.repeat(2)}`],
  sid: ['GLRECysse3NhRQe2', 'Ab+/Cd12Ef34Gh56'],
  uin: ['1', '2663483803', '4294967295'],
  passTicket: ['NuMItNqHBs1eIid1K1YK5cJ7Q2K7VmQ0wuFkv%2FNgDfLKwEwdX4mETYoskIJutT5d', 'a%2Bb%3D', 'a+b/c='],
  dataTicket: ['gSeQqWLSMdWtXWd5shc7+gG9'],
  webwxuvid: [hex.repeat(6)],
  base64: ['CIsBEPuS', 'QUJDRA=='],
  syncKey: ['1_694411380', '1_694411380|2_694413141'],
  userName: [
    `@${hex.repeat(2)}`,
    `@${hex.repeat(4)}`,
    `@@${hex.repeat(4)}`,
    '123@chatroom',
    'filehelper',
    'gh_0a',
  ],
  room: [`@@${hex.repeat(4)}`, '123@chatroom'],
  messageId: ['1', '8000000000000000004'],
  mediaId: [`@crypt_ae446460_${hex.repeat(9)}`],
};
const bad: Readonly<Record<keyof typeof formats, readonly string[]>> = {
  uuid: ['Qe3PDEPf1Q', 'Qe3PDEPf1Q%3D%3D', ''],
  ticket: ['@qrticket_0', 'short', 'a b'],
  unixSeconds: ['1551166580123', '155116658'],
  skey: ['@crypt_ae446460', `crypt_ae446460_${hex.repeat(2)}`],
  sid: ['GLRECysse3NhRQe', 'GLRECysse3NhRQe2='],
  uin: ['', '-1', '12345678901', '1.5'],
  passTicket: ['', 'a%252Fb', 'a b'],
  dataTicket: ['short'],
  webwxuvid: [hex],
  base64: ['', 'a b'],
  syncKey: ['', '1_2|', '1-2'],
  userName: ['', '@', 'a b'],
  room: [`@${hex}`, 'filehelper'],
  messageId: ['', '-1', '0x1'],
  mediaId: ['@crypt_', 'x'],
};

describe.each(Object.keys(formats) as (keyof typeof formats)[])('the format of %s', (name) => {
  test.each(good[name])('takes %s', (value) => {
    expect(formats[name].test(value)).toBe(true);
  });

  test.each(bad[name])('refuses %o', (value) => {
    expect(formats[name].test(value)).toBe(false);
  });
});
