import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { paced, parsePace } from '../../src/replay/pace.ts';
import { watchPolls } from '../../src/replay/poll-watch.ts';
import { converse, Rehearsal, served } from './rehearsal.ts';
import { newRun, smallClient } from './small-client.ts';

const at = async (name: string, pace: string) => {
  const stage = await served(name);
  const rehearsal = new Rehearsal(paced(stage.backend, parsePace(pace), watchPolls(wechat)));
  const run = newRun();
  converse(rehearsal, [smallClient(run)]);
  return {
    ...stage,
    rehearsal,
    run,
    polls: rehearsal.done.filter(({ request }) => /synccheck|\/login\?/.test(request.url)),
  };
};

describe('a pace', () => {
  test.each(['slow', 'x', 'x0', 'x-1', '2x', 'x1e9', ''])('of %o is refused', (text) => {
    expect(() => parsePace(text)).toThrow(UsageError);
  });

  test('may be real, instant, or a number of times as fast', () => {
    expect(['real', 'instant', 'x10', 'x0.5'].map(parsePace)).toEqual([
      { factor: 1 },
      'instant',
      { factor: 10 },
      { factor: 0.5 },
    ]);
  });

  test('of xN takes the Nth part of the time, with the same events', async () => {
    const [real, fast] = await Promise.all([at('logout-by-phone', 'real'), at('logout-by-phone', 'x10')]);
    expect(fast.run.events.map(({ type }) => type)).toEqual(real.run.events.map(({ type }) => type));
    expect(fast.rehearsal.now).toBeCloseTo(real.rehearsal.now / 10, 3);
    const holds = (polls: typeof real.polls) => polls.map(({ timing }) => timing.total);
    holds(fast.polls).forEach(
      (hold, index) => void expect(hold).toBeCloseTo(holds(real.polls)[index]! / 10, 3),
    );
  });

  test('of xN counts from the first request, whatever the clock says', async () => {
    const { backend, of } = await served('logout-by-phone');
    const fast = paced(backend, { factor: 10 }, watchPolls(wechat));
    const origin = 123_456_789;
    fast.handle(of('jslogin').request, { now: origin, wall: 0 });
    fast.handle(of('login').request, { now: origin, wall: 0 });
    expect(fast.nextWake()).toBe(origin + of('login').timing.total / 10);
  });

  test('at once gives events at once, and polls without news no faster than one a second', async () => {
    const { run, polls, rehearsal } = await at('login-expiry-cancel-relogin', 'instant');
    expect(run.events.at(-1)?.type).toBe('login.expired');
    const ends = polls.map(({ startedAt, timing }) => startedAt + timing.total);
    const gaps = ends.slice(1, -1).map((end, index) => end - ends[index]!);
    for (const gap of gaps) expect(gap).toBe(1000);
    expect(polls.at(-1)?.timing.total).toBe(0);
    expect(rehearsal.now).toBe(1000 * gaps.length);
  });

  test('at once takes a whole session in the time of its idle polls', async () => {
    const { run, rehearsal } = await at('logout-by-phone', 'instant');
    expect(run.events.at(-1)?.type).toBe('session.closed');
    expect(rehearsal.now).toBeLessThanOrEqual(2000);
  });

  test('of a fault that delays is that of everything else', async () => {
    const { backend } = await served('logout-by-phone');
    const slow = {
      ...backend,
      handle: () => ({ response: { status: 200, headers: [] }, damage: { delay: 10_000 } }),
      wake: () => [],
      nextWake: () => undefined,
      forget: () => undefined,
    };
    const request = { method: 'GET', url: 'https://wx.qq.com/', headers: [] };
    const moment = { now: 0, wall: 0 };
    expect(paced(slow, { factor: 10 }, watchPolls(wechat)).handle(request, moment)).toMatchObject({
      damage: { delay: 1000 },
    });
    expect(paced(slow, 'instant', watchPolls(wechat)).handle(request, moment)).toMatchObject({ damage: {} });
  });

  test('forgets polls whose client has gone', async () => {
    const { backend, of } = await served('login-expiry-cancel-relogin');
    const instant = paced(backend, 'instant', watchPolls(wechat));
    const rehearsal = new Rehearsal(instant);
    rehearsal.ask(of('jslogin').request);
    rehearsal.wait(of('login').request);
    rehearsal.ask(of('login').request, 'gone', rehearsal.now + 100);
    rehearsal.to(rehearsal.now + 5_000);
    expect(rehearsal.done.at(-1)?.failure?.cause).toBe('aborted');
    expect(instant.nextWake()).toBeUndefined();
  });
});
