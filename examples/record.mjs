/**
 * Records a session and explains it: what a client does is a recording like any other.
 *
 *     npm run build && node examples/record.mjs FILE.har
 */
import { Client, Decoder, HarWriter, inProcess, TimelineBuilder, VirtualClock, wechat } from 'driftwire';

const [path = 'session.har'] = process.argv.slice(2);
const writer = await HarWriter.create(path, { overwrite: true });
const decoder = new Decoder(wechat);
const timeline = new TimelineBuilder();

const scenario = { phone: [{ cancel: 2000 }, { scan: 5000 }], family: 'wx2' };
const backend = await wechat.simulate(JSON.stringify(scenario));
const client = new Client(wechat, inProcess(backend, new VirtualClock(Date.now())), {
  record: (exchange) => {
    writer.append(exchange);
    timeline.add(decoder.decode(exchange));
  },
});

await client.login();
await client.contacts.load();
await client.sync();
await writer.close();
for (const { machine, end, states } of timeline.build().flows)
  console.log(`${machine}: ${states.map(({ state }) => state).join(' > ')} (${end})`);
