/** Forwarding without a recording, for bench/capture.mjs: what is left of its cost is the recording's. */
import { readFileSync } from 'node:fs';

const [folder, origin, trust] = process.argv.slice(2);
const dist = process.env.DRIFTWIRE_DIST ?? new URL('../../dist/', import.meta.url).pathname;
const { openAuthority } = await import(`${dist}/proxy/authority.js`);
const { listen } = await import(`${dist}/proxy/listener.js`);
const { forward } = await import(`${dist}/capture/forward.js`);
const forwarder = forward({
  watcher: { opened() {}, closed() {} },
  map: () => ({ host: '127.0.0.1', port: Number(origin) }),
  trust: readFileSync(trust, 'utf8'),
});
const { port } = await listen({ authority: await openAuthority(folder), ...forwarder.listener });
process.send({ port });
