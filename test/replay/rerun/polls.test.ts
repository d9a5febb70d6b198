/** Polls go on until their state, whatever the number of rounds, in any protocol. */
import { describe, expect, test } from 'vitest';
import { Body, type WireRequest } from '../../../src/exchange.ts';
import type { Answer, Backend } from '../../../src/protocol/backend.ts';
import { inProcess, VirtualClock } from '../../../src/protocol/drive.ts';
import { rerun } from '../../../src/replay/rerun/rerun.ts';
import { badge, bakery, ticket, visit } from '../bakery.ts';

interface Day {
  /** Rounds until the bread is ready. */
  readonly bakes: number;
  /** What the bell says, in order; then the shop is shut. */
  readonly rings: readonly ('quiet' | 'rung')[];
  /** It is shut before anybody comes in. */
  readonly isShut?: boolean;
}

/** A shop on another day, which gives other values. */
class Shop implements Backend {
  readonly asked: string[] = [];
  readonly requests: WireRequest[] = [];
  readonly #day: Day;
  #baked = 0;
  #rung = 0;
  #taken = 1;

  constructor(day: Day) {
    this.#day = day;
  }

  handle(request: WireRequest): Answer {
    const name = new URL(request.url).pathname.slice(1);
    this.asked.push(name);
    this.requests.push(request);
    const body = Body.ofText(JSON.stringify(this.#reply(name)));
    return { response: { status: 200, headers: [['Content-Type', 'application/json']], body } };
  }

  #reply(name: string): object {
    const { bakes, rings, isShut = false } = this.#day;
    if (name === 'order') return { code: 0, ticket: 'ticket-9999-zzZZ' };
    if (name === 'oven') return { code: this.#baked++ < bakes ? 1 : 0 };
    if (name === 'enter') return isShut ? { code: 9 } : { code: 0, badge: 'badge-8888-yyYY', mark: { n: 1 } };
    if (name === 'bell') {
      const ring = rings[this.#rung++];
      return { code: ring === undefined ? 9 : ring === 'rung' ? 1 : 0 };
    }
    if (name === 'take') return { code: 0, loaves: [], mark: { n: ++this.#taken } };
    return { code: 0 };
  }

  wake = () => [];
  nextWake = () => undefined;
  forget = () => undefined;
}

async function run(day: Day, sendsLasting = false) {
  const shop = new Shop(day);
  const effects = inProcess(shop, new VirtualClock(Date.UTC(2031, 0, 1)));
  return {
    shop,
    ...(await rerun(visit(), { protocol: bakery, effects, sendsLasting, allowsHost: () => true })),
  };
}

describe('a visit on another day', () => {
  test('waits as many rounds as it takes, and not one more', async () => {
    for (const bakes of [0, 1, 9]) {
      const { shop, ends } = await run({ bakes, rings: ['rung'] });
      expect(shop.asked.filter((name) => name === 'oven')).toHaveLength(bakes + 1);
      expect(ends.reached).toEqual(ends.recorded);
    }
  });

  test('takes what is announced beyond the recording, with its own positions', async () => {
    const { shop, ends } = await run({ bakes: 1, rings: ['rung', 'rung', 'quiet', 'rung'] });
    expect(shop.asked.filter((name) => name === 'take')).toHaveLength(3);
    const marks = shop.requests
      .filter(({ url }) => url.includes('/take'))
      .map(({ body }) => JSON.parse(body!.text()).mark.n);
    expect(marks).toEqual([1, 2, 3]);
    const asked = shop.requests.filter(({ url }) => url.includes('/bell'));
    expect(asked.map(({ url }) => new URL(url).searchParams.get('mark'))).toEqual(
      [1, 2, 3, 3, 4].map((n) => JSON.stringify({ n })),
    );
    expect(ends.reached.counter).toBe('shut');
  });

  test('sends nothing that belongs to the recorded visit', async () => {
    const { shop } = await run({ bakes: 2, rings: ['rung'] }, true);
    const wire = JSON.stringify(shop.requests.map(({ url, body }) => [url, body?.text()]));
    expect(wire).not.toContain(ticket);
    expect(wire).not.toContain(badge);
    expect(wire).toContain('badge-8888-yyYY');
  });

  test('goes on where the shop is shut sooner', async () => {
    const { shop, ends, left } = await run({ bakes: 1, rings: [] });
    expect(shop.asked).not.toContain('take');
    expect(ends.reached.counter).toBe('shut');
    expect(left.map(({ endpoint }) => endpoint)).toContain('take');
  });

  test('asks for nothing more where it is not let in', async () => {
    const { shop, left } = await run({ bakes: 1, rings: [], isShut: true });
    expect(shop.asked).toEqual(['order', 'oven', 'oven', 'enter']);
    expect(left.map(({ endpoint }) => endpoint)).toEqual(expect.arrayContaining(['bell', 'take']));
  });
});
