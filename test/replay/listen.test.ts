import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type IncomingHttpHeaders, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange, WireRequest } from '../../src/exchange.ts';
import type { Backend } from '../../src/protocol/backend.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { type Authority, openAuthority } from '../../src/proxy/authority.ts';
import { parseFault } from '../../src/replay/faults.ts';
import { FaultyBackend } from '../../src/replay/faulty.ts';
import { serve } from '../../src/replay/listen.ts';
import { paced, parsePace } from '../../src/replay/pace.ts';
import { watchPolls } from '../../src/replay/poll-watch.ts';
import type { ServeOptions, Serving } from '../../src/replay/serving.ts';
import { served, textOf } from './rehearsal.ts';

let folder: string;
let authority: Authority;
const open: Serving[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftwire-listen-'));
  authority = await openAuthority(folder);
});
afterEach(async () => {
  for (const serving of open.splice(0)) await serving.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A server of a recording, and a way to ask it as a client with a proxy does. */
async function listening(
  name: string,
  pace = 'x100',
  options: Partial<ServeOptions> = {},
  ...faults: string[]
) {
  const stage = await served(name);
  const strikes = faults.map((text) =>
    parseFault(
      text,
      wechat.endpoints.map((row) => row.name),
    ),
  );
  const faulty: Backend =
    strikes.length > 0 ? new FaultyBackend(stage.backend, strikes, wechat) : stage.backend;
  const backend = paced(faulty, parsePace(pace), watchPolls(wechat));
  const done: Exchange[] = [];
  const serving = await serve({
    backend,
    authority,
    onServed: (exchange) => done.push(exchange),
    ...options,
  });
  open.push(serving);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (
    request: WireRequest,
    headers: Record<string, string> = {},
    method = request.method,
    signal?: AbortSignal,
  ) =>
    new Promise<Got>((resolve, reject) => {
      const own = Object.fromEntries(
        request.headers.filter(([key]) => !/^(?:accept-encoding|content-length|connection|host)$/i.test(key)),
      );
      const outgoing = send(
        {
          host: serving.host,
          port: serving.port,
          path: request.url,
          method,
          headers: { ...own, host: new URL(request.url).host, ...headers },
          agent,
          ...(signal && { signal }),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(request.body ? Buffer.from(request.body.bytes()) : undefined);
    });
  return { ...stage, serving, ask, done, agent };
}

const upTo = async (stage: Awaited<ReturnType<typeof listening>>, last: number) => {
  for (const { id, request, failure } of stage.exchanges)
    if (!failure && Number(id.slice(1)) <= last) await stage.ask(request);
};

describe('a recording behind the listener', () => {
  test('answers a client from login to logout, polls held', async () => {
    const stage = await listening('logout-by-phone', 'x500');
    await upTo(stage, 28);
    const texts = stage.done.map((exchange) => textOf(exchange));
    expect(texts).toContain(
      'window.synccheck={retcode:"1100",selector:"0"}'.replace(
        '1100',
        /retcode:"(\d+)"/.exec(textOf(stage.of('synccheck', -1)))![1]!,
      ),
    );
    expect(stage.done.every(({ response }) => response && response.status < 400)).toBe(true);
    expect(stage.serving.statistics).toEqual({ requests: stage.done.length, held: 0 });
  });

  test('packs text where the client asks for gzip, and says its exact length', async () => {
    const stage = await listening('logout-by-phone');
    await upTo(stage, 5);
    const { request } = stage.of('webwxinit');
    const [plain, packed, only, small] = [
      await stage.ask(request),
      await stage.ask(request, { 'accept-encoding': 'gzip, deflate, br' }),
      await stage.ask(request, { 'accept-encoding': 'br' }),
      await stage.ask(stage.of('jslogin').request, { 'accept-encoding': 'gzip' }),
    ];
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect(only.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(only.body)).toEqual(plain.body);
    expect(small.headers['content-encoding']).toBeUndefined();
    for (const { headers, body } of [plain, packed, only, small])
      expect(headers['content-length']).toBe(String(body.length));
  });

  test('leaves a picture and a refusal of codings alone', async () => {
    const stage = await listening('logout-by-phone');
    await upTo(stage, 6);
    expect(
      (await stage.ask(stage.of('webwxgeticon').request, { 'accept-encoding': 'gzip' })).headers[
        'content-encoding'
      ],
    ).toBeUndefined();
    expect(
      (await stage.ask(stage.of('webwxinit').request, { 'accept-encoding': 'gzip;q=0, identity' })).headers[
        'content-encoding'
      ],
    ).toBeUndefined();
  });

  test('answers HEAD with the length of what GET would bring', async () => {
    const stage = await listening('logout-by-phone');
    await upTo(stage, 6);
    const icon = stage.of('webwxgeticon');
    const { body, headers, status } = await stage.ask(icon.request, {}, 'HEAD');
    expect([status, body.length, headers['content-length']]).toEqual([
      200,
      0,
      String(icon.response?.body?.size),
    ]);
  });

  test('keeps connections, and sends each cookie on its own line', async () => {
    const stage = await listening('logout-by-phone');
    await upTo(stage, 4);
    const { headers } = await stage.ask(stage.of('webwxnewloginpage').request);
    expect(headers['set-cookie']).toHaveLength(7);
    expect(Object.values(stage.agent.freeSockets).flat()).toHaveLength(1);
  });

  test('forgets a poll whose client has gone, and goes on', async () => {
    const stage = await listening('logout-by-phone', 'real');
    await stage.ask(stage.of('jslogin').request);
    const leaving = new AbortController();
    const poll = stage.ask(stage.of('login').request, {}, 'GET', leaving.signal);
    await expect.poll(() => stage.serving.statistics.held).toBe(1);
    leaving.abort();
    await expect(poll).rejects.toThrow();
    await expect.poll(() => stage.serving.statistics.held).toBe(0);
    await expect.poll(() => stage.done.at(-1)?.failure?.cause).toBe('aborted');
    expect(
      (await stage.ask({ method: 'GET', url: 'https://wx.qq.com/favicon.ico', headers: [] })).status,
    ).toBe(404);
  });

  test('refuses a body that is too large', async () => {
    const stage = await listening('logout-by-phone', 'real', { maxBody: 10 });
    expect((await stage.ask(stage.of('webwxinit').request)).status).toBe(413);
  });

  test('ends at once, held polls and all', async () => {
    const stage = await listening('logout-by-phone', 'real');
    await stage.ask(stage.of('jslogin').request);
    const poll = stage.ask(stage.of('login').request);
    await expect.poll(() => stage.serving.statistics.held).toBe(1);
    await Promise.all([expect(poll).rejects.toThrow(), stage.serving.close()]);
  });
});

describe('damage', () => {
  test('reset closes the connection before the head', async () => {
    const stage = await listening('logout-by-phone', 'x100', {}, 'reset:jslogin:1');
    await expect(stage.ask(stage.of('jslogin').request)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await stage.ask(stage.of('jslogin').request)).status).toBe(200);
    expect(stage.done[0]?.failure?.cause).toBe('reset');
  });

  test('half-body says the whole length and sends half of it', async () => {
    const stage = await listening('logout-by-phone', 'x100', {}, 'half-body:jslogin');
    await expect(stage.ask(stage.of('jslogin').request)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('garbage is no HTTP', async () => {
    const stage = await listening('logout-by-phone', 'x100', {}, 'garbage:jslogin:1');
    await expect(stage.ask(stage.of('jslogin').request)).rejects.toThrow(/Parse Error/);
    expect((await stage.ask(stage.of('jslogin').request)).status).toBe(200);
  });

  test('slow comes later, at the pace of the rest', async () => {
    const stage = await listening('logout-by-phone', 'x100', {}, 'slow:jslogin');
    await stage.ask(stage.of('jslogin').request);
    expect(stage.done[0]?.timing.total).toBeGreaterThanOrEqual(90);
  });
});
