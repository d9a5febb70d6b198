import { describe, expect, test } from 'vitest';
import { Body, type Exchange } from '../../src/exchange.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import { changed, jsonOf, linesOf, Rehearsal, served, textOf } from './rehearsal.ts';

type Contact = { UserName: string; MemberList: unknown[]; MemberCount: number };
const contacts = (exchange: Exchange) => jsonOf(exchange).ContactList as Contact[];

/** A request for the details of these. */
async function asking(names: (recorded: Contact[], others: Contact[]) => string[]) {
  const stage = await served('logout-by-phone');
  stage.rehearsal.perform(linesOf(stage.exchanges).filter(({ id }) => Number(id.slice(1)) < 12)).finish();
  const recorded = stage.of('webwxbatchgetcontact');
  const others = jsonOf(stage.of('webwxgetcontact')).MemberList as Contact[];
  const body = JSON.parse(recorded.request.body!.text());
  const wanted = names(contacts(recorded), others);
  const list = wanted.map((UserName) => ({ UserName, EncryChatRoomId: '' }));
  const request = changed(recorded.request, {
    [JSON.stringify(body.List)]: JSON.stringify(list),
    [`"Count":${body.Count}`]: `"Count":${list.length}`,
  });
  return { ...stage, recorded, wanted, answer: stage.rehearsal.wait(request) };
}

describe('details asked for by name', () => {
  test('are the recorded bytes where the same were asked for', async () => {
    const { answer, recorded } = await asking((known) => known.map(({ UserName }) => UserName));
    expect(textOf(answer)).toBe(textOf(recorded));
  });

  test('come in the order in which they were asked for, and no others', async () => {
    const { answer, wanted } = await asking((known) => known.map(({ UserName }) => UserName).reverse());
    expect(contacts(answer).map(({ UserName }) => UserName)).toEqual(wanted);
    const one = await asking((known) => [known[1]!.UserName]);
    expect(contacts(one.answer).map(({ UserName }) => UserName)).toEqual(one.wanted);
    expect(jsonOf(one.answer).Count).toBe(1);
  });

  test('come from whichever reply tells of them, with the members of rooms', async () => {
    const { answer, wanted, recorded } = await asking((known, others) => [
      others[2]!.UserName,
      known[0]!.UserName,
    ]);
    const found = contacts(answer);
    expect(found.map(({ UserName }) => UserName)).toEqual(wanted);
    expect(found[1]).toEqual(contacts(recorded)[0]);
    expect(found[1]!.MemberList).toHaveLength(found[1]!.MemberCount);
  });

  test('leave out what no reply tells of', async () => {
    const { answer } = await asking((known) => ['@nobody', known[0]!.UserName]);
    expect(contacts(answer)).toHaveLength(1);
  });

  test('of nobody that is known are no match', async () => {
    const { answer } = await asking(() => ['@nobody']);
    expect(answer.response?.status).toBe(404);
    expect(jsonOf(answer)).toMatchObject({ differs: { where: '/request/body/List', received: '@nobody' } });
  });

  test('come from other replies where nobody asked when it was recorded, in the values of the caller', async () => {
    const { exchanges, of } = await served('logout-by-phone');
    const recorded = of('webwxbatchgetcontact');
    const others = jsonOf(of('webwxgetcontact')).MemberList as Contact[];
    const without = exchanges.filter(({ request }) => !request.url.includes('webwxbatchgetcontact'));
    const backend = new RecordedBackend(without, { protocol: wechat });
    const rehearsal = new Rehearsal(backend);
    rehearsal.perform(linesOf(without).filter(({ id }) => Number(id.slice(1)) < 12)).finish();
    const body = JSON.parse(recorded.request.body!.text());
    const request = (names: readonly string[]) =>
      changed(recorded.request, {
        [JSON.stringify(body.List)]: JSON.stringify(names.map((UserName) => ({ UserName }))),
      });
    const wanted = [others[2]!.UserName, others[0]!.UserName];
    const answer = rehearsal.wait(request(['@nobody', ...wanted]));
    expect(jsonOf(answer)).toMatchObject({ BaseResponse: { Ret: 0, ErrMsg: '' }, Count: 2 });
    expect(contacts(answer).map(({ UserName }) => UserName)).toEqual(wanted);
    expect(answer.why).toContain(of('webwxgetcontact').id);
    expect(rehearsal.wait(request(['@nobody'])).response?.status).toBe(404);
    expect(backend.unmatched).toBe(1);
  });

  test('tell as much of each as any reply does', async () => {
    const { exchanges, of } = await served('logout-by-phone');
    const recorded = of('webwxbatchgetcontact');
    const [room] = contacts(recorded);
    const bare = { ...room!, MemberCount: 0, MemberList: [] };
    const told = [bare, room!, bare].map((contact, index): Exchange => {
      const init = of('webwxinit');
      const reply = { ...jsonOf(init), ContactList: [contact], Count: 1 };
      return {
        id: `i${index}`,
        startedAt: init.startedAt + index,
        request: init.request,
        response: { status: 200, headers: [], body: Body.ofText(JSON.stringify(reply)) },
        timing: { total: 1 },
      };
    });
    const without = exchanges.filter(({ request }) => !request.url.includes('webwxbatchgetcontact'));
    const at = without.indexOf(of('webwxinit'));
    const all = [...without.slice(0, at + 1), ...told, ...without.slice(at + 1)];
    const rehearsal = new Rehearsal(new RecordedBackend(all, { protocol: wechat }));
    rehearsal.perform(linesOf(all).slice(0, 14)).finish();
    expect(contacts(rehearsal.wait(recorded.request))[0]!.MemberList).toHaveLength(room!.MemberCount);
  });
});
