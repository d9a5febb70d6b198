/** Serves a simulation in a process of its own: tells its port and root, and at the end the CPU it took, ms. */
import { openAuthority, paced, parsePace, serve, watchPolls, wechat } from '../../dist/index.js';

const [pace, scenario, folder] = process.argv.slice(2);
const authority = await openAuthority(folder);
const backend = await wechat.simulate(scenario);
const serving = await serve({ backend: paced(backend, parsePace(pace), watchPolls(wechat)), authority });
const before = process.cpuUsage();
process.send({ port: serving.port, root: authority.rootPem });
process.once('message', async () => {
  const { user, system } = process.cpuUsage(before);
  await serving.close();
  process.send((user + system) / 1000, () => process.disconnect());
});
