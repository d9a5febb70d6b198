/** Holds what a contact is to its name and flags (protocol.md 5.4). */
import { describe, expect, test } from 'vitest';
import { contactFlags, contactKind, isRoom, verifyFlags } from '../../../src/protocol/wechat/contact.ts';
import { formats } from '../../../src/protocol/wechat/formats.ts';

const person = `@${'0a'.repeat(16)}`;
const room = `@@${'0b'.repeat(32)}`;
const special =
  'filehelper newsapp fmessage weixin weibo qqmail tmessage qmessage qqsync floatbottle lbsapp shakeapp medianote qqfriend readerapp blogapp facebookapp masssendapp meishiapp feedsapp voip blogappweixin brandsessionholder weixinreminder officialaccounts notification_messages wxitil userexperience_alarm wxid_novlwrv3lqwv11 gh_22b87fa7cb3c'.split(
    ' ',
  );

describe('a contact', () => {
  test.each(special)('%s is a special account, whatever its flags', (name) => {
    expect(contactKind(name, 8)).toBe('special');
  });

  test.each([room, '12345@chatroom'])('%s is a room', (name) => {
    expect(isRoom(name)).toBe(true);
    expect(contactKind(name, 0)).toBe('room');
  });

  test.each([8, 24, 56, '24'])('with VerifyFlag %o is an official account', (flag) => {
    expect(contactKind(person, flag)).toBe('official');
  });

  test.each([0, 1, 16, undefined, null, 'x', {}])('with VerifyFlag %o is a person', (flag) => {
    expect(contactKind(person, flag)).toBe('person');
  });

  test('with the name of the account is the account itself', () => {
    expect(contactKind(person, 0, person)).toBe('self');
    expect(contactKind(person, 0, room)).toBe('person');
  });
});

describe('names', () => {
  test.each([
    person,
    `@${'0a'.repeat(32)}`,
    room,
    '12345@chatroom',
    'filehelper',
    'gh_22b87fa7cb3c',
    'wxid_abc',
  ])('%s is a name', (name) => {
    expect(formats.userName.test(name)).toBe(true);
  });

  test.each(['', '@', 'a b', '@[redacted]', `${person}\n`])('%o is none', (name) => {
    expect(formats.userName.test(name)).toBe(false);
  });
});

test('flags are single bits', () => {
  for (const bit of [...Object.keys(contactFlags), ...Object.keys(verifyFlags)].map(Number)) {
    expect(bit & (bit - 1)).toBe(0);
  }
});
