/** Holds the finding of rows to hosts and paths of the protocol. */
import { describe, expect, test } from 'vitest';
import { Table } from '../../src/protocol/table.ts';
import { splitUrl } from '../../src/protocol/url.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { small } from './reference/small.ts';

const table = new Table(wechat);
const find = (url: string, method = 'GET') => table.identify(method, splitUrl(url));

describe('a request', () => {
  test.each([
    ['https://wx.qq.com/', 'index'],
    ['https://login.wx.qq.com/jslogin?x=1', 'jslogin'],
    // Known paths on hosts that the table does not list are still the protocol's.
    ['https://somewhere.qq.com/cgi-bin/mmwebwx-bin/webwxinit', 'webwxinit'],
    ['https://web.wechatapp.com:8443/cgi-bin/mmwebwx-bin/webwxsync', 'webwxsync'],
    ['https://login.weixin.qq.com/qrcode/4abCd_EfgH==?t=webwx', 'qrcode'],
    ['https://login.weixin.qq.com/l/4abCd_EfgH==', 'scan'],
  ])('to %s is of %s', (url, name) => {
    expect(find(url)?.endpoint.name).toBe(name);
  });

  test.each([
    'https://example.org/cgi-bin/mmwebwx-bin/webwxinit',
    'https://notqq.com/jslogin',
    'https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxinit/',
    'https://wx.qq.com/cgi-bin/mmwebwx-bin/WEBWXINIT',
    'https://login.weixin.qq.com/qrcode/',
    'https://login.weixin.qq.com/qrcode/a/b',
    // The root of other sites of the domain is theirs.
    'https://mail.qq.com/',
    '',
  ])('to %o is of none', (url) => {
    expect(find(url)).toBeUndefined();
  });

  test('gives the value in its path as on the wire', () => {
    expect(find('https://login.weixin.qq.com/qrcode/a%3D%3D')?.params).toEqual({ uuid: 'a%3D%3D' });
  });

  test('with one path and two rows goes by its method, else to the first', () => {
    const url = 'https://file.wx.qq.com/cgi-bin/mmwebwx-bin/webwxuploadmedia?f=json';
    expect(find(url, 'OPTIONS')?.endpoint.name).toBe('webwxuploadmedia.preflight');
    expect(find(url, 'POST')?.endpoint.name).toBe('webwxuploadmedia');
    expect(find(url, 'PUT')).toBeDefined();
  });
});

test('rows are found by name', () => {
  expect(table.named('webwxinit')?.path).toBe('/cgi-bin/mmwebwx-bin/webwxinit');
  expect(table.named('constructor')).toBeUndefined();
});

test('hosts of unknown name have no role', () => {
  expect(new Table(small).roles('constructor')).toEqual([]);
  expect(new Table(small).roles('a.example.org')).toHaveLength(1);
});
