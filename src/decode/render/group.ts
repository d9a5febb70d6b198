/** Puts values together that share a key. */

/** Groups in the order of their first member. */
export function groupBy<T, V>(
  items: readonly T[],
  keyOf: (item: T) => string,
  read: (item: T, index: number) => V,
): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const [index, item] of items.entries()) push(groups, keyOf(item), read(item, index));
  return groups;
}

/** Adds to a group, which begins where there is none. */
export function push<V>(groups: Map<string, V[]>, key: string, value: V): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
