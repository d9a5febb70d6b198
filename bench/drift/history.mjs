/** Each change of the protocol's history as a pair of recordings: is it found, where, how severe, what came first. `node bench/drift/history.mjs [-v]` */
import diff from 'microdiff';
import { history, playChange } from '../lib/drift/history.mjs';
import { compared, judge } from '../lib/drift/judge.mjs';
import { library } from '../lib/drift/library.mjs';
import { shapeOf } from '../lib/drift/plain-shape.mjs';

const isVerbose = process.argv.includes('-v');
const lib = await library();
const sums = { pairs: 0, found: 0, severity: 0, first: 0, alone: 0 };
const plain = { found: 0, others: 0 };

for (const { id, says, visible } of lib.changes) {
  if (visible !== true) {
    console.log(`${id.padEnd(4)} not on the wire: ${visible}`);
    continue;
  }
  const [before, after] = [await playChange(lib, id, false), await playChange(lib, id, true)];
  const report = compared(lib, before, after);
  const verdict = judge(report, history[id].finds);
  sums.pairs += 1;
  for (const part of ['found', 'severity', 'first']) sums[part] += Number(verdict[part]);
  sums.alone += Number(verdict.stray.length === 0);
  const differences = diff(shapeOf(lib, before), shapeOf(lib, after));
  const at = history[id].finds;
  // It knows no codes, states or heads: there, any difference in the endpoint's replies counts as found.
  const isBody =
    at.where.startsWith('/response/body/') && !at.where.includes('Ret') && !at.where.includes('/error/');
  const hits = differences.filter(
    ({ path }) =>
      path[0] === at.endpoint && (!isBody || `/response/body${path[1] ?? ''}`.startsWith(at.where)),
  );
  plain.found += Number(hits.length > 0);
  plain.others += differences.length - hits.length;
  const isGood = verdict.found && verdict.severity && verdict.first && verdict.stray.length === 0;
  const marks = ['found', 'severity', 'first'].filter((part) => !verdict[part]).map((part) => `not ${part}`);
  console.log(
    `${id.padEnd(4)} ${isGood ? 'ok  ' : 'FAIL'} ${at.severity.padEnd(5)} ${at.endpoint} ${at.where}  (${says}) ${marks.join(', ')} ${verdict.stray.map(({ endpoint, where, rule }) => `stray ${rule} ${endpoint} ${where}`).join('; ')}`,
  );
  if (isVerbose)
    for (const one of report.findings)
      console.log(
        `       ${one.firstCause ? '*' : ' '} ${one.severity} ${one.rule} ${one.endpoint} ${one.where}: ${one.message}`,
      );
}
console.log(
  `history: ${sums.pairs} changes; found ${sums.found}, severity right ${sums.severity}, first cause right ${sums.first}, nothing else severe ${sums.alone}`,
);
console.log(
  `a plain diff of JSON shapes (microdiff): found ${plain.found}, with ${plain.others} other differences`,
);
