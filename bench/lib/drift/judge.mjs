/** Learns recordings, compares them, and holds the report to what was expected. */

export function profileOf(lib, exchanges) {
  const learner = new lib.Learner(lib.wechat);
  const inTime = [...exchanges].sort(
    (one, other) => one.startedAt - other.startedAt || number(one) - number(other),
  );
  for (const exchange of inTime) learner.add(exchange);
  return learner.finish();
}

const number = ({ id }) => Number(id.slice(1));

export const compared = (lib, before, after) =>
  lib.compare(lib.wechat, profileOf(lib, before), profileOf(lib, after));

/** What of the goals a report meets; `stray`: severe findings that neither are the expected one nor follow from it. */
export function judge({ findings }, expected) {
  const same = (one) => one.endpoint === expected.endpoint && one.where === expected.where;
  const found = findings.filter(same);
  const severe = findings.filter(({ severity }) => severity !== 'note');
  const right = found.find(({ severity }) => severity === expected.severity);
  const rank = ['break', 'warn', 'note'].indexOf(expected.severity);
  const first = findings.find(({ firstCause }) => firstCause);
  const stray = severe.filter(
    (one) => !same(one) && one.follows === undefined && one.fingerprint !== right?.fingerprint,
  );
  return {
    found: found.length > 0,
    severity: right !== undefined,
    // A note is no cause of anything; it is enough that nothing else pretends to be.
    first: rank === 2 ? first?.severity === 'note' : first !== undefined && first === right,
    stray,
  };
}
