/** Certificates for hosts, made when they are asked for. */
import { createSecureContext, type SecureContext } from 'node:tls';
import { certify, distinguishedName, keyIdentifier, leafExtensions, subjectOf } from './certificate.ts';
import { readHost } from './host.ts';
import { backDate, type Root } from './root.ts';

/** What a TLS server needs to be a host. */
export interface Leaf {
  readonly host: string;
  /** Private key, PEM. */
  readonly key: string;
  /** The host's certificate, then the root's, PEM. Chromium accepts the root's key hash only where the root is sent. */
  readonly chain: string;
  readonly context: SecureContext;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

interface Held {
  readonly leaf: Promise<Leaf>;
  /** From here to there it may be handed out; clocks go back at times. */
  readonly from: number;
  readonly to: number;
}

/** With the day of back-dating far below the 45 days that are safe in every client. */
const lifetime = 30 * 86_400_000;
const most = 1000;

export class LeafIssuer {
  readonly #root: Root;
  readonly #now: () => number;
  readonly #key: string;
  readonly #publicKey: Uint8Array;
  readonly #issuer: Uint8Array;
  readonly #rootId: Buffer;
  readonly #held = new Map<string, Held>();
  #issued = 0;

  constructor(from: { root: Root; now: () => number; key: string; publicKey: Uint8Array }) {
    this.#root = from.root;
    this.#now = from.now;
    this.#key = from.key;
    this.#publicKey = from.publicKey;
    this.#issuer = subjectOf(from.root.certificate.raw);
    this.#rootId = keyIdentifier(from.root.certificate.publicKey.export({ type: 'spki', format: 'der' }));
  }

  get issued(): number {
    return this.#issued;
  }

  /** Throws RangeError on what is no host. */
  async leafFor(text: string): Promise<Leaf> {
    const host = readHost(text);
    if (host === undefined) throw new RangeError('neither a host name nor an address');
    const held = this.#held.get(host);
    this.#held.delete(host);
    const now = this.#now();
    const current = held && held.from <= now && now < held.to ? held : this.#begin(host, now);
    this.#held.set(host, current);
    this.#forgetOldest();
    return current.leaf;
  }

  #begin(host: string, now: number): Held {
    const notBefore = now - backDate;
    const notAfter = Math.min(now + lifetime, Date.parse(this.#root.certificate.validTo));
    const leaf = this.#issue(host, notBefore, notAfter);
    leaf.catch(() => this.#held.delete(host));
    return { leaf, from: notBefore, to: now + (notAfter - now) * 0.75 };
  }

  #forgetOldest(): void {
    if (this.#held.size <= most) return;
    for (const oldest of this.#held.keys()) {
      this.#held.delete(oldest);
      return;
    }
  }

  async #issue(host: string, notBefore: number, notAfter: number): Promise<Leaf> {
    this.#issued += 1;
    const pem = await certify(
      {
        // A common name has at most 64 characters; clients read the alternative name.
        subject: distinguishedName(host.length <= 64 ? host : 'Driftwire'),
        issuer: this.#issuer,
        notBefore,
        notAfter,
        publicKey: this.#publicKey,
        extensions: leafExtensions(host, keyIdentifier(this.#publicKey), this.#rootId),
      },
      this.#root.key,
    );
    const chain = pem + this.#root.pem;
    return {
      host,
      key: this.#key,
      chain,
      context: createSecureContext({ key: this.#key, cert: chain }),
      expiresAt: notAfter,
    };
  }
}
