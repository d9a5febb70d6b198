/** The client over real sockets and TLS against the simulation, on the hosts of every family. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client } from '../../src/client/client.ts';
import { mediumOfBytes } from '../../src/client/session-file.ts';
import { openTransport, type Transport } from '../../src/client/transport.ts';
import type { Exchange } from '../../src/exchange.ts';
import { families } from '../../src/protocol/wechat/hosts.ts';
import { rows, wechat } from '../../src/protocol/wechat/index.ts';
import { messageKinds } from '../../src/protocol/wechat/messages.ts';
import { SimulatedWechat } from '../../src/protocol/wechat/simulated/backend.ts';
import { complete, type ScenarioFile } from '../../src/protocol/wechat/simulated/scenario.ts';
import { type Authority, openAuthority } from '../../src/proxy/authority.ts';
import { serve } from '../../src/replay/listen.ts';
import { paced } from '../../src/replay/pace.ts';
import { watchPolls } from '../../src/replay/poll-watch.ts';
import type { Serving } from '../../src/replay/serving.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-sockets-'));
let authority: Authority;
beforeAll(async () => {
  authority = await openAuthority(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function served(
  scenario: ScenarioFile,
  factor = 100,
): Promise<{ serving: Serving; transport: Transport }> {
  const backend = new SimulatedWechat(wechat, complete(scenario));
  const serving = await serve({ backend: paced(backend, { factor }, watchPolls(wechat)), authority });
  const via = `http://127.0.0.1:${serving.port}`;
  return { serving, transport: openTransport({ via, trust: [authority.rootPem] }) };
}

const kinds = [...new Set(messageKinds.map(({ kind }) => kind))];
/** One message of every kind. */
const everyKind = kinds.map((kind, index) => ({ after: 10_000 + index * 200, message: { kind } }));

describe.each(families.map(({ name, main }) => ({ name, main })))('on $name', ({ name, main }) => {
  test('a session goes from the code to the logout', { timeout: 30_000 }, async () => {
    const { serving, transport } = await served({
      family: name,
      events: everyKind,
    });
    const exchanges: Exchange[] = [];
    const client = new Client(wechat, transport.effects, {
      gap: 0,
      record: (exchange) => exchanges.push(exchange),
    });
    const seen = new Set<string>();
    const wanted = kinds.filter((kind) => kind !== 'unknown');
    const allSeen = new Promise<void>((resolve) => {
      client.on('message', ({ kind }) => {
        seen.add(kind);
        if (wanted.every((one) => seen.has(one))) resolve();
      });
    });
    try {
      await client.login();
      const syncing = client.sync();
      await client.contacts.load();
      const bytes = Uint8Array.from({ length: 600_000 }, (_, index) => (index * 7) & 255);
      const sent = await client.send.file('filehelper', mediumOfBytes('a.bin', bytes, 0));
      const shown = await client.call(rows.getmsgimg, { messageId: sent.id });
      expect(Buffer.compare(shown.response!.body!.bytes(), bytes)).toBe(0);
      await client.send.recall(await client.send.text('filehelper', '你好'));
      await allSeen;
      await client.logout();
      expect(await syncing).toMatchObject({ by: 'client' });
    } finally {
      await transport.close();
      await serving.close();
    }
    expect([...seen].sort()).toEqual(
      expect.arrayContaining(kinds.filter((kind) => kind !== 'unknown').sort()),
    );
    const hosts = exchanges.map(({ request }) => new URL(request.url).host);
    const own = hosts.slice(hosts.indexOf(main));
    expect(own.every((host) => host === main || host.endsWith(`.${main}`))).toBe(true);
    // The poll that the logout overtook.
    expect(exchanges.filter(({ failure }) => failure && failure.cause !== 'aborted')).toEqual([]);
  });
});
