/** How a recording is run again, on a protocol of nobody: values, cookies, overlap, hosts. */
import { describe, expect, test } from 'vitest';
import { Body, type Exchange, type WireRequest, type WireResponse } from '../../../src/exchange.ts';
import type { Answer, Backend, Moment, Release } from '../../../src/protocol/backend.ts';
import { inProcess, VirtualClock } from '../../../src/protocol/drive.ts';
import { dryRun } from '../../../src/replay/rerun/dry.ts';
import { type RerunOptions, rerun } from '../../../src/replay/rerun/rerun.ts';
import { none } from '../../decode/trace/recordings.ts';
import { exchange, type Said } from '../../support/exchanges.ts';

const site = 'https://shop.example';
const json = [['Content-Type', 'application/json']] as const;
const old = 'tok_9f8e7d6c5b4a39281706';
const fresh = 'tok_11aa22bb33cc44dd55ee';

const ask = (path: string, at: number, said: Said = {}): Exchange =>
  exchange(`${site}${path}`, { at, ...said });

type Answering = (
  request: WireRequest,
  at: Moment,
) => Partial<WireResponse> & { text?: string; hold?: number };

/** Answers by a function; `hold` in ms. */
class Server implements Backend {
  readonly asked: { request: WireRequest; now: number }[] = [];
  readonly #answer: Answering;
  readonly #held = new Map<number, { at: number; release: Release }>();

  constructor(answer: Answering) {
    this.#answer = answer;
  }

  handle(request: WireRequest, at: Moment): Answer {
    this.asked.push({ request, now: at.now });
    const { text = '', hold, status = 200, headers = [] } = this.#answer(request, at);
    const reply = { response: { status, headers, body: Body.ofText(text) } };
    if (hold === undefined) return reply;
    const held = this.asked.length;
    this.#held.set(held, { at: at.now + hold, release: { held, ...reply } });
    return { held };
  }

  wake({ now }: Moment): readonly Release[] {
    const due = [...this.#held].filter(([, { at }]) => at <= now);
    for (const [held] of due) this.#held.delete(held);
    return due.map(([, { release }]) => release);
  }

  nextWake(): number | undefined {
    return this.#held.size === 0 ? undefined : Math.min(...[...this.#held.values()].map(({ at }) => at));
  }

  forget(held: number): void {
    this.#held.delete(held);
  }
}

async function run(exchanges: readonly Exchange[], answer: Answering, more: Partial<RerunOptions> = {}) {
  const server = new Server(answer);
  const effects = inProcess(server, new VirtualClock(Date.UTC(2031, 0, 1)));
  const result = await rerun(exchanges, { protocol: none, effects, allowsHost: () => true, ...more });
  return { ...result, asked: server.asked, urls: server.asked.map(({ request }) => request.url) };
}

const giving =
  (token: string): Answering =>
  () => ({ text: JSON.stringify({ token }), headers: json });

describe('values', () => {
  const start = ask('/start', 1, { reply: JSON.stringify({ token: old }), replyHeaders: json });

  test('come from the new replies, in the form that they had', async () => {
    const used = [
      ask(`/a?t=${old}`, 2),
      ask('/b', 3, { body: JSON.stringify({ deep: [{ id: old }], n: 1 }), headers: json }),
      ask('/c', 4, {
        body: `x=1&id=${old}`,
        headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      }),
      ask(`/items/${old}/show`, 5),
      ask('/d', 6, { headers: [['Authorization', `Bearer ${old}`]] }),
    ];
    const { asked } = await run([start, ...used], giving(fresh));
    const [, a, b, c, d, e] = asked.map(({ request }) => request);
    expect(a!.url).toBe(`${site}/a?t=${fresh}`);
    expect(b!.body!.text()).toBe(JSON.stringify({ deep: [{ id: fresh }], n: 1 }));
    expect(c!.body!.text()).toBe(`x=1&id=${fresh}`);
    expect(d!.url).toBe(`${site}/items/${fresh}/show`);
    expect(e!.headers).toContainEqual(['Authorization', `Bearer ${fresh}`]);
  });

  test('without a counterpart leave their request out, with the reason', async () => {
    const { left, asked } = await run([start, ask(`/a?t=${old}`, 2), ask('/b?x=1', 3)], () => ({
      text: '{}',
    }));
    expect(left).toEqual([expect.objectContaining({ why: expect.stringContaining('/response/body/token') })]);
    expect(asked).toHaveLength(2);
  });

  test('of the clock and of chance are new, those of the caller stay', async () => {
    const when = ask('/x', 2).startedAt;
    const recorded = [2, 3, 4].map((at) =>
      ask(`/a?r=${~(when + (at - 2) * 1000)}&id=e13841347861122${at}&q=bread`, at),
    );
    const { asked } = await run(recorded, () => ({}));
    for (const [index, { request, now }] of asked.entries()) {
      const query = new URL(request.url).searchParams;
      expect(Number(query.get('r'))).toBe(~(Date.UTC(2031, 0, 1) + now));
      expect(query.get('id')).toMatch(/^e\d{15}$/);
      expect(query.get('id')).not.toBe(`e13841347861122${index + 2}`);
      expect(query.get('q')).toBe('bread');
    }
  });
});

describe('cookies', () => {
  const set = ask('/start', 1, { replyHeaders: [['Set-Cookie', `sid=${old}; Path=/`]] });
  const used = ask('/a', 2, { headers: [['Cookie', `sid=${old}; theme=dark`]] });

  test('are those of the new replies, the own ones of the client stay', async () => {
    const { asked } = await run([set, used], () => ({ headers: [['Set-Cookie', `sid=${fresh}; Path=/`]] }));
    expect(asked[1]!.request.headers).toContainEqual(['Cookie', `sid=${fresh}; theme=dark`]);
  });

  test('that no new reply sets are not sent', async () => {
    const { asked } = await run([set, used], () => ({}));
    expect(asked[1]!.request.headers).toContainEqual(['Cookie', 'theme=dark']);
  });

  test('that the client brought along are not shown to anybody else', async () => {
    const kept = ask('/a', 1, { headers: [['Cookie', `session=${old}`]] });
    const { asked } = await run([kept], () => ({}));
    expect(JSON.stringify(asked[0]!.request.headers)).not.toContain(old);
    const own = await run([kept], () => ({}), { isOwn: true });
    expect(own.asked[0]!.request.headers).toContainEqual(['Cookie', `session=${old}`]);
  });
});

describe('time', () => {
  const recorded = [
    ask('/slow', 1, { took: 10_000 }),
    ask('/beside', 3, { took: 100 }),
    ask('/after', 13, { took: 100 }),
  ];
  const answer: Answering = ({ url }) => (url.endsWith('/slow') ? { hold: 4000 } : {});

  test('what overlapped overlaps, what came after waits', async () => {
    const { asked } = await run(recorded, answer);
    expect(asked.map(({ request }) => new URL(request.url).pathname)).toEqual(['/slow', '/beside', '/after']);
    const [slow, beside, after] = asked.map(({ now }) => now);
    expect(beside! - slow!).toBeLessThan(4000);
    expect(after! - slow!).toBeGreaterThanOrEqual(4000 + 2000);
  });

  test('passes as fast as it is asked to', async () => {
    const spans = await Promise.all(
      (['instant', { factor: 10 }] as const).map(async (pace) => {
        const { asked } = await run(recorded, answer, { pace });
        return asked.at(-1)!.now - asked[0]!.now;
      }),
    );
    expect(spans[0]).toBeLessThan(4100);
    expect(spans[1]).toBeGreaterThan(spans[0]!);
    expect(spans[1]).toBeLessThan(4500);
  });
});

describe('hosts', () => {
  test('outside of the protocol are asked only where that is allowed', async () => {
    const recorded = [ask('/a', 1), exchange('https://other.example/b', { at: 2 })];
    const { urls, left } = await run(recorded, () => ({}), {
      allowsHost: (host) => host === 'other.example',
    });
    expect(urls).toEqual(['https://other.example/b']);
    expect(left[0]?.why).toContain('--allow-host');
  });
});

test('a dry run tells every value and sends nothing', () => {
  const start = ask('/start', 1, { reply: JSON.stringify({ token: old }), replyHeaders: json });
  const steps = dryRun([start, ask(`/a?t=${old}&q=1`, 2)], { protocol: none, allowsHost: () => true });
  expect(steps[1]).toMatchObject({
    url: `${site}/a`,
    values: [{ place: '/query/t', why: expect.stringContaining('/response/body/token') }],
  });
  expect(steps[1]!.kept).toContain('/query/q');
  expect(JSON.stringify(steps)).not.toContain(old);
});
