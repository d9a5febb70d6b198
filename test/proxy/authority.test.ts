/** The authority: its root on disk, its certificates in memory. */
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { isAbsolute, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openAuthority } from '../../src/proxy/authority.ts';
import { pathsIn } from '../../src/proxy/root.ts';
import { daysOf, first, hasOpenssl, verify } from './certificates.ts';
import { temporaryFolder } from './reach.ts';

const folder = temporaryFolder();
const day = 86_400_000;
const opened = openAuthority(join(folder, 'shared'));

/** A folder with the same root, which is quicker than to make another. */
async function copied(name: string): Promise<string> {
  const own = join(folder, name);
  mkdirSync(join(own, 'keys'), { recursive: true });
  copyFileSync(pathsIn((await opened).folder).secret, pathsIn(own).secret);
  return own;
}

describe('the root', () => {
  test('is made once, then found', async () => {
    const own = join(folder, 'made');
    const made = await openAuthority(own);
    const found = await openAuthority(own);
    expect([made.origin, found.origin]).toEqual(['created', 'loaded']);
    expect(found.rootPem).toBe(made.rootPem);
    expect(readFileSync(made.rootPath, 'utf8')).toBe(made.rootPem);
  });

  test('says where it is, what it is called, and what Chromium knows it by', async () => {
    const { rootPath, rootPem, rootName, spkiHash, expiresAt } = await opened;
    expect(isAbsolute(rootPath) && rootPath.endsWith('.pem')).toBe(true);
    const root = new X509Certificate(rootPem);
    const key = root.publicKey.export({ type: 'spki', format: 'der' });
    expect(spkiHash).toBe(createHash('sha256').update(key).digest('base64'));
    expect(root.subject).toContain(`CN=${rootName}`);
    expect(Date.parse(root.validTo)).toBe(expiresAt);
    expect(root.ca).toBe(true);
    expect(daysOf(root)).toBeCloseTo(731, 3);
  });

  test.skipIf(process.platform === 'win32')('is kept from others', async () => {
    const own = join(folder, 'modes');
    await openAuthority(own);
    const mode = (path: string): number => statSync(path).mode & 0o777;
    const { keys, certificates, secret } = pathsIn(own);
    expect([own, keys, certificates, secret].map(mode)).toEqual([0o700, 0o700, 0o700, 0o600]);
    const loose = join(folder, 'loose');
    mkdirSync(join(loose, 'keys'), { recursive: true });
    writeFileSync(pathsIn(loose).secret, readFileSync(secret), { mode: 0o644 });
    await openAuthority(loose);
    expect(mode(pathsIn(loose).secret)).toBe(0o600);
  });

  test('is one root where many want it at once', async () => {
    const own = join(folder, 'raced');
    const all = await Promise.all(Array.from({ length: 6 }, () => openAuthority(own)));
    expect(new Set(all.map(({ rootPem }) => rootPem)).size).toBe(1);
    expect(readdirSync(join(own, 'keys')).sort()).toEqual(['ca.private.key', 'ca.public.key']);
  });

  test('puts back what repeats it when that is lost or changed', async () => {
    const own = await copied('repeated');
    const { rootPem, rootPath } = await openAuthority(own);
    writeFileSync(rootPath, 'cut off');
    writeFileSync(pathsIn(own).publicKey, '');
    await openAuthority(own);
    expect(readFileSync(rootPath, 'utf8')).toBe(rootPem);
    expect(readFileSync(pathsIn(own).publicKey, 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  });

  test('that is over is followed by another, and not before', async () => {
    const own = join(folder, 'over');
    const made = await openAuthority(own, { now: () => Date.UTC(2024, 0, 1) });
    const last = await openAuthority(own, { now: () => made.expiresAt - 1 });
    const next = await openAuthority(own, { now: () => made.expiresAt });
    expect([last.origin, next.origin]).toEqual(['loaded', 'renewed']);
    expect(next.rootName).not.toBe(made.rootName);
    expect(readFileSync(next.rootPath, 'utf8')).toBe(next.rootPem);
  });

  test('is renewed on request, with certificates to match', async () => {
    const own = await copied('renewed');
    const authority = await openAuthority(own);
    const before = { hash: authority.spkiHash, leaf: await authority.leafFor('a.example') };
    await authority.renew();
    const after = await authority.leafFor('a.example');
    expect(authority.spkiHash).not.toBe(before.hash);
    expect(after.chain).not.toBe(before.leaf.chain);
    expect(first(after.chain).verify(new X509Certificate(authority.rootPem).publicKey)).toBe(true);
    expect((await openAuthority(own)).spkiHash).toBe(authority.spkiHash);
  });

  describe('that is damaged stops the work', () => {
    const damages: [string, (text: string) => string][] = [
      ['empty', () => ''],
      ['cut off in the key', (text) => text.slice(0, 400)],
      ['cut off in the certificate', (text) => text.slice(0, -100)],
      ['without a certificate', (text) => text.slice(0, text.indexOf('-----BEGIN CERT'))],
      [
        'with a key that is none',
        (text) => text.replace(/[A-Za-z0-9]{40}/, (part) => 'A'.repeat(part.length)),
      ],
      ['not text', () => '\0\xff'],
    ];
    test.each(damages)('%s', async (name, damage) => {
      const own = await copied(`damaged-${name}`);
      const { secret } = pathsIn(own);
      writeFileSync(secret, damage(readFileSync(secret, 'utf8')));
      await expect(openAuthority(own)).rejects.toMatchObject({ code: 'usage/authority-damaged' });
      expect((await openAuthority(own, { renew: true })).origin).toBe('renewed');
      expect((await openAuthority(own)).origin).toBe('loaded');
    });

    test('with the key of another', async () => {
      const one = await copied('mixed');
      const { rootPem } = await opened;
      const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      });
      writeFileSync(pathsIn(one).secret, key + rootPem);
      await expect(openAuthority(one)).rejects.toMatchObject({ code: 'usage/authority-damaged' });
    });
  });

  test('has no place below a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(openAuthority(join(file, 'ca'))).rejects.toMatchObject({ code: 'usage/authority-folder' });
  });
});

describe('the certificate for a host', () => {
  test.each([
    ['wx.qq.com', 'DNS:wx.qq.com'],
    ['WX.QQ.COM.', 'DNS:wx.qq.com'],
    ['127.0.0.1', 'IP Address:127.0.0.1'],
    ['[::1]', 'IP Address:0:0:0:0:0:0:0:1'],
    [`${'a'.repeat(60)}.${'b'.repeat(60)}.example`, `DNS:${'a'.repeat(60)}.${'b'.repeat(60)}.example`],
  ])('%s names it, and stands the strict rules', async (host, name) => {
    const { leafFor, rootPath } = bound(await opened);
    const { chain } = await leafFor(host);
    const leaf = first(chain);
    expect(leaf.subjectAltName).toBe(name);
    expect(leaf.ca).toBe(false);
    expect(daysOf(leaf)).toBeLessThanOrEqual(45);
    expect(chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    if (hasOpenssl) expect(verify(folder, chain, rootPath)).toMatch(/: OK$/);
  });

  test('has a positive serial number of full length, never the same', async () => {
    const { leafFor } = bound(await opened);
    const serials = await Promise.all(
      Array.from(
        { length: 40 },
        async (_, index) => first((await leafFor(`s${index}.example`)).chain).serialNumber,
      ),
    );
    expect(new Set(serials).size).toBe(40);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
  });

  test('is made once for all who ask at the same time', async () => {
    const authority = await opened;
    const before = authority.issued;
    const leaves = await Promise.all(Array.from({ length: 50 }, () => authority.leafFor('once.example')));
    expect(new Set(leaves).size).toBe(1);
    expect(authority.issued - before).toBe(1);
  });

  test('is good on the first of January', async () => {
    const newYear = Date.UTC(2027, 0, 1);
    const authority = await openAuthority(join(folder, 'new-year'), { now: () => newYear });
    const leaf = first((await authority.leafFor('a.example')).chain);
    for (const one of [leaf, first(authority.rootPem)]) {
      expect(Date.parse(one.validFrom)).toBe(newYear - day);
      expect(Date.parse(one.validTo)).toBeGreaterThanOrEqual(newYear + 30 * day);
    }
  });

  test('is good whenever it is handed out, and never outlives the root', async () => {
    const begin = Date.UTC(2027, 5, 1);
    let now = begin;
    const authority = await openAuthority(join(folder, 'later'), { now: () => now });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 729 }), async (days) => {
        now = begin + days * day;
        const { chain, expiresAt } = await authority.leafFor('a.example');
        const leaf = first(chain);
        expect(Date.parse(leaf.validFrom)).toBeLessThanOrEqual(now);
        expect(Date.parse(leaf.validTo)).toBe(expiresAt);
        expect(expiresAt).toBeGreaterThan(now);
        expect(expiresAt).toBeLessThanOrEqual(authority.expiresAt);
      }),
      { numRuns: 40 },
    );
  });

  test('is kept until a quarter of its life is left', async () => {
    let now = Date.UTC(2027, 5, 1);
    const authority = await openAuthority(join(folder, 'kept'), { now: () => now });
    const made = await authority.leafFor('a.example');
    now += 22 * day;
    expect(await authority.leafFor('a.example')).toBe(made);
    now += day;
    expect(await authority.leafFor('a.example')).not.toBe(made);
  });

  test('is not made for what is no host, and nothing is kept of it', async () => {
    const { leafFor } = bound(await opened);
    for (const text of ['', '../..', 'a b', '*.example'])
      await expect(leafFor(text)).rejects.toBeInstanceOf(RangeError);
    expect(existsSync(join(folder, 'shared', 'certs', '..', '..', 'x.pem'))).toBe(false);
    expect(readdirSync(join(folder, 'shared', 'certs'))).toEqual(['ca.pem']);
  });

  test('is forgotten when a thousand others were asked for since', { timeout: 30_000 }, async () => {
    const authority = await openAuthority(join(folder, 'shared'));
    for (let index = 0; index <= 1000; index += 1) await authority.leafFor(`h${index}.example`);
    const before = authority.issued;
    await authority.leafFor('h1.example');
    await authority.leafFor('h1000.example');
    expect(authority.issued).toBe(before);
    await authority.leafFor('h0.example');
    expect(authority.issued).toBe(before + 1);
  });
});

const bound = (authority: Awaited<typeof opened>) => ({
  leafFor: (host: string) => authority.leafFor(host),
  rootPath: authority.rootPath,
});
