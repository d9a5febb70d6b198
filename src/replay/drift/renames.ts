/** Which field that is gone seems to live on under another name. */
import type { FieldStat } from './field-stat.ts';

/** Names alike enough by themselves, where several fields came and went. */
const alike = 0.5;

/** Old names with their new ones; each name once, the most alike first. */
export function renames(base: FieldStat, next: FieldStat): Map<string, string> {
  const gone = names(base, next);
  const come = names(next, base);
  const found = new Map<string, string>();
  if (gone.length === 0 || come.length === 0) return found;
  const isSingle = gone.length === 1 && come.length === 1;
  const pairs = gone
    .flatMap((from) => come.map((to) => ({ from, to, score: likeness(from, to) })))
    .filter(({ from, to }) => looksAlike(base.children.get(from)!, next.children.get(to)!, base, next))
    .filter(({ score }) => isSingle || score >= alike)
    .sort((one, other) => other.score - one.score || (one.from + one.to < other.from + other.to ? -1 : 1));
  const taken = new Set<string>();
  for (const { from, to } of pairs) {
    if (found.has(from) || taken.has(to)) continue;
    found.set(from, to);
    taken.add(to);
  }
  return found;
}

/** Names that one object has and the other never. */
const names = (one: FieldStat, other: FieldStat): string[] =>
  [...one.children]
    .filter(([name, { count }]) => name !== '*' && count > 0 && (other.children.get(name)?.count ?? 0) === 0)
    .map(([name]) => name)
    .sort();

/** There as often, of one type, and of one look. */
function looksAlike(from: FieldStat, to: FieldStat, base: FieldStat, next: FieldStat): boolean {
  const wasAlways = from.count >= base.objects;
  if (wasAlways !== to.count >= next.objects) return false;
  if (!same(from.types.keys(), to.types.keys()) || !same(from.forms.keys(), to.forms.keys())) return false;
  const [before, after] = [[...from.children.keys()], new Set(to.children.keys())];
  return before.length === 0
    ? after.size === 0
    : before.filter((name) => after.has(name)).length * 2 >= before.length;
}

const same = (one: readonly string[], other: readonly string[]): boolean => one.join(' ') === other.join(' ');

/** 0 for names with nothing in common, 1 for names that differ in case and punctuation alone. */
function likeness(one: string, other: string): number {
  const [a, b] = [bare(one), bare(other)];
  if (a === '' || b === '') return 0;
  if (a === b) return 1;
  const grams = (text: string): string[] =>
    Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));
  const [left, right] = [grams(a), new Set(grams(b))];
  const shared = left.filter((gram) => right.has(gram)).length;
  return (2 * shared) / Math.max(1, left.length + right.size);
}

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
