/** Tells when a change in the requests may be what changed the outcome. */
import { type Field, type Fields, isField } from '../../protocol/field.ts';
import type { Draft } from './finding.ts';
import type { Pair } from './pair.ts';
import type { Tally } from './tally.ts';

/** Where every call went well before and every one fails now, or the other way round, the request is suspected. */
export function blameRequests(pair: Pair, drafts: readonly Draft[]): Draft[] {
  return drafts.map((draft) => {
    if (draft.severity !== 'note' || !isKnown(pair, draft)) return draft;
    const base = pair.base.endpoints.get(draft.endpoint);
    const next = pair.next.endpoints.get(draft.endpoint);
    if (!base || !next || !turned(base.outcomes, next.outcomes)) return draft;
    const message = `${draft.message}; every call ${isGood(next.outcomes) ? 'goes well' : 'fails'} since`;
    return { ...draft, severity: 'break', message };
  });
}

/**
 * A field that the row or the session has; of others nobody knows that the server looks at them. Nor does it at a
 * constant that a client may leave out.
 */
function isKnown({ table, protocol }: Pair, { endpoint, where }: Draft): boolean {
  const [, side, place = '', name = ''] = where.split('/');
  const row = table.named(endpoint);
  if (side !== 'request' || !row) return false;
  if (place === 'body') return row.body !== undefined;
  const fields = { query: row.query, headers: row.headers, cookies: protocol.cookies }[place];
  return (
    fields !== undefined &&
    Object.entries(fields).some(
      ([known, field]) => known.toLowerCase() === name.toLowerCase() && !isIdle(field),
    )
  );
}

const isIdle = (field: Field | Fields): boolean =>
  isField(field) && field.optional === true && field.source === 'constant';

const turned = (base: Tally, next: Tally): boolean =>
  (isGood(base) && isBad(next)) || (isBad(base) && isGood(next));
const isGood = (outcomes: Tally): boolean =>
  outcomes.size > 0 && outcomes.keys().every((name) => name.startsWith('+'));
const isBad = (outcomes: Tally): boolean =>
  outcomes.size > 0 && outcomes.keys().every((name) => !name.startsWith('+'));
