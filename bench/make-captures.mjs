/** Writes the recordings of captures/wechat; every run gives the same bytes. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { harText } from './lib/har.mjs';
import { seedLogin } from './lib/seed-login.mjs';
import * as stories from './lib/stories.mjs';
import { syncEveryMessage } from './lib/story-everything.mjs';

/** File by file: what its comment says, and who tells it. */
const recordings = {
  'seed-login': ['transcribed from a public trace of a login; personal values replaced', seedLogin],
  'login-expiry-cancel-relogin': [
    'synthetic: QR expired, QR cancelled, login, logout by the user',
    stories.loginExpiryCancelRelogin,
  ],
  'sync-every-message': [
    'synthetic: every message kind and every request of a running page',
    syncEveryMessage,
  ],
  'refused-1203': ['synthetic: login refused with ret 1203', stories.refused1203],
  'refused-html': ['synthetic: login refused with a web page', stories.refusedHtml],
  'refused-301': ['synthetic: login refused with a redirect to nowhere', stories.refused301],
  'logout-by-phone': ['synthetic: a short session ended by the phone', stories.logoutByPhone],
  'push-login': ['synthetic: login without a QR code, ended by refused cookies', stories.pushLogin],
  'desktop-cross-host': ['synthetic: desktop mode, the account on another host', stories.desktopCrossHost],
};

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: { out: { type: 'string', short: 'o', default: join(here, '../captures/wechat') } },
});

mkdirSync(values.out, { recursive: true });
for (const [name, [comment, tell]] of Object.entries(recordings)) {
  const entries = tell();
  const text = harText(comment, entries);
  writeFileSync(join(values.out, `${name}.har`), text);
  process.stdout.write(`${name}.har  ${entries.length} entries, ${Buffer.byteLength(text)} bytes\n`);
}
