import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/exchange.ts';
import { changed, jsonOf, linesOf, served, textOf } from './rehearsal.ts';

const news = 'window.synccheck={retcode:"0",selector:"2"}';

/** A page of logout-by-phone up to the start of its sync loop. */
async function loggedIn(name = 'logout-by-phone') {
  const stage = await served(name);
  const first = linesOf(stage.exchanges).filter(({ id }) => Number(id.slice(1)) < 9);
  stage.rehearsal.perform(first).finish();
  return stage;
}

const poll = ({ rehearsal, of }: Awaited<ReturnType<typeof loggedIn>>, nth: number) =>
  rehearsal.wait(of('synccheck', nth).request);
const pull = ({ rehearsal, of }: Awaited<ReturnType<typeof loggedIn>>, nth: number) =>
  rehearsal.wait(of('webwxsync', nth).request);

describe('a poll', () => {
  test('is held as long as the recorded one', async () => {
    const stage = await loggedIn();
    const before = stage.rehearsal.now;
    expect(textOf(poll(stage, 0))).toBe(news);
    expect(stage.rehearsal.now - before).toBe(stage.of('synccheck').timing.total);
  });

  test('tells of the same news again at once while nobody pulls', async () => {
    const stage = await loggedIn();
    poll(stage, 0);
    const before = stage.rehearsal.now;
    for (const _ of [1, 2, 3]) expect(textOf(poll(stage, 0))).toBe(news);
    expect(stage.rehearsal.now).toBe(before);
  });

  test('tells at once of news to whoever still sends an old position', async () => {
    const stage = await loggedIn();
    poll(stage, 0);
    pull(stage, 0);
    const before = stage.rehearsal.now;
    expect(textOf(poll(stage, 0))).toBe(news);
    expect(stage.rehearsal.now).toBe(before);
    expect(textOf(pull(stage, 0))).toBe(
      textOf(stage.rehearsal.done.find(({ request }) => request === stage.of('webwxsync', 0).request)!),
    );
  });

  test('out of its order is answered by the state, not by its place in the file', async () => {
    const stage = await loggedIn();
    expect(textOf(poll(stage, -1))).toBe(news);
    pull(stage, 0);
    expect(textOf(poll(stage, 2))).toBe(news);
  });

  test('that is sent twice at once is answered twice with the same', async () => {
    const { rehearsal, of } = await loggedIn();
    expect(rehearsal.ask(of('synccheck').request, 'one')).toBeUndefined();
    expect(rehearsal.ask(of('synccheck').request, 'other')).toBeUndefined();
    rehearsal.finish();
    const [one, other] = rehearsal.done.slice(-2);
    expect([one?.id, other?.id]).toEqual(['one', 'other']);
    expect(textOf(one!)).toBe(textOf(other!));
  });

  test('that is given up does not use up its answer, and an event happens when it happens', async () => {
    const stage = await loggedIn();
    const { rehearsal, of, backend } = stage;
    const start = rehearsal.now;
    rehearsal.ask(of('synccheck').request, 'given up', start + 500);
    rehearsal.to(start + 500);
    expect(rehearsal.done.at(-1)?.failure?.cause).toBe('aborted');
    expect(backend.nextWake()).toBeUndefined();
    rehearsal.to(start + 5_000);
    expect(textOf(poll(stage, 0))).toBe(news);
    expect(rehearsal.now).toBe(start + 5_000);
  });

  test('after the last recorded one is held as the protocol does, and says that nothing happened', async () => {
    const stage = await served('login-expiry-cancel-relogin');
    const { rehearsal, of, exchanges } = stage;
    rehearsal.perform(linesOf(exchanges).filter(({ id }) => Number(id.slice(1)) <= 53)).finish();
    const before = rehearsal.now;
    expect(textOf(rehearsal.wait(of('synccheck', -1).request))).toBe(
      'window.synccheck={retcode:"0",selector:"0"}',
    );
    expect(rehearsal.now - before).toBe(25_000);
  });

  test('of an expired QR code is told so again and again', async () => {
    const { rehearsal, of } = await served('login-expiry-cancel-relogin');
    rehearsal.wait(of('jslogin').request);
    for (let polls = 0; polls < 13; polls++) rehearsal.wait(of('login').request);
    const before = rehearsal.now;
    for (const _ of [1, 2, 3]) expect(textOf(rehearsal.wait(of('login').request))).toBe('window.code=400;');
    expect(rehearsal.now).toBe(before);
  });
});

describe('a pull', () => {
  test('hands out the batches in order', async () => {
    const stage = await loggedIn();
    const batches = [0, 1].map((nth) => {
      poll(stage, nth);
      return (jsonOf(pull(stage, nth)).AddMsgList as { MsgId: string }[]).map(({ MsgId }) => MsgId);
    });
    const recorded = [0, 1].map((nth) =>
      (jsonOf(stage.of('webwxsync', nth)).AddMsgList as { MsgId: string }[]).map(({ MsgId }) => MsgId),
    );
    expect(batches).toEqual(recorded);
  });

  test('from an old position gives the same bytes again', async () => {
    const stage = await loggedIn();
    poll(stage, 0);
    const first = textOf(pull(stage, 0));
    stage.rehearsal.to(stage.rehearsal.now + 60_000);
    expect(textOf(pull(stage, 0))).toBe(first);
    poll(stage, 1);
    pull(stage, 1);
    expect(textOf(pull(stage, 0))).toBe(first);
  });

  test('before any news gives a whole reply without news, at the position that was sent', async () => {
    const stage = await loggedIn();
    const early = jsonOf(pull(stage, 0));
    expect(early).toMatchObject({
      BaseResponse: { Ret: 0 },
      AddMsgCount: 0,
      AddMsgList: [],
      ModContactList: [],
      DelContactList: [],
      ContinueFlag: 0,
    });
    expect(early.SyncKey).toEqual(JSON.parse(stage.of('webwxsync').request.body!.text()).SyncKey);
    poll(stage, 0);
    expect(jsonOf(pull(stage, 0)).AddMsgCount).toBe(1);
  });

  test('from a position that the recording does not know gets what comes next', async () => {
    const stage = await loggedIn();
    poll(stage, 0);
    const { request } = stage.of('webwxsync');
    const lost = { method: 'POST', url: request.url, headers: request.headers };
    expect(jsonOf(stage.rehearsal.wait(lost)).AddMsgCount).toBe(1);
  });
});

describe('what changes in a body', () => {
  test('is the time of messages, moved by one offset, and nothing else', async () => {
    const stage = await loggedIn();
    poll(stage, 0);
    pull(stage, 0);
    poll(stage, 1);
    const text = textOf(pull(stage, 1));
    const recorded = textOf(stage.of('webwxsync', 1));
    const times = (body: string) =>
      [...body.matchAll(/"CreateTime": (\d+)/g)].map(([, time]) => Number(time));
    expect(text.replace(/"CreateTime": \d+/g, '')).toBe(recorded.replace(/"CreateTime": \d+/g, ''));
    const moved = times(text).map((time, index) => time - times(recorded)[index]!);
    expect(new Set(moved).size).toBe(1);
    const now = stage.rehearsal.moment.wall / 1000;
    for (const time of times(text)) expect(Math.abs(time - now)).toBeLessThan(30);
    expect(text).toMatch(/"NewMsgId": \d{18,}/);
  });

  test('never makes a message older than the login', async () => {
    const stage = await served('logout-by-phone');
    const { rehearsal, of, exchanges } = stage;
    rehearsal.to(3_600_000);
    for (const { request } of exchanges.slice(0, 9)) {
      rehearsal.wait(request);
      rehearsal.to(rehearsal.now + 70_000);
    }
    const login = rehearsal.moment.wall;
    poll(stage, 0);
    const [message] = jsonOf(rehearsal.wait(of('webwxsync').request)).AddMsgList as { CreateTime: number }[];
    expect(message!.CreateTime * 1000).toBeGreaterThan(login - 1000);
  });

  test('are the dates of cookies, with their domain, one line each', async () => {
    const { rehearsal, of, exchanges } = await served('logout-by-phone');
    rehearsal.perform(linesOf(exchanges).slice(0, 6)).finish();
    const cookies = ({ response }: Exchange) =>
      response!.headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, line]) => line);
    const lines = cookies(rehearsal.done.at(-1)!);
    expect(lines.map((line) => line.replace(/Expires=[^;]*/, ''))).toEqual(
      cookies(of('webwxnewloginpage')).map((line) => line.replace(/Expires=[^;]*/, '')),
    );
    const hours = lines.map(
      (line) =>
        (Date.parse(/Expires=([^;]*)/.exec(line)![1]!.replaceAll('-', ' ')) - rehearsal.moment.wall) /
        3_600_000,
    );
    expect(hours.map((value) => Math.round(value))).toEqual([12, 12, 12, 12, 12, 87_600, 87_600]);
  });

  test('are the words of the caller where the recording repeats those of its own', async () => {
    const { rehearsal, exchanges, of } = await served('sync-every-message');
    const send = of('webwxsendmsg');
    rehearsal.perform(linesOf(exchanges).filter(({ id }) => Number(id.slice(1)) < 20)).finish();
    const sent = JSON.parse(send.request.body!.text());
    const own = {
      ...sent,
      Msg: { ...sent.Msg, LocalID: '19000000000001234', ClientMsgId: '19000000000001234' },
    };
    const request = changed(send.request, { [sent.Msg.LocalID]: own.Msg.LocalID });
    const answer = textOf(rehearsal.wait(request));
    expect(answer).toBe(textOf(send).replace(sent.Msg.LocalID, '19000000000001234'));
  });
});

describe('headers', () => {
  test('of the coding, the length and the connection are left to the listener', async () => {
    const { rehearsal, exchanges } = await served('sync-every-message');
    rehearsal.perform(linesOf(exchanges)).finish();
    const names = new Set(
      rehearsal.done.flatMap(({ response }) => response?.headers.map(([name]) => name.toLowerCase()) ?? []),
    );
    for (const name of [
      'content-encoding',
      'content-length',
      'transfer-encoding',
      'connection',
      'keep-alive',
    ])
      expect(names).not.toContain(name);
    expect(names).toContain('content-type');
  });
});
