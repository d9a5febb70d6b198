/** A run is led nowhere by the answers it gets. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Body } from '../../../src/exchange.ts';
import type { Backend } from '../../../src/protocol/backend.ts';
import { inProcess, VirtualClock } from '../../../src/protocol/drive.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { rerun } from '../../../src/replay/rerun/rerun.ts';
import { captures, ordered } from '../rehearsal.ts';

test('a redirect to a host that is not of the protocol is not followed', async () => {
  const exchanges = await ordered(join(captures, 'logout-by-phone.har'));
  const backend = await wechat.simulate();
  const astray: Backend = {
    wake: (at) => backend.wake(at).map((release) => ({ ...release, response: led(release.response) })),
    handle: (request, at) => {
      const answer = backend.handle(request, at);
      return answer.held === undefined ? { ...answer, response: led(answer.response) } : answer;
    },
    nextWake: () => backend.nextWake(),
    forget: (held) => backend.forget(held),
  };
  const effects = inProcess(astray, new VirtualClock(Date.UTC(2030, 5, 1)));
  const { reruns, left } = await rerun(exchanges, { protocol: wechat, effects });
  const hosts = new Set(reruns.map(({ exchange }) => new URL(exchange.request.url).hostname));
  expect([...hosts].filter((host) => !/\.(?:qq|wechat)\.com$/.test(host))).toEqual([]);
  expect(left.find(({ exchange }) => exchange === 'e5')?.why).toContain('thief.example');
});

function led<R extends { readonly body?: Body }>(response: R): R {
  const text = response.body?.isText ? response.body.text() : '';
  if (!text.includes('redirect_uri')) return response;
  return { ...response, body: Body.ofText(text.replace(/https:\/\/[^/"]+/, 'https://thief.example')) };
}
