/** Parts of a text replaced in one pass. */
import type { Edited, Edits } from './codec.ts';

/** What stands in `[start, end)` gives way to another text. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Makes every edit; `locate` gives the replacements for one pointer, none where it names nothing. */
export function applyAll(
  text: string,
  edits: Edits,
  locate: (pointer: string, value: unknown) => readonly Replacement[],
): Edited {
  const missed: string[] = [];
  const found: Replacement[] = [];
  for (const [pointer, value] of edits) {
    const replacements = locate(pointer, value);
    if (replacements.length === 0) missed.push(pointer);
    for (const replacement of replacements) found.push(replacement);
  }
  return { text: replaceAll(text, found), missed };
}

/** Replacements in any order; of two that overlap, the one that starts first, or is longer, wins. */
function replaceAll(text: string, replacements: readonly Replacement[]): string {
  const sorted = [...replacements].sort((one, other) => one.start - other.start || other.end - one.end);
  let at = 0;
  let out = '';
  for (const { start, end, text: written } of sorted) {
    if (start < at) continue;
    out += text.slice(at, start) + written;
    at = end;
  }
  return out + text.slice(at);
}
