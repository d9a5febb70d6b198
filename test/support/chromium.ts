/** A real browser for the tests: Chromium without a window, which reaches nothing but the proxy it is given. */
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packed from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** The packed Chromium is one for Linux. */
export const hasChromium = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

/** Unpacked once for all runs; in a folder of its own first, since several runs may unpack at the same time. */
export async function executable(): Promise<string> {
  const folder = join(tmpdir(), `driftwire-chromium-${process.arch}-143.0.4`);
  if (!existsSync(folder)) {
    const { TMPDIR } = process.env;
    const own = mkdtempSync(`${folder}-`);
    process.env.TMPDIR = own;
    try {
      await packed.executablePath();
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    }
    try {
      renameSync(own, folder);
    } catch {
      // Another run was faster.
      rmSync(own, { recursive: true, force: true });
    }
  }
  return join(folder, 'chromium');
}

/** What `--ignore-certificate-errors-spki-list` takes. */
function fingerprint(certificate: string): string {
  const { publicKey } = new X509Certificate(readFileSync(certificate));
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** `certificate`: file of the root that the proxy signs with; nothing is installed anywhere. */
export async function browse(proxy: string, certificate: string): Promise<Browser> {
  return chromium.launch({
    executablePath: await executable(),
    proxy: { server: proxy },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-domain-reliability',
      '--no-pings',
      // No name is looked up: whatever does not go through the proxy fails.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      `--ignore-certificate-errors-spki-list=${fingerprint(certificate)}`,
    ],
  });
}
