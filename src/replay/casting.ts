/** Decides which values a live caller gets for those of the recorded session. */
import { Binding } from './binding.ts';
import { canonical } from './canonical.ts';
import type { Sent } from './credentials.ts';
import { likeOf } from './likeness.ts';
import type { Roles } from './roles.ts';
import type { Story } from './tape.ts';

/** A value that is made of others is exchanged through its parts. */
const isComposite = (value: string): boolean => value.includes('://');

/** Values by the session key they stand for, in one spelling. */
export type Cast = ReadonlyMap<string, readonly string[]>;

interface Casting {
  /** Other values of the same form take the place of the recorded ones. */
  readonly disguise?: string;
  /** Values that the caller brought along. */
  readonly brought: readonly Sent[];
}

/**
 * The recorded values byte for byte; with `disguise`, a seed, others in their place; always those that the caller
 * brought along.
 */
export function cast(
  story: Story,
  roles: Roles,
  { disguise, brought }: Casting,
): { binding: Binding; cast: Cast } {
  const pairs: [string, string][] = [];
  const live = new Map<string, string[]>();
  for (const [key, recorded] of story.values) {
    const own = brought.find((sent) => sent.key === key)?.value;
    const values = [...recorded].filter((value) => !isComposite(value));
    const given = values.map((value, index) => {
      if (index === 0 && own !== undefined) return own === canonical(value) ? value : own;
      if (disguise === undefined) return value;
      return likeOf(value, roles.protocol.session[key]?.shape, `${disguise} ${key} ${index}`);
    });
    values.forEach((value, index) => void pairs.push([value, given[index]!]));
    live.set(key, given.map(canonical));
  }
  return { binding: new Binding(pairs), cast: live };
}

/** Answers of another recorded session with the values that the caller has: the latest of each kind. */
export function crossBinding(story: Story, own: Cast): Binding {
  const pairs: [string, string][] = [];
  for (const [key, recorded] of story.values) {
    const value = own.get(key)?.at(-1);
    if (value === undefined) continue;
    for (const text of recorded) if (!isComposite(text)) pairs.push([text, value]);
  }
  return new Binding(pairs);
}
