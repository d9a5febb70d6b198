import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { faults, parseFault } from '../../src/replay/faults.ts';
import { FaultyBackend } from '../../src/replay/faulty.ts';
import { converse, jsonOf, linesOf, Rehearsal, served, textOf } from './rehearsal.ts';
import { newRun, smallClient } from './small-client.ts';

const endpoints = wechat.endpoints.map(({ name }) => name);

async function faulty(...written: string[]) {
  const stage = await served('logout-by-phone');
  const strikes = written.map((text) => parseFault(text, endpoints));
  const backend = new FaultyBackend(stage.backend, strikes, wechat);
  const rehearsal = new Rehearsal(backend);
  const until = (last: number) =>
    rehearsal.perform(linesOf(stage.exchanges).filter(({ id }) => Number(id.slice(1)) <= last)).finish();
  return { ...stage, backend, rehearsal, until };
}

describe('the name of a fault', () => {
  test('may choose an endpoint, and the how-manieth request of it', () => {
    expect(parseFault('503:webwxsync:2', endpoints)).toMatchObject({
      fault: { name: '503' },
      endpoint: 'webwxsync',
      nth: 2,
    });
    expect(parseFault('slow', endpoints)).toEqual({ fault: faults.find(({ name }) => name === 'slow') });
  });

  test.each(['earthquake', '503:nowhere', '503:webwxsync:0', '503:webwxsync:x', '503:webwxsync:1:2', ''])(
    '%o is refused',
    (text) => {
      expect(() => parseFault(text, endpoints)).toThrow(UsageError);
    },
  );

  test('is known of every row, with what it does', () => {
    expect(faults.map(({ name }) => name)).toEqual([
      'reset',
      'half-body',
      'garbage',
      '503',
      'slow',
      'wrong-kind',
      'logout',
    ]);
    for (const { says } of faults) expect(says).not.toBe('');
  });
});

describe('a fault', () => {
  test('503 strikes the second pull alone, and the backend never hears of it', async () => {
    const { rehearsal, of, until } = await faulty('503:webwxsync:2');
    until(22);
    const struck = rehearsal.wait(of('webwxsync', 1).request);
    expect(struck.response?.status).toBe(503);
    expect(struck.why).toBe('fault 503');
    expect(jsonOf(rehearsal.wait(of('webwxsync', 1).request))).toMatchObject({ AddMsgCount: 2 });
  });

  test('reset cuts before the head, garbage sends what is no HTTP', async () => {
    const { backend, of, rehearsal } = await faulty('reset:jslogin:1', 'garbage:jslogin:2');
    const at = rehearsal.moment;
    expect(backend.handle(of('jslogin').request, at)).toMatchObject({ damage: { cutAfter: 0 } });
    const answer = backend.handle(of('jslogin').request, at);
    expect(answer.held === undefined && answer.damage?.raw?.length).toBeGreaterThan(10);
    expect(backend.handle(of('jslogin').request, at)).not.toHaveProperty('damage');
  });

  test('half-body cuts the true answer in the middle, slow delays it, both of held polls too', async () => {
    const { backend, of, until, rehearsal } = await faulty('half-body:synccheck', 'slow:jslogin');
    expect(backend.handle(of('jslogin').request, rehearsal.moment)).toMatchObject({
      damage: { delay: 10_000 },
    });
    until(8);
    const answer = backend.handle(of('synccheck').request, rehearsal.moment);
    expect(answer.held).toBeDefined();
    const now = rehearsal.now + 60_000;
    const [release] = backend.wake({ now, wall: now });
    expect(release).toMatchObject({ held: answer.held, damage: { cutAfter: Math.floor(43 / 2) } });
  });

  test('wrong-kind answers with a page where something else is due', async () => {
    const { rehearsal, of } = await faulty('wrong-kind:jslogin:1');
    expect(textOf(rehearsal.wait(of('jslogin').request))).toMatch(/^<!DOCTYPE html>/);
    expect(textOf(rehearsal.wait(of('jslogin').request))).toBe(textOf(of('jslogin')));
  });

  test('logout ends the session of whom it strikes, at the row that tells it, for every later call', async () => {
    const { rehearsal, of, until } = await faulty('logout:synccheck:2');
    until(21);
    expect(textOf(rehearsal.wait(of('synccheck', 1).request))).toBe(
      'window.synccheck={retcode:"1101",selector:"0"}',
    );
    expect(jsonOf(rehearsal.wait(of('webwxinit').request))).toMatchObject({
      BaseResponse: { Ret: 1101 },
      Count: 0,
    });
    const run = newRun();
    converse(rehearsal, [smallClient(run)]);
    expect(run.events.at(-1)?.type).toBe('session.closed');
    expect(run.events.filter(({ type }) => type === 'sync.pulled').length).toBe(3);
  });

  test('strikes the same requests in every run', async () => {
    const runs = await Promise.all(
      [1, 2].map(async () => {
        const { rehearsal } = await faulty('503:synccheck:3', 'wrong-kind:webwxsync:2');
        const run = newRun();
        converse(rehearsal, [smallClient(run)]);
        return rehearsal.done.map(({ response }) => response?.status);
      }),
    );
    expect(runs[0]).toEqual(runs[1]);
  });
});
