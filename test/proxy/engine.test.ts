/** What is relied on in http-mitm-proxy beyond its documentation. */
import { readFileSync } from 'node:fs';
import { Server as HttpServer } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import { createRequire } from 'node:module';
import { Server as NetServer } from 'node:net';
import { Proxy as MitmProxy } from 'http-mitm-proxy';
import { describe, expect, test } from 'vitest';
import { openAuthority } from '../../src/proxy/authority.ts';
import { startEngine } from '../../src/proxy/engine.ts';
import { temporaryFolder } from './reach.ts';

const authority = openAuthority(temporaryFolder());
const nothing = { onSocket: () => {}, onConnect: () => {}, onRequest: () => {} };

describe('http-mitm-proxy', () => {
  test('is exactly the version whose inside is known', () => {
    const manifest = createRequire(import.meta.url)
      .resolve('http-mitm-proxy')
      .replace(/dist[\\/]index\.js$/, 'package.json');
    expect(JSON.parse(readFileSync(manifest, 'utf8')).version).toBe('1.1.0');
    const own = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(own.dependencies['http-mitm-proxy']).toBe('1.1.0');
  });

  test('has the methods that are overridden or called', () => {
    for (const name of [
      '_onError',
      '_onSocketError',
      '_onHttpServerRequest',
      '_createHttpsServer',
    ] as const) {
      expect(MitmProxy.prototype[name]).toBeInstanceOf(Function);
    }
    expect(MitmProxy.prototype._onError.length).toBe(3);
    expect(MitmProxy.prototype._onHttpServerRequest.length).toBe(3);
    expect(MitmProxy.prototype._createHttpsServer.length).toBe(2);
  });

  test('makes servers of Node, with the listeners that are expected', async () => {
    const engine = await startEngine({
      ...nothing,
      authorityFolder: (await authority).folder,
      host: '127.0.0.1',
      port: 0,
      tls: {},
    });
    const { plain, secure } = engine;
    expect(plain).toBeInstanceOf(HttpServer);
    expect(secure).toBeInstanceOf(HttpsServer);
    expect(plain).toBeInstanceOf(NetServer);
    expect([plain.listening, secure.listening]).toEqual([true, false]);
    for (const server of [plain, secure]) {
      expect(server.listenerCount('connect')).toBe(1);
      expect(server.listenerCount('upgrade')).toBe(0);
      expect(server.listenerCount('request')).toBe(1);
    }
    expect(plain.listeners('connection')).toEqual([nothing.onSocket]);
    expect(secure.listenerCount('connection')).toBe(1);
    expect(secure.listenerCount('secureConnection')).toBe(1);
    engine.close();
  });

  test('reads the root that is given to it, and makes none', async () => {
    const { folder, rootPem, rootPath } = await authority;
    const proxy = new MitmProxy();
    await new Promise((resolve) => proxy.listen({ host: '127.0.0.1', port: 0, sslCaDir: folder }, resolve));
    expect(proxy.ca.getPem().replaceAll('\r', '').trim()).toBe(rootPem.trim());
    expect(readFileSync(rootPath, 'utf8')).toBe(rootPem);
    proxy.close();
  });
});
