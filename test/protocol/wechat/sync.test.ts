/** Holds the sync loop to outcomes and events for whatever comes (protocol.md 4). */
import { describe, expect, test } from 'vitest';
import { Decoder } from '../../../src/decode/events.ts';
import { Body, type Exchange } from '../../../src/exchange.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { filled, rowNamed } from './sample.ts';

function decode(name: string, body: string, status = 200) {
  const exchange: Exchange = {
    id: 'e0',
    startedAt: 0,
    request: filled(rowNamed(name)),
    response: { status, headers: [], body: Body.ofText(body) },
    timing: { total: 25_460 },
  };
  return new Decoder(wechat).decode(exchange);
}

const check = (retcode: string, selector: string): string =>
  `window.synccheck={retcode:"${retcode}",selector:"${selector}"}`;

describe('a poll for news', () => {
  test.each([
    [check('0', '0'), 'nothing', 0, 0],
    [check('0', '2'), 'news', 0, 2],
    [check('0', '9'), 'news', 0, 9],
    [check('0', 'constructor'), 'news', 0, 'constructor'],
    [check('0', ''), 'nothing', 0, ''],
    [check('-1', '0'), 'error', -1, 0],
    [check('1101', '0'), 'closed', 1101, 0],
    [check('1205', '0'), 'limited', 1205, 0],
    [check('4242', '2'), 'unknown', 4242, 2],
  ])('answered %s comes to %s', (body, outcome, retcode, selector) => {
    const { call, events } = decode('synccheck', body);
    expect(call.outcome.name).toBe(outcome);
    expect(typeof (call.outcome.meaning ?? '')).toBe('string');
    expect(events[0]).toMatchObject({ type: 'sync.checked', retcode, selector, heldMs: 25_460 });
  });

  test('answered with no HTTP at all means news: the peer is typing', () => {
    expect(decode('synccheck', '0 -\u0000\u0001', 0).call.outcome.name).toBe('news');
    expect(decode('synccheck', '<html></html>').call.outcome.name).toBe('garbled');
  });
});

const pulled = (fields: Record<string, unknown>): string =>
  JSON.stringify({
    BaseResponse: { Ret: 0, ErrMsg: '' },
    SyncKey: { Count: 1, List: [{ Key: 1, Val: 1 }] },
    ContinueFlag: 0,
    ...fields,
  });

describe('a pull', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['nothing', {}, 'empty'],
    ['a message', { AddMsgList: [{ MsgId: '1' }] }, 'pulled'],
    ['a changed contact', { ModContactList: [{ UserName: '@a' }] }, 'pulled'],
    ['a removed contact', { DelContactList: [{ UserName: '@a' }] }, 'pulled'],
    ['more to come', { ContinueFlag: 2 }, 'more'],
    ['lists that are none', { AddMsgList: null, ModContactList: 'x', ContinueFlag: {} }, 'empty'],
    ['a code', { BaseResponse: { Ret: -1, ErrMsg: '' }, AddMsgList: [{}] }, 'error'],
    ['the end', { BaseResponse: { Ret: 1101, ErrMsg: '' } }, 'closed'],
  ])('of %s comes to its outcome', (_, fields, outcome) => {
    expect(decode('webwxsync', pulled(fields)).call.outcome.name).toBe(outcome);
  });

  test('gives one event for every item of AddMsgList, whatever it is', () => {
    const AddMsgList = [{ MsgId: '1', MsgType: 1 }, null, 'text', [], { MsgId: 2, MsgType: 10002 }, 7];
    const { events } = decode('webwxsync', pulled({ AddMsgList }));
    expect(events[0]).toMatchObject({ type: 'sync.pulled', messages: 6 });
    const messages = events.slice(1);
    expect(messages.map(({ id }) => id)).toEqual(['1', '', '', '', '2', '']);
    expect(messages.every(({ type }) => type === 'message.received')).toBe(true);
  });

  test('gives contacts with what is shown of them', () => {
    const room = `@@${'0b'.repeat(32)}`;
    const ModContactList = [
      { UserName: room, NickName: 'room', MemberList: [{}, {}] },
      {
        UserName: '@a',
        NickName: 'a<span class="emoji emoji1f604"></span>',
        RemarkName: '&amp;b',
        VerifyFlag: 8,
      },
    ];
    const { events } = decode(
      'webwxsync',
      pulled({ ModContactList, DelContactList: [{ UserName: '@c' }, null] }),
    );
    expect(events.slice(1).map(({ at: _, exchange: __, state: ___, ...own }) => own)).toEqual([
      { type: 'contact.changed', user: room, name: 'room', kind: 'room', members: 2 },
      { type: 'contact.changed', user: '@a', name: 'a😄', remark: '&b', kind: 'official' },
      { type: 'contact.removed', user: '@c' },
    ]);
  });

  test('keeps every digit of ids that JSON has as numbers', () => {
    const body = pulled({}).replace(
      '"ContinueFlag"',
      '"AddMsgList":[{"MsgId":8000000000000000003,"MsgType":1}],"ContinueFlag"',
    );
    expect(decode('webwxsync', body).events.at(-1)?.id).toBe('8000000000000000003');
  });
});
