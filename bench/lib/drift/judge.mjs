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
  const same = (one) =>
    one.endpoint === expected.endpoint &&
    one.where === expected.where &&
    (expected.observed === undefined || one.observed.endsWith(expected.observed));
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

/** What the baseline never saw cannot change. */
export function canShow(base, { endpoint, where, kind, needs }) {
  if (needs !== undefined && !base.endpoints.has(needs)) return false;
  if (endpoint === 'unknown') return true;
  const stat = base.endpoints.get(endpoint);
  if (!stat) return false;
  // A few polls show no habit.
  if (where === '/timing/hold') return stat.holds.total >= 3;
  if (where === '/timing/cadence') return stat.pauses.total >= 4;
  if (where === '/timing/life') return base.machines.get('login').lives.total >= 2;
  if (!where.startsWith('/response/body/') || where.endsWith('Brandnew')) return true;
  return [...stat.replies.values()].some(({ body }) =>
    holds(body, where.slice('/response/body/'.length).split('/'), kind),
  );
}

/** `kind`: of the items that have the field, where only one will do. */
function holds(stat, [step, ...rest], kind) {
  if (step === undefined) return true;
  const child = stat.children.get(step);
  if (!child) return false;
  if (holds(child, rest, kind) && (kind === undefined || child.variants.size === 0)) return true;
  return [...child.variants].some(
    ([key, variant]) => (kind === undefined || key.includes(kind)) && holds(variant, rest),
  );
}
