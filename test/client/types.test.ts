/** What the types promise: messages narrow by kind, calls lack no input. */
import { expect, expectTypeOf, test } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import type { WechatEvents } from '../../src/protocol/wechat/events.ts';
import { rows } from '../../src/protocol/wechat/index.ts';
import { play } from './simulated.ts';

/** Compiled, not run. */
async function typed(client: Client<WechatEvents>): Promise<void> {
  client.on('message', (message) => {
    if (message.kind === 'text') expectTypeOf(message.text).toEqualTypeOf<string>();
    if (message.kind === 'image') expectTypeOf(message.payload?.width).toEqualTypeOf<number | undefined>();
    if (message.kind === 'file') expectTypeOf(message.payload?.name).toEqualTypeOf<string | undefined>();
    // @ts-expect-error: a voice message has no text.
    if (message.kind === 'voice') message.text.length;
    // @ts-expect-error: there is no such kind.
    if (message.kind === 'telegram') return;
  });
  client.on('session.closed', ({ by, meaning, state }) => {
    expectTypeOf(by).toEqualTypeOf<string>();
    expectTypeOf(meaning).toEqualTypeOf<string>();
    expectTypeOf(state).toEqualTypeOf<string | null>();
  });
  // @ts-expect-error: there is no such event.
  client.on('message.forged', () => undefined);
  for await (const event of client.events()) {
    if (event.type === 'client.code') expectTypeOf(event.text).toEqualTypeOf<string>();
    if (event.type === 'login.qr') expectTypeOf(event.uuid).toEqualTypeOf<string>();
  }
  // @ts-expect-error: nobody is named.
  await client.call(rows.sendmsg, { type: 1, text: 'hello' });
  // @ts-expect-error: the type is a number.
  await client.call(rows.sendmsg, { type: '1', text: 'hello', to: 'filehelper' });
  await client.call(rows.sendmsg, { type: 1, text: 'hello', to: 'filehelper' });
}

test('the compiler has looked', () => {
  expect(typed).toBeTypeOf('function');
});

test('events come in order to whoever iterates, until it leaves', async () => {
  const { client } = play();
  const types: string[] = [];
  const told = (async () => {
    for await (const event of client.events()) {
      types.push(event.type);
      if (event.type === 'session.closed') break;
    }
  })();
  await client.login();
  await client.sync();
  await told;
  expect(types.slice(0, 4)).toEqual(['login.qr', 'client.code', 'login.scanned', 'login.confirmed']);
  expect(types.at(-1)).toBe('session.closed');
});

test('iteration ends with its signal, and with the client', async () => {
  const { client } = play();
  const stop = new AbortController();
  const counting = async (signal?: AbortSignal): Promise<number> => {
    let count = 0;
    for await (const _ of client.events(signal)) count += 1;
    return count;
  };
  const [one, other] = [counting(stop.signal), counting()];
  await client.login();
  stop.abort();
  expect(await one).toBeGreaterThan(3);
  client.close();
  expect(await other).toBeGreaterThan(3);
});
