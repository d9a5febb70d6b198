/** The certificate authority: one root on disk, certificates for hosts in memory. */
import { createHash, generateKeyPair } from 'node:crypto';
import { resolve } from 'node:path';
import type { SecureContext } from 'node:tls';
import { promisify } from 'node:util';
import { LeafIssuer } from './leaf.ts';
import { createRoot, loadRoot, pathsIn, publishRoot, type Root } from './root.ts';

/** How the root came to be: found on disk, made because there was none, or made because the old one was over. */
export type Origin = 'loaded' | 'created' | 'renewed';

export interface AuthorityOptions {
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Makes a new root in any case, also where the old one is damaged. */
  readonly renew?: boolean;
}

/** Made by `openAuthority`. */
export class Authority {
  /** Absolute; laid out as http-mitm-proxy expects its `sslCaDir`. */
  readonly folder: string;
  readonly #now: () => number;
  readonly #leafKey: LeafKey;
  #root: Root;
  #origin: Origin;
  #leaves: LeafIssuer;

  constructor(folder: string, now: () => number, leafKey: LeafKey, root: Root, origin: Origin) {
    this.folder = folder;
    this.#now = now;
    this.#leafKey = leafKey;
    this.#root = root;
    this.#origin = origin;
    this.#leaves = this.#issuer();
  }

  #issuer(): LeafIssuer {
    return new LeafIssuer({ root: this.#root, now: this.#now, ...this.#leafKey });
  }

  /** How the root came to be. */
  get origin(): Origin {
    return this.#origin;
  }

  /** The root's certificate. */
  get rootPem(): string {
    return this.#root.pem;
  }

  /** Absolute path of a file with the root's certificate; ends in `.pem`. */
  get rootPath(): string {
    return pathsIn(this.folder).certificate;
  }

  /** What the root is called in lists of certificates. */
  get rootName(): string {
    return /^CN=(.*)$/m.exec(this.#root.certificate.subject)?.[1] ?? '';
  }

  /** When the root is over, epoch milliseconds. */
  get expiresAt(): number {
    return Date.parse(this.#root.certificate.validTo);
  }

  /** SHA-256 of the root's public key in base64, as Chromium's `--ignore-certificate-errors-spki-list` takes it. */
  get spkiHash(): string {
    const key = this.#root.certificate.publicKey.export({ type: 'spki', format: 'der' });
    return createHash('sha256').update(key).digest('base64');
  }

  /** How many certificates for hosts were made since the root was loaded. */
  get issued(): number {
    return this.#leaves.issued;
  }

  /**
   * The certificate for a host, a DNS name or an address: made when first asked for, once for all who ask at that time,
   * kept until a quarter of its life is left. Throws RangeError on what is no host.
   */
  leafFor(host: string): ReturnType<LeafIssuer['leafFor']> {
    return this.#leaves.leafFor(host);
  }

  /** `leafFor`, ready for a TLS server. */
  async contextFor(host: string): Promise<SecureContext> {
    return (await this.leafFor(host)).context;
  }

  /** Puts a new root in place of this one; it has to be trusted anew. Throws like `openAuthority`. */
  async renew(): Promise<void> {
    await createRoot(this.folder, this.#now(), true);
    this.#root = await settledRoot(this.folder);
    this.#origin = 'renewed';
    this.#leaves = this.#issuer();
  }
}

/** One key for all hosts: what differs between them is their certificate. */
interface LeafKey {
  readonly key: string;
  readonly publicKey: Uint8Array;
}

async function newLeafKey(): Promise<LeafKey> {
  const pair = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key, publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }) };
}

/**
 * Opens the authority in a folder; makes folder and root where there is none, and a new root where the old one is over.
 * Throws UsageError `usage/authority-damaged` where what is there cannot be used, `usage/authority-folder` where the
 * folder cannot be read or written.
 */
export async function openAuthority(folder: string, options: AuthorityOptions = {}): Promise<Authority> {
  const path = resolve(folder);
  const now = options.now ?? Date.now;
  const leafKey = newLeafKey();
  const found = options.renew === true ? undefined : await loadRoot(path);
  const isOver = found !== undefined && Date.parse(found.certificate.validTo) <= now();
  if (found && !isOver) {
    await publishRoot(path, found);
    return new Authority(path, now, await leafKey, found, 'loaded');
  }
  await createRoot(path, now(), isOver || options.renew === true);
  return new Authority(
    path,
    now,
    await leafKey,
    await settledRoot(path),
    isOver || options.renew ? 'renewed' : 'created',
  );
}

/** The root that is there after one was made: another process may have been first, or last. */
async function settledRoot(folder: string): Promise<Root> {
  const root = await loadRoot(folder);
  if (!root) throw new Error(`${folder}: the root was removed while it was made`);
  await publishRoot(folder, root);
  return root;
}
