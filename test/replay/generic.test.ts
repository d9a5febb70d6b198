import { describe, expect, test } from 'vitest';
import { parseFault } from '../../src/replay/faults.ts';
import { FaultyBackend } from '../../src/replay/faulty.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import { badge, bakery, ticket, visit } from './bakery.ts';
import { changed, jsonOf, linesOf, Rehearsal } from './rehearsal.ts';

const opened = () => {
  const exchanges = visit();
  const backend = new RecordedBackend(exchanges, { protocol: bakery });
  return { exchanges, backend, rehearsal: new Rehearsal(backend) };
};

describe('a recording of any other protocol', () => {
  test('is one story, told by the table', () => {
    const { backend } = opened();
    expect(backend.tape.stories).toHaveLength(1);
    expect([...backend.tape.stories[0]!.values]).toEqual([
      ['ticket', new Set([ticket])],
      ['badge', new Set([badge])],
    ]);
    const { roles } = backend.tape;
    const named = (name: string) => roles.of(bakery.endpoints.find((row) => row.name === name)!);
    expect(named('take')).toMatchObject({ pulls: true, changes: true, moves: true, opens: false });
    expect(named('bell')).toMatchObject({ pulls: false, changes: false, position: expect.anything() });
    expect(named('praise')).toMatchObject({ changes: true, moves: false });
    expect([...named('bell').closing]).toEqual(['shut']);
    expect([...named('oven').closing]).toEqual([]);
  });

  test('answers its own requests as recorded, with its times moved', () => {
    const { exchanges, backend, rehearsal } = opened();
    rehearsal.perform(linesOf(exchanges)).finish();
    const without = (text: string) => text.replace(/"bakedAt":\d+/, '');
    expect(rehearsal.done.map((one) => without(JSON.stringify(jsonOf(one))))).toEqual(
      exchanges.map((one) => without(JSON.stringify(jsonOf(one)))),
    );
    const [loaf] = jsonOf(rehearsal.done[5]!).loaves as { bakedAt: number }[];
    expect(Math.abs(loaf!.bakedAt - rehearsal.moment.wall)).toBeLessThan(10_000);
    expect(backend.unused()).toEqual([]);
  });

  test('keeps two visitors apart', () => {
    const { exchanges, rehearsal } = opened();
    const first = jsonOf(rehearsal.wait(exchanges[0]!.request));
    const second = jsonOf(rehearsal.wait(exchanges[0]!.request));
    expect(first.ticket).toBe(ticket);
    expect(second.ticket).not.toBe(ticket);
    for (const polls of [0, 1])
      rehearsal.wait(changed(exchanges[1 + polls]!.request, { [ticket]: String(second.ticket) }));
    const entered = jsonOf(
      rehearsal.wait(changed(exchanges[3]!.request, { [ticket]: String(second.ticket) })),
    );
    expect(entered.badge).not.toBe(badge);
    expect(String(entered.badge)).toHaveLength(badge.length);
    expect(
      jsonOf(rehearsal.wait(changed(exchanges[6]!.request, { [badge]: String(entered.badge) }))),
    ).toEqual({ code: 0 });
  });

  test('closes for every row that can say so, after its visitor has done what was done', () => {
    const { exchanges, rehearsal } = opened();
    for (const index of [0, 1, 2, 3, 4, 5]) rehearsal.wait(exchanges[index]!.request);
    const before = rehearsal.now;
    expect(jsonOf(rehearsal.wait(exchanges[7]!.request))).toEqual({ code: 0 });
    expect(rehearsal.now - before).toBe(2000);
    rehearsal.wait(exchanges[6]!.request);
    expect(jsonOf(rehearsal.wait(exchanges[7]!.request))).toEqual({ code: 9 });
    expect(jsonOf(rehearsal.wait(exchanges[5]!.request))).toEqual({ code: 9, loaves: [], mark: { n: 0 } });
    expect(jsonOf(rehearsal.wait(exchanges[6]!.request))).toEqual({ code: 9 });
  });

  test('has faults that end a session in its own words', () => {
    const { exchanges, backend } = opened();
    const faulty = new Rehearsal(new FaultyBackend(backend, [parseFault('logout:bell:1', ['bell'])], bakery));
    for (const index of [0, 1, 2, 3]) faulty.wait(exchanges[index]!.request);
    expect(jsonOf(faulty.wait(exchanges[4]!.request))).toEqual({ code: 9 });
    expect(jsonOf(faulty.wait(exchanges[6]!.request))).toEqual({ code: 9 });
  });
});
