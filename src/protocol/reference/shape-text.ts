/** What a shape says, in words. */
import type { Shape } from '../shape.ts';

/** The type of a value: `string`, `list of object`, `integer or string`. */
export function typeText(shape: Shape): string {
  const choices = shape.anyOf as Shape[] | undefined;
  if (choices) return [...new Set(choices.map(typeText))].join(' or ');
  if (shape.type === 'array') return `list of ${typeText((shape.items ?? {}) as Shape)}`;
  return typeof shape.type === 'string' ? shape.type : 'any';
}

/** What limits a value beside its type: one value, some values, a pattern. */
export function limitText(shape: Shape): string | undefined {
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (Array.isArray(shape.enum)) return shape.enum.map((value) => JSON.stringify(value)).join(', ');
  if (typeof shape.pattern === 'string') return `/${shape.pattern}/`;
  const patterns = ((shape.anyOf ?? []) as Shape[]).map(limitText).filter((limit) => limit !== undefined);
  return patterns.length > 0 ? patterns.join(', ') : undefined;
}

/** What single values or bits mean, as `0 nothing`, `bit 8 blacklisted`. */
export function meaningsOf(shape: Shape): string[] {
  const means = (shape.means ?? {}) as Record<string, string>;
  const bits = (shape.bits ?? {}) as Record<string, string>;
  return [
    ...Object.entries(means).map(([value, meaning]) => `${value} ${meaning}`),
    ...Object.entries(bits).map(([bit, meaning]) => `bit 0x${Number(bit).toString(16)} ${meaning}`),
  ];
}
