/** Looks into certificates. */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Not a program of this package, and not needed: what cannot be checked with it is skipped.
const openssl = process.env.OPENSSL ?? 'openssl';
export const hasOpenssl = spawnSync(openssl, ['version']).status === 0;

/** What openssl says of a chain under its strict rules; `OK` at the end where it is good. */
export function verify(folder: string, chain: string, rootPath: string): string {
  const path = join(folder, 'chain.pem');
  writeFileSync(path, chain);
  const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', rootPath, path];
  const { stdout, stderr } = spawnSync(openssl, args, { encoding: 'utf8' });
  return `${stdout}${stderr}`.trim();
}

export const first = (chain: string): X509Certificate => new X509Certificate(chain);

/** From its first to its last second, in days. */
export const daysOf = (certificate: X509Certificate): number =>
  (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
