/** How far a caller is, as its requests say it. */
import { Body } from '../exchange.ts';
import { codecs } from '../protocol/codec/index.ts';
import type { RequestView } from '../protocol/request.ts';
import { canonical } from './canonical.ts';
import type { Role } from './roles.ts';

type Values = Readonly<Record<string, unknown>>;

/** The position of a request in one spelling; undefined where it says none. */
export function sentPosition(role: Role, request: RequestView): string | undefined {
  const value = role.position?.read(request);
  if (value === undefined || value === null || value === '') return undefined;
  return canonical(typeof value === 'string' ? structureIn(value) : value);
}

/** Some clients send the structure itself where others join its parts. */
function structureIn(text: string): unknown {
  if (!text.startsWith('{')) return text;
  const decoded = codecs.json.decode(Body.ofText(text));
  return decoded.ok ? decoded.value : text;
}

/** Every spelling of the position that a session with these values is at: clients differ in which value they send. */
export function positionsAt(role: Role, values: Values): string[] {
  const field = role.position?.field;
  if (!field) return [];
  const written = (session: Values): unknown => field.fill({ input: {}, session, now: 0, random: () => 0 });
  const { [field.key ?? '']: own, ...others } = values;
  const structures = Object.values(values).filter((value) => typeof value === 'object' && value !== null);
  const spellings = [written(values), written(others), own, ...structures].filter(
    (value) => value !== undefined && value !== null && value !== '',
  );
  return [...new Set(spellings.map(canonical))];
}
