/** TLS as clients meet it. */
import { spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { ClientFailure } from '../../src/proxy/tls-failure.ts';
import {
  becomes,
  Conversation,
  describedBy,
  encrypted,
  helloOf,
  inside,
  listening,
  once,
  plain,
  secured,
  tunnel,
} from './reach.ts';

const { authority, listen } = listening();
const root = async () => ({ ca: (await authority()).rootPem });
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const get = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n';

describe('the certificate', () => {
  test('is for the name that the client asks for, with the root behind it', async () => {
    const client = await inside(await listen(), 'a.example:443', {
      ...(await root()),
      servername: 'a.example',
    });
    const certificate = (client.socket as TLSSocket).getPeerCertificate(true);
    expect(certificate.subjectaltname).toBe('DNS:a.example');
    expect(
      certificate.issuerCertificate.raw.equals(
        Buffer.from((await authority()).rootPem.split('-----')[2]!, 'base64'),
      ),
    ).toBe(true);
  });

  test('is for the name inside the tunnel, where the tunnel is to another', async () => {
    const client = await inside(await listen(), 'b.example:443', {
      ...(await root()),
      servername: 'a.example',
    });
    expect(describedBy(await client.say(get).reply()).url).toBe('https://b.example/');
  });

  test('is for the host of the tunnel, where the client names none', async () => {
    const listener = await listen();
    for (const host of ['a.example', 'b.example', '127.0.0.9']) {
      const client = await inside(listener, `${host}:443`, { ...(await root()), host });
      const said = describedBy(await client.say(get).reply());
      expect(said.connection.tls).toMatchObject({ sni: '' });
    }
  });

  test('is for the address of the listener, where the client names none', async () => {
    const client = await encrypted(await listen(), { ...(await root()), host: '127.0.0.1' });
    expect((client.socket as TLSSocket).getPeerCertificate().subjectaltname).toBe('IP Address:127.0.0.1');
  });

  test('is made once for many first connections', async () => {
    const listener = await listen();
    const { issued } = await authority();
    const options = { ...(await root()), servername: 'six.example' };
    await Promise.all(Array.from({ length: 6 }, () => inside(listener, 'six.example:443', options)));
    expect((await authority()).issued - issued).toBe(1);
  });
});

describe('a client', () => {
  test.each([
    ['offers nothing', undefined, false],
    ['offers HTTP/1.1', ['http/1.1'], 'http/1.1'],
    ['prefers HTTP/2', ['h2', 'http/1.1'], 'http/1.1'],
  ])('that %s speaks HTTP/1.1', async (_name, ALPNProtocols, chosen) => {
    const options = { ...(await root()), servername: 'a.example', ...(ALPNProtocols && { ALPNProtocols }) };
    const client = await inside(await listen(), 'a.example:443', options);
    expect((client.socket as TLSSocket).alpnProtocol).toBe(chosen);
    expect((await client.say(get).reply()).status).toBe(200);
  });

  test('speaks TLS 1.2 where it knows no other', async () => {
    const options = { ...(await root()), servername: 'a.example', maxVersion: 'TLSv1.2' as const };
    const client = await inside(await listen(), 'a.example:443', options);
    expect(describedBy(await client.say(get).reply()).connection.tls?.protocol).toBe('TLSv1.2');
  });

  test.each([
    ['with a name', 'a.example'],
    ['without', ''],
  ])('resumes its session, %s', async (_name, servername) => {
    const listener = await listen();
    const options = { ...(await root()), host: '127.0.0.1', servername };
    const first = await encrypted(listener, options);
    const session = once(first.socket as TLSSocket, 'session');
    await first.say(get).reply();
    // Another default certificate comes between.
    await inside(listener, '127.0.0.7:443', { ...(await root()), host: '127.0.0.7' });
    const again = await encrypted(listener, { ...options, session: (await session) as Buffer });
    expect((again.socket as TLSSocket).isSessionReused()).toBe(true);
    expect((await again.say(get).reply()).status).toBe(200);
  });

  const watching = async () => {
    const failures: ClientFailure[] = [];
    return { failures, listener: await listen({ onClientError: (failure) => failures.push(failure) }) };
  };

  test.skipIf(!hasCurl)('that does not trust the root is told of (where curl is installed)', async () => {
    const { failures, listener } = await watching();
    const child = spawn('curl', ['-s', '-x', `http://127.0.0.1:${listener.port}`, 'https://a.example/']);
    await once(child, 'close');
    await becomes(() => failures.length === 1);
    expect(failures).toMatchObject([{ host: 'a.example', reason: 'certificate-refused' }]);
  });

  test('that speaks only HTTP/2 is told of', async () => {
    const { failures, listener } = await watching();
    const options = { servername: 'a.example', ALPNProtocols: ['h2'] };
    await expect(inside(listener, 'a.example:443', options)).rejects.toThrow();
    await becomes(() => failures.length === 1);
    expect(failures).toMatchObject([{ host: 'a.example', reason: 'no-common-protocol' }]);
  });

  test('that leaves in its handshake is told of', async () => {
    const { failures, listener } = await watching();
    const { socket } = await tunnel(listener, 'CONNECT b.example:443 HTTP/1.0\r\n\r\n');
    socket.write(await helloOf('a.example'));
    await once(socket, 'data');
    socket.destroy();
    await becomes(() => failures.length === 1);
    expect(failures).toMatchObject([{ host: 'a.example', reason: 'closed' }]);
  });

  test.each(['../x', 'a b.example', '1.2.3'])(
    'that asks for %s gets no certificate, and is told of',
    async (servername) => {
      const { failures, listener } = await watching();
      const raw = connect(listener.port, listener.host);
      await expect(secured(raw, { servername })).rejects.toThrow();
      await becomes(() => failures.length === 1);
      expect(failures[0]).toMatchObject({ reason: 'no-certificate' });
    },
  );

  test('that sends a broken hello is told of, and disconnected', async () => {
    const { failures, listener } = await watching();
    await (await plain(listener)).say('\x16\x03\x01\0\x05hello').over();
    await becomes(() => failures.length === 1);
    const { socket } = await tunnel(listener, 'CONNECT b.example:443 HTTP/1.0\r\n\r\n');
    await new Conversation(socket).say('\x16\x03\x01\0\x05hello').over();
    await becomes(() => failures.length === 2);
    expect(failures[1]).toMatchObject({ host: 'b.example' });
  });
});
