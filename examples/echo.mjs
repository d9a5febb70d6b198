/**
 * Answers every text with the same text, until the phone ends the session; against the simulation, in virtual time.
 *
 *     npm run build && node examples/echo.mjs
 */
import { Client, inProcess, VirtualClock, wechat } from 'driftwire';

const backend = await wechat.simulate();
const client = new Client(wechat, inProcess(backend, new VirtualClock(Date.now())));
const answers = [];

client.on('client.code', ({ text }) => console.log(`scan ${text}`));
client.on('message', ({ kind, from, text }) => {
  if (kind !== 'text') return;
  console.log(`${client.contacts.nameOf(from)}: ${text}`);
  answers.push(client.send.text(from, text));
});

await client.login();
const { meaning } = await client.sync();
await Promise.all(answers);
console.log(`${answers.length} answered; ${meaning}`);
