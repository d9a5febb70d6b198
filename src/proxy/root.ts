/** The root on disk, in the folders where http-mitm-proxy looks for one. */
import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../errors.ts';
import { certify, distinguishedName, keyIdentifier, rootExtensions } from './certificate.ts';
import { folderError, placeFile, readIfThere, sweep } from './files.ts';

export interface Root {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
  readonly pem: string;
}

const day = 86_400_000;
/** A certificate counts from a day before it was made, for clients whose clock is behind. */
export const backDate = day;
const lifetime = 730 * day;

/**
 * Where the parts are, below the authority's folder. `secret` holds the key, then the certificate: one file, so that a
 * pair is there whole or not at all. The others repeat what it says, for readers who need one part.
 */
export const pathsIn = (folder: string) => ({
  keys: join(folder, 'keys'),
  certificates: join(folder, 'certs'),
  secret: join(folder, 'keys', 'ca.private.key'),
  publicKey: join(folder, 'keys', 'ca.public.key'),
  certificate: join(folder, 'certs', 'ca.pem'),
});

/**
 * The root, or undefined where there is none yet. An expired one is returned like any other.
 * Throws UsageError `usage/authority-damaged` or `usage/authority-folder`.
 */
export async function loadRoot(folder: string): Promise<Root | undefined> {
  const { secret } = pathsIn(folder);
  const text = await readIfThere(secret);
  if (text === undefined) return undefined;
  const pem = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(text)?.[0];
  if (pem === undefined) throw damaged(secret, 'it holds no whole certificate');
  const root = parse(secret, text, pem);
  if (root.key.asymmetricKeyType !== 'rsa') throw damaged(secret, 'its key is not an RSA key');
  if (!root.certificate.ca) throw damaged(secret, 'its certificate is not that of an authority');
  if (!root.certificate.checkPrivateKey(root.key))
    throw damaged(secret, 'key and certificate do not belong together');
  await closeToOthers(secret);
  return root;
}

function parse(path: string, text: string, pem: string): Root {
  try {
    return { key: createPrivateKey(text), certificate: new X509Certificate(pem), pem: `${pem}\n` };
  } catch {
    throw damaged(path, 'the key or the certificate in it cannot be read');
  }
}

const damaged = (path: string, what: string): UsageError =>
  new UsageError('usage/authority-damaged', `${path}: ${what}`, { path });

/** Takes from a copied or restored key the rights that others may have got on the way, where that is ours to do. */
async function closeToOthers(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0 && process.platform !== 'win32') await chmod(path, 0o600).catch(() => {});
}

/** Makes a root and puts it in place; unless `replace`, one that came to be there meanwhile stays. */
export async function createRoot(folder: string, now: number, replace: boolean): Promise<void> {
  const paths = pathsIn(folder);
  for (const path of [folder, paths.keys, paths.certificates]) await makeFolder(path);
  await sweep(paths.keys);
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const pem = await selfSigned(publicKey.export({ type: 'spki', format: 'der' }), privateKey, now);
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await placeFile(paths.secret, `${key}${pem}`, { mode: 0o600, replace });
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw folderError(path, error);
  });
}

function selfSigned(publicKey: Uint8Array, key: KeyObject, now: number): Promise<string> {
  // Two roots of one name would be taken for each other by those who trusted the first.
  const name = distinguishedName(`Driftwire local authority ${randomBytes(3).toString('hex')}`, 'Driftwire');
  const extensions = rootExtensions(keyIdentifier(publicKey));
  const period = { notBefore: now - backDate, notAfter: now + lifetime };
  return certify({ subject: name, issuer: name, publicKey, extensions, ...period }, key);
}

/** Brings the files that repeat parts of the root up to date. */
export async function publishRoot(folder: string, root: Root): Promise<void> {
  const paths = pathsIn(folder);
  await makeFolder(paths.certificates);
  const publicKey = root.certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  for (const [path, text] of [
    [paths.certificate, root.pem],
    [paths.publicKey, publicKey],
  ] as const) {
    if ((await readIfThere(path)) !== text) await placeFile(path, text, { mode: 0o644, replace: true });
  }
}
