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

describe('what is given up', () => {
  test('a sleep ends when its signal is aborted, at the time it is', async () => {
    const clock = new VirtualClock(0);
    const waker = new AbortController();
    const sleeping = clock.sleep(60_000, waker.signal).then(() => clock.now());
    await clock.sleep(40);
    waker.abort();
    expect(await sleeping).toBe(40);
    await clock.sleep(5, waker.signal);
    expect(clock.now()).toBe(40);
  });

  test('a held poll is forgotten by its backend and ends as aborted', async () => {
    const backend = new Holding();
    const clock = new VirtualClock(0);
    const waker = new AbortController();
    const held = inProcess(backend, clock).send(request('https://a/hold/25500'), { signal: waker.signal });
    await clock.sleep(100);
    waker.abort();
    const exchange = await held;
    expect([exchange.failure?.cause, exchange.timing.total]).toEqual(['aborted', 100]);
    expect(backend.nextWake()).toBeUndefined();
  });

  test('a request under an aborted signal is not sent', async () => {
    const backend = new Holding();
    const effects = inProcess(backend, new VirtualClock(0));
    const exchange = await effects.send(request('https://a/one'), { signal: AbortSignal.abort() });
    expect([exchange.failure?.cause, backend.moments]).toEqual(['aborted', []]);
  });
});

test('a body is handed over where it is asked for', async () => {
  const chunks: string[] = [];
  const onBody = (chunk: Uint8Array): void => void chunks.push(new TextDecoder().decode(chunk));
  await inProcess(new Holding(), new VirtualClock(0)).send(request('https://a/one'), { onBody });
  expect(chunks).toEqual(['now']);
});

test('an answer that is no HTTP is a failure, as over a socket', async () => {
  const raw: Backend = {
    handle: () => ({ ...reply(''), damage: { raw: new Uint8Array([48]) } }),
    wake: () => [],
    nextWake: () => undefined,
    forget: () => undefined,
  };
  const exchange = await inProcess(raw, new VirtualClock(0)).send(request('https://a/one'));
  expect(exchange.failure?.cause).toBe('protocol');
});
