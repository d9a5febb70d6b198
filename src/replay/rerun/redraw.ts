/** Clocks, counters and random values of the new run. */
import type { Traced } from '../../decode/trace/index.ts';
import type { Effects } from '../../effects.ts';
import { decodeToFixpoint } from '../../protocol/codec/percent.ts';
import type { Field } from '../../protocol/field.ts';
import { once } from '../../protocol/once.ts';
import { likeOf } from '../likeness.ts';
import { respelled } from './spell.ts';

interface Counter {
  readonly shift: number;
  last: number;
}

export class Redraw {
  readonly #effects: Pick<Effects, 'now' | 'random'>;
  /** Values drawn anew by the recorded ones, so that what was the same stays the same. */
  readonly #drawn = new Map<string, string>();
  readonly #counters = new Map<string, Counter>();

  constructor(effects: Pick<Effects, 'now' | 'random'>) {
    this.#effects = effects;
  }

  /** What took the place of a recorded value that the client had drawn. */
  drawn(plain: string): string | undefined {
    return this.#drawn.get(plain);
  }

  /** `at`: when the recorded value was sent, epoch ms. */
  clock({ value, transforms = [] }: Traced, at: number, field: Field | undefined): string {
    const now = this.#effects.now();
    if (transforms.includes('append')) return this.#appended(value, now, transforms.includes('seconds'));
    const age = Math.max(0, Math.min(ageOf(value, at, transforms), 60_000)) || 0;
    let time = now - age;
    if (transforms.includes('seconds')) time = Math.floor(time / 1000);
    if (transforms.includes('divide')) time = Math.trunc(time / scaleOf(value, at, field, transforms));
    if (transforms.includes('bitwise-not')) return String(~time);
    return String(transforms.includes('negate') ? -time : time);
  }

  /** The same digits behind the clock for all who had the same. */
  #appended(value: string, now: number, isSeconds: boolean): string {
    return once(this.#drawn, value, () => {
      const clock = String(isSeconds ? Math.floor(now / 1000) : now);
      const tail = Array.from({ length: value.length - clock.length }, () =>
        Math.floor(this.#effects.random() * 10),
      );
      return clock + tail.join('');
    });
  }

  counter({ value, to }: Traced, at: number): string {
    const number = Number(value);
    const name = `${to.where} ${value.length}`;
    const shift = Math.round(this.#effects.now() - at) / (value.length === 10 ? 1000 : 1);
    const known = once(this.#counters, name, () => ({
      shift: value.length < 10 ? 0 : Math.round(shift),
      last: 0,
    }));
    known.last = Math.max(known.last + 1, number + known.shift);
    return String(known.last);
  }

  random(value: string, field: Field | undefined): string {
    const plain = decodeToFixpoint(value);
    // A number that begins with the clock keeps doing so.
    if (/^(?:1[2-9]|20)\d{12,}$/.test(plain))
      return this.#appended(plain, this.#effects.now(), plain.length < 16);
    const seed = (): string => `${this.#effects.random()} ${this.#effects.random()}`;
    const drawn = once(this.#drawn, plain, () => anew(plain, field, seed()));
    return respelled(value, drawn);
  }
}

/** Another value of the same form; a letter before digits alone is a mark. */
function anew(text: string, field: Field | undefined, seed: string): string {
  const mark = /^[A-Za-z](?=\d{6,}$)/.exec(text)?.[0] ?? '';
  return mark + likeOf(text.slice(mark.length), mark === '' ? field?.shape : undefined, seed);
}

function ageOf(value: string, at: number, transforms: readonly string[]): number {
  const unit = transforms.includes('seconds') ? 1000 : 1;
  if (transforms.includes('divide')) return 0;
  if (!transforms.includes('bitwise-not')) return at - Number(value) * unit;
  if (unit === 1000) return at - ~Number(value) * unit;
  return (at - ~Number(value)) & 0x7fffffff;
}

function scaleOf(value: string, at: number, field: Field | undefined, transforms: readonly string[]): number {
  const clock = transforms.includes('seconds') ? at / 1000 : at;
  const ratio = clock / Math.abs(Number(value));
  const [first, ...others] = field?.scales ?? [ratio];
  return others.reduce((best, one) => (Math.abs(one - ratio) < Math.abs(best - ratio) ? one : best), first!);
}
