/** Scripts and JSON with a few values replaced. */
import { stringifyLossless } from '../../json.ts';
import { readAssignments } from './assignments.ts';
import { type Edited, type Edits, limits } from './codec.ts';
import { LiteralReader, unread } from './js-tokens.ts';
import { literal } from './js-write.ts';
import { type Mark, markAt, type Wanted } from './marks.ts';
import { applyAll, type Replacement } from './replace.ts';
import { stepsOf } from './values.ts';

/** Replaces values of JSON, every other byte left as it is; of a key that is there twice, both. */
export function editJson(text: string, edits: Edits): Edited {
  const reader = new LiteralReader(text);
  reader.skipSpace();
  const root = markAt('', reader.at, reader.at, wantedOf(edits));
  const isRead = text.length <= limits.text && reader.readValue(0, root) !== unread;
  return edit(text, edits, isRead ? [root] : [], (value) => stringifyLossless(value), true);
}

/** Replaces values of a script: `/window.code`, `/window.synccheck/retcode`. Quotes stay as they were. */
export function editJs(text: string, edits: Edits): Edited {
  const script = text.length <= limits.text ? readAssignments(text, wantedOf(edits)) : undefined;
  const write = (value: unknown, old: string): string => literal(value, old.startsWith("'") ? "'" : '"');
  return edit(text, edits, script?.marks ?? [], write, false);
}

function edit(
  text: string,
  edits: Edits,
  marks: readonly Mark[],
  write: (value: unknown, old: string) => string,
  hasRoot: boolean,
): Edited {
  return applyAll(text, edits, (pointer, value) => {
    const steps = hasRoot ? ['', ...stepsOf(pointer)] : stepsOf(pointer);
    return marksAt(marks, steps).map(({ start, end }): Replacement => {
      return { start, end, text: write(value, text.slice(start, start + 1)) };
    });
  });
}

function marksAt(marks: readonly Mark[], steps: readonly string[]): readonly Mark[] {
  const [step, ...rest] = steps;
  const found = marks.filter((mark) => mark.key === step);
  return rest.length === 0 ? found : found.flatMap((mark) => marksAt(mark.inside, rest));
}

/** The keys on the way to the edited values. */
function wantedOf(edits: Edits): Wanted {
  const root = new Map<string, Wanted>();
  for (const pointer of edits.keys()) {
    let here = root;
    for (const step of stepsOf(pointer)) {
      const next = (here.get(step) ?? new Map<string, Wanted>()) as Map<string, Wanted>;
      here.set(step, next);
      here = next;
    }
  }
  return root;
}
