/** Pairs of sessions with other seeds, people, messages, times, lengths and clients: nothing severe may be found. `node bench/drift/silence.mjs [pairs]` */
import { compared } from '../lib/drift/judge.mjs';
import { library } from '../lib/drift/library.mjs';
import { silentPair } from '../lib/drift/silence.mjs';

const pairs = Number(process.argv[2] ?? 500);
const lib = await library();
const loud = new Map();
let noisy = 0;
let notes = 0;
let exchanges = 0;
for (let seed = 1; seed <= pairs; seed++) {
  const [before, after] = await silentPair(lib, seed);
  exchanges += before.length + after.length;
  const { findings, summary } = compared(lib, before, after);
  notes += summary.note;
  if (summary.break + summary.warn > 0) noisy += 1;
  for (const one of findings.filter(({ severity }) => severity !== 'note')) {
    const key = `${one.severity} ${one.rule} ${one.endpoint} ${one.where}`;
    const known = loud.get(key) ?? { count: 0, seed, message: one.message };
    loud.set(key, { ...known, count: known.count + 1 });
  }
}
for (const [key, { count, seed, message }] of loud)
  console.log(`  ${count} × ${key} (seed ${seed}: ${message})`);
console.log(
  `silence: ${pairs} pairs, ${exchanges} exchanges: ${noisy} pairs with a break or warning (goal 0); ${(notes / pairs).toFixed(0)} notes a pair about requests and news`,
);
process.exitCode = noisy === 0 ? 0 : 1;
