/** Virtual time, and a backend driven by it. */
import { describe, expect, test } from 'vitest';
import { Body, type WireRequest } from '../../src/exchange.ts';
import type { Answer, Backend, Moment, Release, Reply } from '../../src/protocol/backend.ts';
import { inProcess, VirtualClock } from '../../src/protocol/drive.ts';

const request = (url: string): WireRequest => ({ method: 'GET', url, headers: [] });
const reply = (text: string): Reply => ({ response: { status: 200, headers: [], body: Body.ofText(text) } });

/** Holds `/hold/MS` for so long, answers everything else at once. */
class Holding implements Backend {
  readonly #held = new Map<number, number>();
  readonly moments: number[] = [];
  #count = 0;

  handle({ url }: WireRequest, at: Moment): Answer {
    this.moments.push(at.now);
    const ms = /\/hold\/(\d+)/.exec(url)?.[1];
    if (ms === undefined)
      return url.endsWith('/cut') ? { ...reply(''), damage: { cutAfter: 3 } } : reply('now');
    this.#held.set(++this.#count, at.now + Number(ms));
    return { held: this.#count };
  }

  wake(at: Moment): readonly Release[] {
    const due = [...this.#held].filter(([, time]) => time <= at.now);
    for (const [held] of due) this.#held.delete(held);
    return due.map(([held]) => ({ held, ...reply('later') }));
  }

  nextWake(): number | undefined {
    return this.#held.size === 0 ? undefined : Math.min(...this.#held.values());
  }

  forget(held: number): void {
    this.#held.delete(held);
  }
}

describe('the virtual clock', () => {
  test('lets an hour of sleep pass at once', async () => {
    const clock = new VirtualClock(1000);
    await clock.sleep(3_600_000);
    expect(clock.now()).toBe(3_601_000);
  });

  test('wakes sleepers in the order of their times', async () => {
    const clock = new VirtualClock(0);
    const woken: string[] = [];
    const sleep = async (ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push(`${ms} at ${clock.now()}`);
    };
    await Promise.all([sleep(30), sleep(10), sleep(20)]);
    expect(woken).toEqual(['10 at 10', '20 at 20', '30 at 30']);
  });

  test('stands still while somebody is still at work', async () => {
    const clock = new VirtualClock(0);
    const worker = async (): Promise<number> => {
      for (let step = 0; step < 500; step++) await Promise.resolve();
      return clock.now();
    };
    const [, seen] = await Promise.all([clock.sleep(1000), worker()]);
    expect(seen).toBe(0);
  });

  test('does not move when nobody waits', async () => {
    const clock = new VirtualClock(0);
    let rang = false;
    clock.at(10, () => {
      rang = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([rang, clock.now()]).toEqual([false, 0]);
    await clock.sleep(20);
    expect(rang).toBe(true);
  });
});

describe('a backend in the same process', () => {
  test('is asked in scenario time, which starts with the clock', async () => {
    const backend = new Holding();
    const clock = new VirtualClock(5_000);
    const effects = inProcess(backend, clock, { latency: 7 });
    await effects.send(request('https://a/one'));
    const exchange = await effects.send(request('https://a/two'));
    expect(backend.moments).toEqual([0, 7]);
    expect(exchange.startedAt).toBe(5_007);
    expect(exchange.timing.total).toBe(7);
    expect(effects.now()).toBe(5_014);
  });

  test('answers a held poll when its time has come', async () => {
    const effects = inProcess(new Holding(), new VirtualClock(0), { latency: 0 });
    const exchange = await effects.send(request('https://a/hold/25500'));
    expect(exchange.response?.body?.text()).toBe('later');
    expect(exchange.timing.total).toBe(25_500);
  });

  test('serves several parties at once, each in its own time', async () => {
    const clock = new VirtualClock(0);
    const effects = inProcess(new Holding(), clock, { latency: 1 });
    const done: string[] = [];
    const party = async (name: string, ms: number): Promise<void> => {
      for (let turn = 0; turn < 3; turn++) {
        await effects.send(request(`https://a/hold/${ms}`));
        done.push(`${name} ${clock.now()}`);
      }
    };
    await Promise.all([party('a', 9), party('b', 19)]);
    expect(done).toEqual(['a 10', 'b 20', 'a 20', 'a 30', 'b 40', 'b 60']);
  });

  test('gives a damaged reply as a failure', async () => {
    const effects = inProcess(new Holding(), new VirtualClock(0));
    const exchange = await effects.send(request('https://a/cut'));
    expect(exchange.failure?.cause).toBe('reset');
    expect(exchange.response).toBeUndefined();
  });

  test('that throws fails the request, held or not, and time goes on', async () => {
    const clock = new VirtualClock(0);
    const failing: Backend = {
      handle: ({ url }) => {
        if (url.endsWith('/hold')) return { held: 1 };
        throw new Error('handle');
      },
      wake: () => {
        throw new Error('wake');
      },
      nextWake: () => 10,
      forget: () => undefined,
    };
    const effects = inProcess(failing, clock);
    await expect(effects.send(request('https://a/now'))).rejects.toThrow('handle');
    await expect(effects.send(request('https://a/hold'))).rejects.toThrow('wake');
    await clock.sleep(5);
    expect(clock.now()).toBe(15);
  });

  test('draws the same random numbers from the same seed', () => {
    const draw = (seed: number): number[] => {
      const { random } = inProcess(new Holding(), new VirtualClock(0), { seed });
      return [random(), random()];
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
