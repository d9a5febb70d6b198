import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { header, headerValues } from '../../src/exchange.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import {
  clientHars,
  converse,
  eventsOf,
  harsIn,
  jsonOf,
  linesOf,
  ordered,
  Rehearsal,
  served,
  textOf,
} from './rehearsal.ts';
import { newRun, smallClient } from './small-client.ts';

const upTo = async (name: string, last: number, left: readonly number[] = []) => {
  const stage = await served(name);
  const lines = linesOf(stage.exchanges).filter(
    ({ id }) => Number(id.slice(1)) <= last && !left.includes(Number(id.slice(1))),
  );
  stage.rehearsal.perform(lines).finish();
  return stage;
};

describe('the recorded logout', () => {
  test('comes when it came, to a caller that has done what was done before it', async () => {
    const { rehearsal, of } = await upTo('logout-by-phone', 26);
    const before = rehearsal.now;
    const { response } = rehearsal.wait(of('synccheck', -1).request);
    expect(response?.body?.text()).toBe(textOf(of('synccheck', -1)));
    expect(rehearsal.now - before).toBe(of('synccheck', -1).timing.total);
  });

  test('waits for a caller that has not, thirty seconds from its last other poll, with polls answered meanwhile', async () => {
    const { rehearsal, of } = await upTo('logout-by-phone', 26, [7]);
    const before = rehearsal.now;
    const first = rehearsal.wait(of('synccheck', -1).request);
    expect(textOf(first)).toBe('window.synccheck={retcode:"0",selector:"0"}');
    expect(rehearsal.now - before).toBe(25_000);
    const lastPoll = rehearsal.done
      .filter(({ id }) => id === 'e25')
      .map(({ startedAt, timing }) => startedAt + timing.total)[0]!;
    expect(textOf(rehearsal.wait(of('synccheck', -1).request))).toBe(textOf(of('synccheck', -1)));
    expect(rehearsal.moment.wall - lastPoll).toBe(30_000);
  });

  test('comes as soon as the caller has done it, when its time has passed', async () => {
    const { rehearsal, of } = await upTo('logout-by-phone', 26, [7]);
    const before = rehearsal.now;
    rehearsal.ask(of('synccheck', -1).request, 'poll');
    rehearsal.to(before + 20_000);
    rehearsal.ask(of('webwxstatusnotify').request);
    rehearsal.finish();
    const { response, timing } = rehearsal.done.find(({ id }) => id === 'poll')!;
    expect(response?.body?.text()).toBe(textOf(of('synccheck', -1)));
    expect(timing.total).toBe(20_000);
  });
});

describe('a session that is over', () => {
  test('is over for every endpoint of the session: the closing code with nothing beside it', async () => {
    const { rehearsal, of } = await upTo('logout-by-phone', 27);
    const code = Number(/retcode:"(\d+)"/.exec(textOf(of('synccheck', -1)))![1]);
    const before = rehearsal.now;
    for (const _ of [1, 2])
      expect(textOf(rehearsal.wait(of('synccheck', 0).request))).toBe(textOf(of('synccheck', -1)));
    const init = jsonOf(rehearsal.wait(of('webwxinit').request));
    expect(init).toMatchObject({
      BaseResponse: { Ret: code, ErrMsg: '' },
      Count: 0,
      ContactList: [],
      SyncKey: { Count: 0, List: [] },
      User: { Uin: 0, UserName: '' },
      ChatSet: '',
      SKey: '',
    });
    expect(jsonOf(rehearsal.wait(of('webwxsync').request))).toMatchObject({
      BaseResponse: { Ret: code },
      AddMsgCount: 0,
      AddMsgList: [],
      SyncKey: { Count: 0 },
    });
    for (const name of ['webwxgetcontact', 'webwxbatchgetcontact', 'webwxstatusnotify', 'webwxstatreport'])
      expect(jsonOf(rehearsal.wait(of(name).request)).BaseResponse, name).toEqual({ Ret: code, ErrMsg: '' });
    expect(rehearsal.now).toBe(before);
    expect(textOf(rehearsal.wait(of('webwxinit').request)).startsWith('{\n"BaseResponse": {\n"Ret": ')).toBe(
      true,
    );
  });

  test('shows the page of somebody who is not logged in', async () => {
    const { rehearsal, of } = await upTo('desktop-cross-host', 27);
    expect(textOf(rehearsal.wait(of('index', 1).request))).toContain('isLogin: !!""');
  });

  test('that its client ended is over as well, its cookies expired', async () => {
    const { rehearsal, of } = await upTo('sync-every-message', 20);
    const { response } = rehearsal.wait(of('webwxlogout').request);
    expect(headerValues(response!.headers, 'set-cookie').every((line) => line.includes('1970'))).toBe(true);
    expect(jsonOf(rehearsal.wait(of('webwxinit').request)).BaseResponse).toEqual({
      Ret: Number(/retcode:"(\d+)"/.exec(textOf(of('synccheck', -1)))![1]),
      ErrMsg: '',
    });
    expect(eventsOf(rehearsal.done).find(({ type }) => type === 'session.closed')).toMatchObject({
      by: 'client',
    });
  });

  test('releases the polls of a client that left', async () => {
    const { rehearsal, of } = await upTo('logout-by-phone', 21);
    rehearsal.ask(of('synccheck', 1).request, 'poll');
    rehearsal.ask(of('webwxlogout').request);
    rehearsal.finish();
    expect(rehearsal.done.find(({ id }) => id === 'poll')?.response?.body?.text()).toContain('retcode:"11');
  });

  test.skipIf(!harsIn(clientHars).includes('itchat.har'))(
    'may be ended where the recording never was: ../shared/client-hars/itchat.har (skipped where missing)',
    async () => {
      const backend = new RecordedBackend(await ordered(join(clientHars, 'itchat.har')), {
        protocol: wechat,
      });
      const rehearsal = new Rehearsal(backend);
      converse(rehearsal, [smallClient(newRun(), { polls: 1 })]);
      const { response } = rehearsal.done.at(-1)!;
      expect(response?.status).toBe(301);
      expect(header(response!.headers, 'location')).toBe('https://wx2.qq.com/');
      const cookies = headerValues(response!.headers, 'set-cookie');
      for (const name of ['wxuin', 'wxsid', 'webwx_data_ticket'])
        expect(cookies.some((line) => line.startsWith(`${name}=; Domain=`))).toBe(true);
    },
  );

  test('begins again where a refused login is tried again', async () => {
    const { rehearsal } = await served('refused-1203');
    for (const _ of [1, 2]) {
      const run = newRun();
      converse(rehearsal, [smallClient(run)]);
      expect(run.events.at(-1)?.type).toBe('session.refused');
    }
  });
});

describe('a repeated request', () => {
  test('to start the session is answered alike while it lives', async () => {
    const { rehearsal, of } = await upTo('logout-by-phone', 22);
    const [first, second] = [1, 2].map(() => textOf(rehearsal.wait(of('webwxinit').request)));
    expect(first).toBe(second);
    expect(first).toContain('"Count": 8');
  });

  test('for a picture is answered any number of times in any order', async () => {
    const { rehearsal, exchanges, of } = await upTo('logout-by-phone', 6);
    const icons = exchanges.filter(({ request }) => request.url.includes('webwxgeticon')).reverse();
    for (const _ of [1, 2]) {
      for (const icon of icons)
        expect(rehearsal.wait(icon.request).response?.body?.bytes()).toEqual(icon.response?.body?.bytes());
    }
    expect(of('webwxgeticon').response?.body?.size).toBeGreaterThan(0);
  });
});
