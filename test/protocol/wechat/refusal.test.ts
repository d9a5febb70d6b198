/** Holds refused logins to what is said of them, whatever kind of reply they come in (protocol.md 2.5). */
import { describe, expect, test } from 'vitest';
import { Call } from '../../../src/decode/call.ts';
import { Body, type HeaderList } from '../../../src/exchange.ts';
import { refusal } from '../../../src/protocol/wechat/refusal.ts';
import { filled, rowNamed, table } from './sample.ts';

function call(text: string, status = 200, headers: HeaderList = []): Call {
  const request = filled(rowNamed('webwxnewloginpage'));
  const response = { status, headers, body: Body.ofText(text) };
  return new Call({ id: 'e0', startedAt: 0, request, response, timing: { total: 1 } }, table);
}

const text = '为了你的帐号安全，此微信号不能登录网页微信。';
const page = `<!DOCTYPE html><html><head><title>微信网页版</title></head><body><h2 class="weui-msg__title msg-title">${text}</h2></body></html>`;

describe('a refusal', () => {
  test.each([
    [
      'as XML',
      call(`<error><ret>1203</ret><message>${text}</message></error>`),
      { ret: 1203, message: text, as: 'xml' },
    ],
    ['as a page', call(page), { ret: null, message: text, as: 'html' }],
    [
      'as a redirect without values',
      call('<error><ret>0</ret><message></message></error>', 301),
      { ret: 0, message: '', as: 'redirect' },
    ],
    ['as a redirect without a body', call('', 302), { ret: null, message: '', as: 'redirect' }],
    ['as nothing', call(''), { ret: null, message: '', as: 'empty' }],
    [
      'as XML without values',
      call('<error><ret>0</ret><message>OK</message></error>'),
      { ret: 0, message: 'OK', as: 'empty' },
    ],
    ['as XML without a code', call('<error><ret></ret></error>'), { ret: null, message: '', as: 'empty' }],
    [
      'as XML with a code that is none',
      call('<error><ret>no</ret></error>'),
      { ret: 'no', message: '', as: 'xml' },
    ],
    [
      'as XML with elements where text was due',
      call('<error><ret><a/></ret><message><b/></message></error>'),
      { ret: null, message: '', as: 'empty' },
    ],
  ])('%s', (_, reading, expected) => {
    expect(refusal(reading)).toEqual(expected);
  });
});

describe('the outcome of a ticket', () => {
  const opened =
    '<error><ret>0</ret><message></message><skey>@crypt_0_0</skey><wxsid>Ab+/Cd12Ef34Gh56</wxsid><wxuin>1</wxuin></error>';
  const cookies: HeaderList = [
    ['Set-Cookie', 'wxuin=1; Path=/'],
    ['Set-Cookie', 'wxsid=Ab+/Cd12Ef34Gh56; Path=/'],
  ];

  test.each<[string, Call, string]>([
    ['values in XML', call(opened), 'opened'],
    ['values in XML with a redirect', call(opened, 301), 'opened'],
    ['values in cookies alone, after a navigation', call('', 301, cookies), 'opened'],
    ['XML without wxsid, but with its cookie', call('<error><ret>0</ret></error>', 200, cookies), 'opened'],
    ['no values at all', call('<error><ret>0</ret></error>'), 'refused'],
    ['an empty wxsid', call('<error><ret>0</ret><wxsid></wxsid></error>'), 'refused'],
    ['a code', call('<error><ret>1203</ret></error>'), 'refused'],
    ['a code that nobody knows', call('<error><ret>4242</ret></error>'), 'unknown'],
    ['a page', call(page), 'refused'],
  ])('with %s', (_, reading, name) => {
    expect(reading.outcome.name).toBe(name);
    expect(reading.outcome.ok).toBe(name === 'opened');
  });
});
