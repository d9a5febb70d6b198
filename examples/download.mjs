/**
 * Saves every picture, voice message, video and file that arrives into a folder, over real sockets and TLS.
 *
 *     npm run build && node examples/download.mjs FOLDER
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Client,
  downloadToFile,
  openAuthority,
  openTransport,
  paced,
  serve,
  watchPolls,
  wechat,
} from 'driftwire';

const [folder = 'downloads'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });

// Someone to talk to. Against the real hosts `openTransport()` is all there is to open.
const events = ['image', 'voice', 'video', 'file'].map((kind, index) => ({
  after: 2000 + 1000 * index,
  message: { kind },
}));
const backend = await wechat.simulate(JSON.stringify({ events }));
const authority = await openAuthority(join(folder, 'ca'));
const server = await serve({ backend: paced(backend, { factor: 20 }, watchPolls(wechat)), authority });
const transport = openTransport({ via: `http://127.0.0.1:${server.port}`, trust: [authority.rootPem] });

const client = new Client(wechat, transport.effects);
const wanted = new Set(events.map(({ message }) => message.kind));
await client.login();
const syncing = client.sync().catch(() => undefined);
for await (const message of client.events()) {
  if (message.type !== 'message.received' || !wanted.delete(message.kind)) continue;
  const path = join(folder, `${message.kind}-${message.id}`);
  const size = await downloadToFile(path, (take) => client.media.download(message, take));
  console.log(`${message.kind}: ${size} bytes`);
  if (wanted.size === 0) break;
}
await client.logout();
await syncing;
await transport.close();
await server.close();
