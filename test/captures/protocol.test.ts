/** Holds the synthetic recordings to the protocol: cookies, keys, ids, layout. */
import { describe, expect, test } from 'vitest';
import {
  answered,
  endOf,
  exact,
  header,
  type KeySet,
  named,
  pathOf,
  posted,
  query,
  read,
  reply,
  type Sync,
  startOf,
  syncs,
  synthetic,
} from './recording.ts';

describe.each(synthetic)('%s', (file) => {
  const entries = read(file);

  test('cookies go back as they came, to hosts they were given for, until they expire', () => {
    type Cookie = { name: string; domain: string; value: string; expires: number };
    const steps = entries
      .flatMap((entry) => [
        { at: startOf(entry), entry, isReply: false },
        { at: endOf(entry), entry, isReply: true },
      ])
      .sort((one, other) => one.at - other.at);
    const jar = new Map<string, Cookie>();
    for (const { at, entry, isReply } of steps) {
      const { hostname } = new URL(entry.request.url);
      if (isReply) {
        for (const { name, value, domain = hostname, expires } of entry.response.cookies) {
          jar.set(`${name} ${domain}`, {
            name,
            value,
            domain: domain.replace(/^\./, ''),
            expires: Date.parse(expires ?? ''),
          });
        }
        continue;
      }
      const sent = new Map(entry.request.cookies.map(({ name, value }) => [name, value]));
      expect(entry.request.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')).toBe(
        header(entry.request.headers, 'Cookie') ?? '',
      );
      if (entry.request.method === 'OPTIONS') continue;
      for (const { name, value, domain, expires } of jar.values()) {
        const fits = hostname === domain || hostname.endsWith(`.${domain}`);
        if (fits)
          expect([hostname, name, sent.get(name)]).toEqual([
            hostname,
            name,
            expires > at ? value : undefined,
          ]);
      }
    }
  });

  test('every pull asks with the last keys, every check with the last check keys', () => {
    let pull: KeySet | undefined;
    let check: KeySet | undefined;
    const replies = entries.filter(
      (entry) => ['/webwxinit', '/webwxsync'].includes(pathOf(entry)) && answered(entry),
    );
    for (const entry of entries.filter((each) => ['/webwxsync', '/synccheck'].includes(pathOf(each)))) {
      for (const earlier of replies.filter((each) => endOf(each) <= startOf(entry))) {
        const { SyncKey, SyncCheckKey } = exact(earlier) as Partial<Sync>;
        if (SyncKey && SyncKey.Count > 0) pull = SyncKey;
        if (SyncCheckKey && SyncCheckKey.Count > 0) check = SyncCheckKey;
        expect(SyncKey?.Count).toBe(SyncKey?.List.length);
      }
      if (pathOf(entry) === '/webwxsync') expect(posted(entry).SyncKey).toEqual(pull);
      else
        expect(decodeURIComponent(query(entry, 'synckey') ?? '')).toBe(
          (check ?? pull)?.List.map(({ Key, Val }) => `${Key}_${Val}`).join('|'),
        );
    }
  });

  test('a selector other than 0 is followed by a pull, 0 by none', () => {
    const loop = entries.filter(
      (entry) => ['/webwxsync', '/synccheck'].includes(pathOf(entry)) && answered(entry),
    );
    loop.forEach((entry, index) => {
      const selector = /selector:"(\d)"/.exec(reply(entry))?.[1];
      const next = loop[index + 1];
      if (selector !== undefined && next)
        expect([reply(entry), pathOf(next)]).toEqual([
          reply(entry),
          selector === '0' ? '/synccheck' : '/webwxsync',
        ]);
    });
  });

  test('NewMsgId has every digit of MsgId, above what a double holds, and no id comes twice', () => {
    const messages = syncs(entries).flatMap(({ AddMsgList }) => AddMsgList);
    expect(messages.map(({ NewMsgId }) => NewMsgId)).toEqual(messages.map(({ MsgId }) => MsgId));
    expect(messages.every(({ MsgId }) => BigInt(MsgId) > 2n ** 53n)).toBe(true);
    expect(new Set(messages.map(({ MsgId }) => MsgId)).size).toBe(messages.length);
  });

  test('JSON has the layout of the service: a key a line, no indentation, a newline at the end', () => {
    const texts = entries.map(reply).filter((text) => text.startsWith('{\n'));
    expect(
      texts.filter(
        (text) =>
          !text.endsWith('}\n') || /^\s|},|\]\n,|"\s*:\s{2}/m.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '""')),
      ),
    ).toEqual([]);
    for (const entry of named(entries, '/webwxsendmsg')) {
      const { MsgID, LocalID } = JSON.parse(reply(entry)) as { MsgID: string; LocalID: string };
      expect(reply(entry)).toBe(
        `{\n"BaseResponse": {\n"Ret": 0,\n"ErrMsg": ""\n}\n,\n"MsgID": "${MsgID}",\n"LocalID": "${LocalID}"\n}\n`,
      );
    }
  });
});
