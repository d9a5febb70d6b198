/** What a call does that its row does not say. */
import { describe, expect, test } from 'vitest';
import { Call } from '../../src/decode/call.ts';
import { issuesOf } from '../../src/decode/issues.ts';
import type { Exchange } from '../../src/exchange.ts';
import { Table } from '../../src/protocol/table.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { exchange, login, page } from '../support/exchanges.ts';

const table = new Table(wechat);
const issues = (one: Exchange) =>
  issuesOf(new Call(one, table), table).map(({ code, path }) => `${code} ${path}`);
const message = { MsgId: '1', FromUserName: '@a', ToUserName: '@b', MsgType: 1, Content: 'hi' };

describe('issues', () => {
  test('a plain session has none', () => {
    const calls = [
      ...login(),
      page.check(0, 0),
      page.pull({ AddMsgCount: 1, AddMsgList: [message] }),
      page.logout(),
    ];
    expect(calls.flatMap(issues)).toEqual([]);
  });

  test('name missing, unexpected, retyped and wrong values with their place', () => {
    const { MsgId: _, ...withoutId } = message;
    const pull = page.pull({
      AddMsgCount: 3,
      AddMsgList: [withoutId, { ...message, MsgType: '1' }, { ...message, MsgType: '1', New: 0 }],
    });
    expect(issues(pull)).toEqual([
      'missing /response/body/AddMsgList/*/MsgId',
      'type /response/body/AddMsgList/*/MsgType',
      'unexpected /response/body/AddMsgList/*/New',
    ]);
    expect(issues(page.pull({ AddMsgCount: 7 }))).toEqual(['value /response/body/AddMsgCount']);
  });

  test('name a body of the wrong kind, a status nobody listed, a host outside the table', () => {
    expect(issues(page.pull({}, { reply: '<!DOCTYPE html><html></html>', status: 502 }))).toEqual([
      'value /response/status',
      'kind /response/body',
    ]);
    const foreign = exchange('https://wx77.qq.com/cgi-bin/mmwebwx-bin/webwxgetcontact?r=1&skey=a', {
      reply: '{"BaseResponse":{"Ret":0,"ErrMsg":""},"MemberList":[]}',
    });
    expect(issues(foreign)).toEqual(['value /host']);
  });

  test('name request parameters and methods that nobody sends', () => {
    const one = exchange('https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxgetcontact?r=1&skey=a&zzz=1', {
      method: 'PUT',
      reply: '{"BaseResponse":{"Ret":0,"ErrMsg":""},"MemberList":[]}',
    });
    expect(issues(one)).toEqual(['value /request/method', 'unexpected /request/query/zzz']);
  });

  test('a refusal is not judged by what a good reply must hold', () => {
    expect(issues(page.init({ reply: '{"BaseResponse":{"Ret":1101,"ErrMsg":""}}' }))).toEqual([]);
  });

  test('a preflight of any row is a call of it and has none', () => {
    const one = exchange('https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxsync', { method: 'OPTIONS' });
    const call = new Call(one, table);
    expect([call.endpoint?.name, call.outcome.ok, issues(one)]).toEqual(['webwxsync', true, []]);
  });
});
