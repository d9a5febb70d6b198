/** Changes at random places of random sessions: are the breaking ones found, at the right place, as severe as they are? `node bench/drift/mutations.mjs [cases]` */
import { canShow, judge, profileOf } from '../lib/drift/judge.mjs';
import { library } from '../lib/drift/library.mjs';
import { operators } from '../lib/drift/mutations.mjs';
import { dice } from '../lib/drift/random.mjs';
import { silentPair } from '../lib/drift/silence.mjs';

const cases = Number(process.argv[2] ?? 2000);
const lib = await library();
const sums = { cases: 0, breaking: 0, recalled: 0, found: 0, severity: 0 };
const missed = new Map();
let pair;
for (let index = 0; index < cases; index++) {
  const draw = dice(lib, `mutation ${index}`);
  // A few cases share a session: learning it again takes longest.
  if (index % 20 === 0) {
    const [before, after] = await silentPair(lib, 10_000 + index / 20, { isOneClient: true });
    pair = {
      base: profileOf(lib, before),
      seen: new Set(before.map((one) => lib.splitUrl(one.request.url).path)),
      after,
    };
  }
  const operator = operators[index % operators.length];
  const changed = operator.apply(lib, pair.after, draw);
  if (!changed || !canShow(pair.base, changed.expected)) continue;
  const report = lib.compare(lib.wechat, pair.base, profileOf(lib, changed.exchanges));
  const verdict = judge(report, changed.expected);
  const isBreaking = changed.expected.severity === 'break';
  sums.cases += 1;
  sums.breaking += Number(isBreaking);
  sums.recalled += Number(isBreaking && report.summary.break > 0);
  sums.found += Number(verdict.found);
  sums.severity += Number(verdict.severity);
  if (verdict.severity) continue;
  const { severity, endpoint, where } = changed.expected;
  const key = `${operator.name}: ${severity} ${endpoint} ${where}${verdict.found ? ' found with another severity' : ''}`;
  missed.set(key, (missed.get(key) ?? 0) + 1);
}

for (const [key, count] of [...missed].sort()) console.log(`  ${count} × ${key}`);
const share = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;
console.log(
  `mutations: ${operators.length} operators, ${sums.cases} cases, ${sums.breaking} breaking: recall ${share(sums.recalled, sums.breaking)} (goal 99), place ${share(sums.found, sums.cases)} (goal 97), severity ${share(sums.severity, sums.cases)} (goal 95)`,
);
