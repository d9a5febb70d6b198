/** Chooses which of several recorded exchanges answers a request. */
import type { Caller } from './caller.ts';
import { type Comparison, compare, type Difference, questionOf } from './match.ts';
import type { Role } from './roles.ts';
import type { Asking, Stage } from './stage.ts';
import type { Take } from './tape.ts';

/** The take that answers, or how the nearest one differs. */
export type Choice =
  | { readonly take: Take; readonly distance: number }
  | { readonly take?: undefined; readonly nearest?: Take; readonly differs?: Difference };

interface Rated extends Comparison {
  readonly take: Take;
}

/**
 * Of those that agree in every field that must: the one recorded on the same side of the login, with the nearest
 * inputs, in the same state, that was not given yet; else the last one again.
 */
export function choose(
  stage: Stage,
  role: Role,
  takes: readonly Take[],
  asking: Asking,
  caller?: Caller,
): Choice {
  const question = questionOf(asking.view);
  const isLenient = role.moves || role.row.unheeded === true;
  const rated = takes.map((take): Rated => {
    const binding = caller?.bindingOf(take.story);
    const toRecorded = (text: string): string => caller?.words.get(text) ?? binding?.toRecorded(text) ?? text;
    return { take, ...compare(question, stage.questions.of(take), toRecorded, isLenient) };
  });
  const agreeing = rated.filter(({ differs }) => !differs);
  if (agreeing.length > 0) return best(agreeing, caller);
  const nearest = rated.reduce<Rated | undefined>(
    (near, one) => (near && near.distance <= one.distance ? near : one),
    undefined,
  );
  return nearest ? { nearest: nearest.take, differs: nearest.differs! } : {};
}

function best(agreeing: readonly Rated[], caller: Caller | undefined): { take: Take; distance: number } {
  const state = caller?.state ?? '';
  const isInside = caller?.isInside ?? false;
  const rank = ({ take, distance }: Rated): readonly number[] => [
    take.isInside === isInside ? 0 : 1,
    distance,
    take.state === state ? 0 : 1,
  ];
  const order = (one: Rated, other: Rated): number => {
    const [a, b] = [rank(one), rank(other)];
    return a.map((value, index) => value - b[index]!).find((difference) => difference !== 0) ?? 0;
  };
  const sorted = [...agreeing].sort(order);
  const equals = sorted.filter((one) => order(one, sorted[0]!) === 0);
  const found = equals.find(({ take }) => !caller?.given.has(take)) ?? equals.at(-1)!;
  return { take: found.take, distance: found.distance };
}
