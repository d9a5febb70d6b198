/** How a field's value moves from call to call: by its source in the table, else by what was seen of it. */

import type { Endpoint } from '../../protocol/endpoint.ts';
import { type Field, isField } from '../../protocol/field.ts';
import type { Shape } from '../../protocol/shape.ts';
import type { FieldStat } from './field-stat.ts';

export const volatilities = ['constant', 'echo', 'counter', 'clock', 'random', 'free'] as const;
export type Volatility = (typeof volatilities)[number];

const bySource: Readonly<Record<Field['source'], Volatility>> = {
  constant: 'constant',
  session: 'echo',
  clock: 'clock',
  random: 'random',
  input: 'free',
};

/** Of the field at a pointer into the request, as `/query/r`; undefined where the row does not know it. */
export function requestVolatility(row: Endpoint | undefined, pointer: string): Volatility | undefined {
  const [, place = '', ...steps] = pointer.split('/');
  const places = { path: row?.params, query: row?.query, headers: row?.headers, body: row?.body?.fields };
  let here: unknown = Object.hasOwn(places, place) ? places[place as keyof typeof places] : undefined;
  for (const step of steps) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string, unknown>)[step];
    if (isField(here as Field)) return bySource[(here as Field).source];
  }
  return undefined;
}

/** Values needed to tell chance from rule. */
const enough = 3;

export function seenVolatility(stat: FieldStat, shape: Shape | undefined): Volatility {
  const { count } = stat;
  if (stat.traits.has('clock') && stat.traits.count('clock') === count) return 'clock';
  const dated = stat.traits.count('unix-s') + stat.traits.count('unix-ms');
  if (shape?.dated !== undefined || (dated > 0 && dated + stat.traits.count('zero') === count))
    return 'clock';
  if (stat.echoes > 0 && stat.echoes === count) return 'echo';
  if (stat.distinct <= 1 && count > 1) return 'constant';
  if (stat.course === 'rising' && stat.distinct >= enough) return 'counter';
  if (typeof shape?.feeds === 'string') return 'random';
  const isLong = stat.forms.keys().some((form) => form.includes('hex'));
  return isLong && stat.distinct >= Math.min(count, enough) ? 'random' : 'free';
}
