import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Body, type Exchange, type WireRequest } from '../../src/exchange.ts';
import type { Answer, Reply } from '../../src/protocol/backend.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { faults } from '../../src/replay/faults.ts';
import { FaultyBackend } from '../../src/replay/faulty.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import { captures, ordered, plainRequest } from './rehearsal.ts';

let exchanges: Exchange[] = [];
beforeAll(async () => {
  exchanges = await ordered(join(captures, 'logout-by-phone.har'));
});

const garbage = fc.string({ unit: 'binary', maxLength: 60 });

/** A recorded request with something cut out of it, put into it, or exchanged. */
const mangled = (): fc.Arbitrary<WireRequest> =>
  fc
    .record({
      pick: fc.nat(),
      method: fc.constantFrom('', 'GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'x'),
      cut: fc.tuple(fc.nat(400), fc.nat(400), garbage),
      body: fc.option(fc.tuple(fc.nat(400), fc.nat(400), garbage)),
      headers: fc.boolean(),
    })
    .map(({ pick, method, cut, body, headers }) => {
      const request = plainRequest(exchanges[pick % exchanges.length]!.request);
      const splice = (text: string, [from, length, put]: [number, number, string]): string =>
        text.slice(0, from) + put + text.slice(from + length);
      const [from, length, put] = cut;
      return {
        method: method || request.method,
        url: length % 3 === 0 ? request.url : splice(request.url, [from + 10, length % 40, put]),
        headers: headers ? request.headers : [],
        ...(request.body && { body: body ? Body.ofText(splice(request.body.text(), body)) : request.body }),
      };
    });

const anyRequest = (): fc.Arbitrary<WireRequest> =>
  fc.oneof(
    mangled(),
    fc
      .record({ pick: fc.nat() })
      .map(({ pick }) => plainRequest(exchanges[pick % exchanges.length]!.request)),
    fc.record({
      method: garbage,
      url: fc.oneof(garbage, fc.webUrl()),
      headers: fc.array(fc.tuple(garbage, garbage), { maxLength: 3 }),
      body: garbage.map(Body.ofText),
    }),
  );

function expectReply({ response }: Reply): void {
  expect(response.status).toBeGreaterThanOrEqual(200);
  expect(response.status).toBeLessThanOrEqual(599);
  for (const [name, value] of response.headers) expect(typeof name + typeof value).toBe('stringstring');
  expect(response.body?.bytes()).toBeInstanceOf(Uint8Array);
}

describe('whatever is asked', () => {
  test('is answered with a status, now or later, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyRequest(), fc.nat(40_000)), { maxLength: 40 }), (asked) => {
        const backend = new RecordedBackend(exchanges, { protocol: wechat });
        let now = 0;
        const held = new Set<number>();
        const wake = () => {
          for (const release of backend.wake({ now, wall: now })) {
            expect(held.delete(release.held)).toBe(true);
            expectReply(release);
          }
        };
        for (const [request, pause] of asked) {
          const answer: Answer = backend.handle(request, { now, wall: now });
          if (answer.held === undefined) expectReply(answer);
          else held.add(answer.held);
          now += pause;
          wake();
        }
        for (let next = backend.nextWake(); next !== undefined; next = backend.nextWake()) {
          now = Math.max(now, next);
          wake();
        }
        expect(held.size).toBe(0);
        backend.unused();
      }),
      { numRuns: 60 },
    );
  });

  test('is answered under every fault too', () => {
    fc.assert(
      fc.property(fc.array(anyRequest(), { maxLength: 20 }), fc.constantFrom(...faults), (asked, fault) => {
        const backend = new FaultyBackend(
          new RecordedBackend(exchanges, { protocol: wechat }),
          [{ fault }],
          wechat,
        );
        for (const request of asked) {
          const answer = backend.handle(request, { now: 0, wall: 0 });
          if (answer.held === undefined) expectReply(answer);
          else backend.forget(answer.held);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('of a recording cut or shuffled anywhere is answered too', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          exchanges.map((_, index) => index),
          { minLength: 1 },
        ),
        (kept) => {
          const some = kept.map((index) => exchanges[index]!);
          const backend = new RecordedBackend(some, { protocol: wechat });
          for (const { request } of exchanges) {
            const answer = backend.handle(request, { now: 0, wall: 0 });
            if (answer.held === undefined) expectReply(answer);
            else backend.forget(answer.held);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test('memory stays bounded by the number of sessions remembered', () => {
    const backend = new RecordedBackend(exchanges, { protocol: wechat });
    const start = exchanges.find(({ request }) => request.url.includes('/jslogin'))!.request;
    const seen = new Set<string>();
    for (let count = 0; count < 1500; count++) {
      const answer = backend.handle(start, { now: count, wall: count });
      if (answer.held === undefined) seen.add(answer.response.body!.text());
    }
    expect(seen.size).toBeGreaterThan(1400);
  });
});
