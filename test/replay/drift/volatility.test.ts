/** How a value moves is told by the table, and where that is silent by what was seen. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plainExchange } from '../../../src/har/entry.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { baselineText } from '../../../src/replay/drift/profile-json.ts';
import { captures, exchangesOf, learned } from './learned.ts';

const exchanges = (await exchangesOf(join(captures, 'logout-by-phone.har'))).map((exchange, index) => {
  const plain = plainExchange(exchange);
  const { request, startedAt } = plain;
  if (!request.url.includes('/synccheck?')) return plain;
  const more = `&inMs=${startedAt - 40}&inS=${Math.floor(startedAt / 1000)}&counts=${index}&jumps=${(index * 7) % 5}&same=11`;
  return { ...plain, request: { ...request, url: request.url + more } };
});

it.each([
  ['r', 'clock'],
  ['synckey', 'echo'],
  ['inMs', 'clock'],
  ['inS', 'clock'],
  ['counts', 'counter'],
  ['jumps', 'free'],
  ['same', 'constant'],
])('the parameter %s of a poll is seen to be %s', (name, kind) => {
  const file = JSON.parse(baselineText(learned(exchanges), wechat)) as {
    endpoints: { synccheck: { request: Record<string, { class?: string }> } };
  };
  expect(file.endpoints.synccheck.request[`/query/${name}`]).toMatchObject({ class: kind });
});
