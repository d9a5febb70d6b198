/** mockttp as a proxy that records what passes, for bench/capture.mjs: requests and responses, bodies read, a JSON line each. */
import { createWriteStream } from 'node:fs';
import * as mockttp from 'mockttp';

const [origin, out] = process.argv.slice(2);
const server = mockttp.getLocal({
  https: await mockttp.generateCACertificate(),
  recordTraffic: false,
});
await server.forUnmatchedRequest().thenPassThrough({
  transformRequest: { replaceHost: { targetHost: `127.0.0.1:${origin}`, updateHostHeader: false } },
  ignoreHostHttpsErrors: true,
});
const file = createWriteStream(out, { mode: 0o600 });
const write = async ({ id, url, method, statusCode, rawHeaders, body, timingEvents }) =>
  file.write(
    `${JSON.stringify({ id, url, method, statusCode, rawHeaders, text: await body.getText(), timingEvents })}\n`,
  );
await server.on('request', write);
await server.on('response', write);
await server.start();
process.send({ port: server.port });
