/** What people write has no form that drift could miss, and a constant that clients leave out is to blame for nothing. */
import { expect, test } from 'vitest';
import { exchange, login, page } from '../../support/exchanges.ts';
import { drift, said } from './learned.ts';

const names = ['<span class="emoji emoji1f319"></span>', '<b>Bert</b>', '<i>Carl</i>'];
const contacts = (list: readonly string[]) => [
  ...login(),
  page.check(0, 2, { at: 8 }),
  page.pull(
    {
      ModContactCount: list.length,
      ModContactList: list.map((NickName, index) => ({
        UserName: `@${index}${'0123456789abcdef'.repeat(2)}`,
        NickName,
        Signature: NickName,
      })),
    },
    { at: 9 },
  ),
];
const messages = (list: readonly string[]) => [
  ...login(),
  page.check(0, 2, { at: 8 }),
  page.pull(
    {
      AddMsgCount: list.length,
      AddMsgList: list.map((Content, index) => ({
        MsgId: `123456789012345678${index}`,
        FromUserName: '@a',
        ToUserName: '@b',
        MsgType: 1,
        Content,
      })),
    },
    { at: 9 },
  ),
];

test('names full of markup, and then not', () => {
  expect(said(drift(contacts(names), contacts(['Ann'])), 'break', 'warn')).toEqual([]);
  expect(said(drift(contacts(['Ann']), contacts(names)), 'break', 'warn')).toEqual([]);
});

test('messages that are numbers, and then not', () => {
  expect(said(drift(messages(['1', '2', '3', '4', '5']), messages(['five'])), 'break', 'warn')).toEqual([]);
});

test('a session that was ended by the phone before its first call is not ended by a language', () => {
  const notify = (query: string, Ret: number) =>
    exchange(`https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxstatusnotify${query}`, {
      method: 'POST',
      reply: `{"BaseResponse":{"Ret":${Ret},"ErrMsg":""},"MsgID":"1"}`,
      at: 8,
    });
  const good = [
    ...login(),
    notify('?lang=zh_CN', 0),
    page.check(0, 0, { at: 9 }),
    page.check(0, 0, { at: 40 }),
  ];
  const ended = [...login(), notify('', 1101)];
  expect(said(drift(good, ended), 'break')).toEqual(['break flow-end webwxstatusnotify /flow/closed']);
  expect(said(drift(ended, good), 'break')).toEqual([]);
});
