/** Fields as a baseline file has them: each by its pointer, and what most kinds of item have alike once for all of them. */
import { escapeKey } from '../../protocol/shape.ts';
import type { FieldStat } from './field-stat.ts';
import type { Tally } from './tally.ts';
import type { Volatility } from './volatility.ts';

/** How a step of a pointer names the items of one kind: `* KIND`. */
export const kindMark = '* ';
/** The step that stands for every kind: what it says holds for those that say nothing else themselves. */
export const everyKind = '**';
/** Stands for the number of items of the kind. */
export const all = 'all';

export type Json = Readonly<Record<string, unknown>>;
/** `pointer`: without the kinds of items. */
type Classify = (pointer: string, stat: FieldStat) => Volatility;
type Found = Map<string, { readonly stat: FieldStat; readonly plain: string }>;

export function fieldsJson(root: FieldStat, classify: Classify): Json {
  const found: [string, unknown][] = [];
  const write = ({ stat, plain }: { stat: FieldStat; plain: string }): Json => ({
    ...lookOf(stat),
    ...(stat.children.size === 0 && stat.count > 0 && { class: classify(plain, stat) }),
  });
  const fields = fieldsBelow(root, '', (list, pointer, plain) => {
    found.push(...kindsJson(list, pointer, plain, write));
  });
  for (const [pointer, field] of fields) found.push([pointer, write(field)]);
  return Object.fromEntries(found.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Every field by its pointer; `kinds` is asked about the lists whose items come in kinds, and they are left out. */
function fieldsBelow(
  root: FieldStat,
  start: string,
  kinds?: (list: FieldStat, pointer: string, plain: string) => void,
): Found {
  const found: Found = new Map();
  const visit = (stat: FieldStat, pointer: string, plain: string): void => {
    found.set(pointer, { stat, plain });
    for (const [name, child] of stat.children)
      visit(child, `${pointer}/${escapeKey(name)}`, `${plain}/${escapeKey(name)}`);
    if (kinds && stat.variants.size > 0) kinds(stat, pointer.slice(0, -1), plain);
    else
      for (const [kind, variant] of stat.variants)
        visit(variant, `${pointer.slice(0, -1)}${kindMark}${escapeKey(kind)}`, plain);
  };
  visit(root, '', start);
  return found;
}

/** The fields of the items of a list; `pointer` ends before the step that names them. */
function kindsJson(
  list: FieldStat,
  pointer: string,
  plain: string,
  write: (field: { stat: FieldStat; plain: string }) => Json,
): [string, unknown][] {
  const kinds = [...list.variants].map(([kind, stat]) => ({
    start: `${pointer}${kindMark}${escapeKey(kind)}`,
    count: stat.objects,
    fields: fieldsBelow(stat, plain),
  }));
  const written: [string, unknown][] = [];
  for (const name of new Set(kinds.flatMap(({ fields }) => [...fields.keys()]))) {
    const looks = kinds.map(({ fields, count }) => {
      const field = fields.get(name);
      return field && JSON.stringify(lookOf(field.stat, count));
    });
    const usual = name === '' ? undefined : mostUsual(looks);
    if (usual !== undefined) {
      const classes = kinds.map(({ fields }, index) =>
        looks[index] === usual ? (write(fields.get(name)!).class as string | undefined) : undefined,
      );
      const kept = mostUsual(classes, 1);
      written.push([
        `${pointer}${everyKind}${name}`,
        { ...JSON.parse(usual), ...(kept !== undefined && { class: kept }) },
      ]);
    }
    for (const [index, { start, fields }] of kinds.entries()) {
      const field = fields.get(name);
      if (usual !== undefined ? looks[index] !== usual : field)
        written.push([start + name, field ? write(field) : null]);
    }
  }
  return written;
}

/** What most of the texts are; undefined where that is nothing, or comes less than `least` times. */
function mostUsual(texts: readonly (string | undefined)[], least = 2): string | undefined {
  const counts = new Map<string | undefined, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [first] = [...counts].sort(
    ([one, often], [other, more]) => more - often || (String(one) < String(other) ? -1 : 1),
  );
  return first && first[1] >= least ? first[0] : undefined;
}

/** What was learned of a field; counts that are those of all items are called so. */
function lookOf(stat: FieldStat, items?: number): Json {
  const { types, traits, forms, values, distinct, echoes, course } = stat;
  return {
    ...Object.fromEntries(
      Object.entries({ types, traits, forms, values })
        .filter(([, tally]) => tally.size > 0)
        .map(([name, tally]) => [name, countsOf(tally, items)]),
    ),
    ...(distinct > 0 && { distinct }),
    ...(echoes > 0 && { echoes }),
    ...(course !== 'same' && { course }),
  };
}

function countsOf(tally: Tally, items: number | undefined): Json {
  const counts = Object.entries(tally.toJSON());
  return Object.fromEntries(counts.map(([key, count]) => [key, count === items ? all : count]));
}
