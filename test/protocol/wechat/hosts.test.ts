/** Holds the hosts to the rule by which the page finds its own (protocol.md 1.1). */
import { describe, expect, test } from 'vitest';
import { familyOf, hosts, hostsFor } from '../../../src/protocol/wechat/hosts.ts';
import { table } from './sample.ts';

describe('the family of a page', () => {
  test.each([
    ['wx2.qq.com', 'wx2'],
    ['wx8.qq.com', 'wx8'],
    ['wx.qq.com', 'wx'],
    ['web2.wechat.com', 'web2'],
    ['web.wechat.com', 'web'],
    // A longer name that contains a shorter one belongs to the first that fits.
    ['login.wx2.qq.com', 'wx2'],
    ['my.wx8.qq.com', 'wx8'],
    ['wx9.qq.com', 'wx'],
    ['login.weixin.qq.com', 'wx'],
    ['old.web2.wechat.com', 'web2'],
    ['hk.wechat.com', 'web'],
  ])('%s is of family %s', (host, family) => {
    expect(familyOf(host)?.name).toBe(family);
  });

  test.each(['example.org', 'wechatapp.com', '', 'qq.org'])('%o is of none', (host) => {
    expect(familyOf(host)).toBeUndefined();
  });

  test.each([
    ['wx2.qq.com', 'login.wx2.qq.com', 'file.wx2.qq.com', 'webpush.wx2.qq.com'],
    ['wx8.qq.com', 'login.wx8.qq.com', 'file.wx8.qq.com', 'webpush.wx8.qq.com'],
    ['wx.qq.com', 'login.wx.qq.com', 'file.wx.qq.com', 'webpush.wx.qq.com'],
    ['web2.wechat.com', 'login.web2.wechat.com', 'file.web2.wechat.com', 'webpush.web2.wechat.com'],
    ['web.wechat.com', 'login.web.wechat.com', 'file.web.wechat.com', 'webpush.web.wechat.com'],
  ])('%s has its hosts by role', (main, login, file, push) => {
    const family = familyOf(main)!;
    expect({ ...family }).toMatchObject({ main, login, file, push });
    for (const [role, name] of Object.entries({ main, login, file, push })) {
      expect(hosts).toContainEqual({ name, role, family: family.name, age: 'since 2016-11' });
    }
  });
});

describe('who plays a role for an account', () => {
  test.each([
    ['push', 'wx2.qq.com', ['webpush.wx2.qq.com', 'webpush2.weixin.qq.com', 'webpush.weixin.qq.com']],
    ['push', 'wx.qq.com', ['webpush.wx.qq.com', 'webpush.weixin.qq.com']],
    ['push', 'web2.wechat.com', ['webpush.web2.wechat.com', 'webpush2.wechat.com', 'webpush.wechat.com']],
    ['push', 'web1.wechat.com', ['webpush1.wechat.com', 'webpush.wechat.com']],
    ['push', 'web.wechatapp.com', ['webpush.wechatapp.com']],
    ['file', 'wx2.qq.com', ['file.wx2.qq.com', 'file2.wx.qq.com']],
    ['login', 'wx8.qq.com', ['login.wx8.qq.com', 'login.weixin.qq.com']],
    ['main', 'my.wx8.qq.com', ['wx8.qq.com']],
    ['qr', 'web.wechat.com', ['login.weixin.qq.com']],
    ['push', 'example.org', []],
    ['main', 'example.org', []],
  ])('%s for %s', (role, main, names) => {
    expect(hostsFor(role, main)).toEqual(names);
  });
});

describe('host names', () => {
  test.each([
    ['login.weixin.qq.com', ['login', 'qr']],
    ['webpush.weixin.qq.com', ['push']],
    ['webpush2.weixin.qq.com', ['push']],
    ['file2.wx.qq.com', ['file']],
    ['file1.wechat.com', ['file']],
    ['file2.wechat.com', ['file']],
    ['webpush1.wechat.com', ['push']],
    ['webpush2.wechat.com', ['push']],
    ['support.weixin.qq.com', ['report']],
    ['wx.qq.com', ['main']],
    ['mail.qq.com', []],
  ])('%s plays the roles %o', (name, roles) => {
    expect(table.roles(name).map(({ role }) => role)).toEqual(roles);
  });

  test.each([
    ['wx.qq.com', true],
    ['qq.com', true],
    ['anything.wechat.com', true],
    ['web.wechatapp.com', true],
    ['evilqq.com', false],
    ['wx.qq.com.evil.org', false],
    ['', false],
  ])('%s is of the domains of the protocol: %s', (name, owned) => {
    expect(table.owns(name)).toBe(owned);
  });
});
