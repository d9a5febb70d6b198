/** Finds in a new reply what stands for a value of the recorded one. */
import type { Call } from '../../decode/call.ts';
import { eachLeaf } from '../../decode/trace/leaves.ts';
import { strengthOf } from '../../decode/trace/strength.ts';
import { replyAt } from './places.ts';
import type { Template } from './plan.ts';

export class Twins {
  /** What took the place of values that replies gave, so that it is the same everywhere. */
  readonly #twins = new Map<string, string>();

  /** What stands there now; of a list that has others, one of the same look. */
  find(source: Call, recorded: Template, where: string): unknown {
    const found = replyAt(source, where);
    const had = replyAt(recorded.call, where);
    const text = String(had);
    if (typeof had === 'object' || strengthOf(text) < 2) return found;
    const known = this.#twins.get(text);
    if (known !== undefined) return known;
    const twin = this.#twinOf(source, recorded, where, found, had);
    if (twin !== undefined) this.#twins.set(text, String(twin));
    return twin;
  }

  #twinOf(source: Call, recorded: Template, where: string, found: unknown, had: unknown): unknown {
    const taken = new Set(this.#twins.values());
    const isFree = (value: unknown): boolean => looks(value) === looks(had) && !taken.has(String(value));
    if (found !== undefined && isFree(found)) return found;
    const name = where.slice(where.lastIndexOf('/') + 1);
    const [before, now] = [recorded.call, source].map((call) =>
      namedIn(call, name).filter((value) => looks(value) === looks(had)),
    ) as [string[], string[]];
    const free = now.filter(isFree);
    const choice = free.length > 0 ? free : now;
    return choice.length === 0 ? found : choice[Math.max(0, before.indexOf(String(had))) % choice.length];
  }
}

/** The form of a text: its marks and the kinds of its characters. */
const looks = (value: unknown): string =>
  String(value ?? '')
    .replace(/[a-z0-9]+/gi, '')
    .slice(0, 8) + typeof value;

/** Every value of this name in a reply, each once, in order. */
function namedIn(call: Call, name: string): string[] {
  const values = new Set<string>();
  eachLeaf(call.output, (leaf) => leaf.name === name && values.add(String(leaf.value)));
  return [...values];
}
