/** Bots ask the push hosts of every family for their session; most of them do not know it. */
import { expect, test } from 'vitest';
import { Body, type Exchange, type WireRequest } from '../../src/exchange.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import { converse, linesOf, plainRequest, Rehearsal, served, textOf } from './rehearsal.ts';
import { newRun, smallClient } from './small-client.ts';

const unknown = 'window.synccheck={retcode:"1102",selector:"0"}';

/** The request as it goes to another host, to which no cookie of its session goes. */
const elsewhere = (request: WireRequest, host: string): WireRequest => ({
  ...plainRequest(request),
  url: request.url.replace(/^https:..[^/]+/, `https://${host}`),
  headers: request.headers.filter(([name]) => name.toLowerCase() !== 'cookie'),
});

/** A recording in which two hosts were asked in vain before the right one. */
async function probing() {
  const { exchanges, of } = await served('logout-by-phone');
  const first = of('synccheck');
  const at = exchanges.indexOf(first);
  const probes = ['webpush.wx2.qq.com', 'webpush.wx8.qq.com'].map((host, index): Exchange => {
    return {
      id: `probe${index}`,
      startedAt: first.startedAt,
      request: elsewhere(first.request, host),
      response: { status: 200, headers: [['Content-Type', 'text/javascript']], body: Body.ofText(unknown) },
      timing: { total: 1 },
    };
  });
  const all = [...exchanges.slice(0, at), ...probes, ...exchanges.slice(at)];
  const backend = new RecordedBackend(all, { protocol: wechat });
  return { all, backend, rehearsal: new Rehearsal(backend), probes, first };
}

test('a client that asks the right host at once is told nothing of it', async () => {
  const { rehearsal } = await probing();
  const run = newRun();
  converse(rehearsal, [smallClient(run)]);
  expect(run.received).not.toContain('1102');
  expect(run.events.at(-1)).toMatchObject({ type: 'session.closed', retcode: 1101 });
  expect(run.events.some(({ type }) => type === 'message.received')).toBe(true);
});

test('a client that asks in vain again is told so again, and its session lives on', async () => {
  const { all, backend, rehearsal, probes } = await probing();
  rehearsal.perform(linesOf(all)).finish();
  for (const { id } of probes) expect(textOf(rehearsal.done.find((done) => done.id === id)!)).toBe(unknown);
  expect(rehearsal.done.map((done) => textOf(done)).filter((text) => text === unknown)).toHaveLength(2);
  expect(textOf(rehearsal.done.at(-1)!)).not.toBe('');
  expect(backend.unused()).toEqual([]);
});

test('a host that nobody asked in vain answers without cookies too', async () => {
  const { all, rehearsal, first } = await probing();
  rehearsal.perform(linesOf(all.slice(0, all.indexOf(first) - 2)));
  const answer = rehearsal.wait(elsewhere(first.request, new URL(first.request.url).host));
  expect(textOf(answer)).toContain('retcode:"0"');
});
