/** Changes that one who knows the design alone would try, in a recording of everything: place, severity, who needs it. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Body, type Exchange } from '../../../src/exchange.ts';
import { parseLossless, stringifyLossless } from '../../../src/json.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { compare } from '../../../src/replay/drift/compare.ts';
import { captures, exchangesOf, learned } from './learned.ts';

type Data = Record<string, unknown>;

const everything = await exchangesOf(join(captures, 'sync-every-message.har'));
const base = learned(everything);
const nameOf = ({ request }: Exchange): string => new URL(request.url).pathname.split('/').at(-1)!;

/** The exchange with another body: one that was read from a file gives its parts when asked. */
function saying(
  { id, startedAt, request, response, timing }: Exchange,
  change: (text: string) => string,
): Exchange {
  const { status, headers, body } = response!;
  const changed = Body.ofText(change(body!.text()));
  return { id, startedAt, request, timing, response: { status, headers, body: changed } };
}

/** What is told of the recording with every JSON reply of one endpoint changed. */
function told(endpoint: string, edit: (value: Data) => unknown, from = everything) {
  const next = from.map((one) => {
    if (nameOf(one) !== endpoint || !one.response?.body?.text().startsWith('{')) return one;
    return saying(one, (text) => {
      const value = parseLossless(text) as Data;
      return stringifyLossless(edit(value) ?? value);
    });
  });
  return compare(wechat, from === everything ? base : learned(from), learned(next)).findings;
}

const without =
  (list: string, name: string) =>
  (value: Data): void => {
    for (const item of list === '' ? [value] : (value[list] as Data[])) delete item[name];
  };

describe('what a caller takes from a reply is a break, and names who sent it', () => {
  test.each([
    ['webwxinit', 'ContactList', 'HeadImgUrl', 'webwxgeticon', '/request/query/seq'],
    ['webwxinit', '', 'ChatSet', 'webwxbatchgetcontact', '/request/body/List'],
    ['webwxbatchgetcontact', 'ContactList', 'EncryChatRoomId', 'webwxgeticon', '/request/query/chatroomid'],
    ['webwxsync', 'AddMsgList', 'EncryFileName', 'webwxgetmedia', '/request/query/encryfilename'],
    ['webwxsync', 'AddMsgList', 'MsgId', 'webwxgetmsgimg', '/request/query/MsgID'],
    ['webwxsendmsg', '', 'MsgID', 'webwxrevokemsg', '/request/body/SvrMsgId'],
    ['webwxuploadmedia', '', 'MediaId', 'webwxsendmsgimg', '/request/body/Msg/MediaId'],
    ['webwxcreatechatroom', '', 'ChatRoomName', 'webwxupdatechatroom', '/request/body/ChatRoomName'],
  ])('%s %s/%s: %s %s', (endpoint, list, name, consumer, field) => {
    const where = `/response/body/${list === '' ? '' : `${list}/*/`}${name}`;
    const found = told(endpoint, without(list, name)).find((one) => one.where === where);
    expect(found).toMatchObject({ rule: 'field-missing', severity: 'break', endpoint });
    expect(found!.consumers).toContainEqual({ endpoint: consumer, field });
  });

  test('where no request of the baseline sent it, it is a warning', () => {
    const quiet = everything.filter((one) => nameOf(one) !== 'webwxgetmedia');
    const findings = told('webwxsync', without('AddMsgList', 'EncryFileName'), quiet);
    const found = findings.find(({ where }) => where.endsWith('/AddMsgList/*/EncryFileName'));
    expect(found).toMatchObject({ severity: 'warn', consumers: [] });
  });
});

describe('values that are there and of no use', () => {
  test.each(['MsgType', 'AppMsgType'])(
    'a %s that cannot even be turned into text is one of another type',
    (name) => {
      const findings = told('webwxsync', (value) => {
        for (const item of value.AddMsgList as Data[]) item[name] = { toString: 1, valueOf: 1 };
      });
      expect(findings.some(({ where }) => where === `/response/body/AddMsgList/*/${name}`)).toBe(true);
    },
  );

  test('uploads that used to end with an id and get none', () => {
    const [first] = told('webwxuploadmedia', (value) => ({ ...value, MediaId: '' }));
    expect(first).toMatchObject({ rule: 'field-emptied', severity: 'break', firstCause: true });
  });

  test('a ticket that is encoded once more is said once', () => {
    const next = everything.map((one) =>
      nameOf(one) === 'webwxnewloginpage' && one.response?.body
        ? saying(one, (text) => text.replaceAll('%', '%25'))
        : one,
    );
    const severe = compare(wechat, base, learned(next)).findings.filter((one) => one.severity !== 'note');
    expect(severe.map(({ rule }) => rule)).toEqual(['field-reencoded']);
  });

  test('a type of app message that no row has', () => {
    const findings = told('webwxsync', (value) => {
      for (const item of value.AddMsgList as Data[]) if (item.MsgType === 49) item.AppMsgType = 777;
    });
    expect(findings.filter(({ rule }) => rule === 'message-kind')).toMatchObject([
      { severity: 'note', where: '/response/body/AddMsgList/*/AppMsgType' },
    ]);
  });
});
