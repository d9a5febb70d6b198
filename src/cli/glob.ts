/** Names by pattern: `*` stands for any characters, `?` for one. */

/** Whether the whole name fits the pattern. */
export function glob(pattern: string): (name: string) => boolean {
  const parts = pattern.replace(/\*+/g, '*').split('*');
  const source = parts
    .map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.'))
    .join('.*');
  const expression = new RegExp(`^${source}$`, 's');
  return (name) => expression.test(name);
}
