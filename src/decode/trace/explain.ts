/** Decides what one value of a request is, and tells why. */
import { SourceFinder, worded } from './bound.ts';
import { readClock } from './clocks.ts';
import type { Hosts } from './hosts.ts';
import type { Origins } from './origins.ts';
import { strengthOf } from './strength.ts';
import type { Survey } from './survey.ts';
import { plainOf } from './texts.ts';
import type { Kind, Place, Transform } from './transforms.ts';
import type { Use } from './used.ts';

/** The request that a value stands in. */
export interface About {
  readonly exchange: string;
  readonly endpoint: string;
  readonly host: string;
  /** When it was sent, epoch ms. */
  readonly at: number;
}

export interface Explanation {
  readonly kind: Kind;
  readonly from?: Place;
  readonly transforms?: readonly Transform[];
  readonly why: string;
  /** The place that it came from is called as this one is. */
  readonly isNamed?: boolean;
}

/** Headers that the client's software decides. */
const software =
  /^(?:accept(?:-\w+)?|user-agent|sec-.*|upgrade-insecure-requests|cache-control|pragma|dnt|priority|origin|x-requested-with|content-type|range|expect|keep-alive|proxy-connection|access-control-request-.*|contenttype)$/;

export class Explainer {
  readonly #survey: Survey;
  readonly #origins: Origins;
  readonly #hosts: Hosts;
  readonly #finder: SourceFinder;

  constructor(survey: Survey, origins: Origins, hosts: Hosts) {
    this.#survey = survey;
    this.#origins = origins;
    this.#hosts = hosts;
    this.#finder = new SourceFinder(origins);
  }

  explain(use: Use, about: About): Explanation {
    const { field, part, raw } = use;
    if (part === 'host') return this.#hosts.explain(raw);
    if (raw === '') return { kind: 'constant', why: 'empty' };
    const cookie = part === 'cookies' ? this.#cookie(use, about) : undefined;
    if (cookie) return cookie;
    switch (field?.source) {
      case 'constant':
        return { kind: 'constant', why: 'the protocol fixes it' };
      case 'clock':
        return (
          this.#clock(use, about) ??
          this.#finder.find(use) ??
          unknown('by the table a clock, but of another time')
        );
      case 'random':
        return (
          this.#finder.find(use) ?? { kind: 'random', why: 'drawn by the client; nothing before it has it' }
        );
      case 'session':
        return (
          this.#finder.find(use) ??
          input(
            'a value of the session that nothing before it has: the client kept it from before the recording',
          )
        );
      case 'input':
        return this.#chosen(use, about);
      default:
        return this.#outside(use, about);
    }
  }

  #cookie({ name, raw }: Use, { host }: About): Explanation | undefined {
    const set = this.#origins.cookie(name, raw, host);
    if (!set) return undefined;
    const from = { exchange: set.exchange, where: `/response/cookies/${name}` };
    return { kind: 'bound', from, transforms: [], why: `the cookie as ${set.exchange} set it last` };
  }

  #chosen(use: Use, about: About): Explanation {
    const bound = this.#unlessTime(use, about);
    if (bound) return bound;
    const clock = /^\d{13}$/.test(use.raw) ? this.#clock(use, about) : undefined;
    if (clock) return clock;
    const count = this.#survey.constantCount(about.endpoint, use.where);
    const again = count > 1 ? `; the same in all ${count} requests` : '';
    return input(`the caller chose it; nothing before it has it${again}`);
  }

  /** Where it came from, unless it only repeats itself, or is a time that another place had by chance. */
  #unlessTime(use: Use, { endpoint, at }: About): Explanation | undefined {
    const bound = this.#finder.find(use);
    if (bound?.from?.where === use.where && this.#survey.constantCount(endpoint, use.where) > 1)
      return undefined;
    if (bound && !bound.isNamed && readClock(plainOf(use.raw).text, at)) return this.#clock(use, { at });
    return bound;
  }

  /** A value that the table does not name. */
  #outside(use: Use, about: About): Explanation {
    const { part, name, where, raw } = use;
    if (part === 'headers' && software.test(name)) return this.#header(use, about);
    const bound = this.#unlessTime(use, about);
    if (bound) return bound;
    const everywhere = this.#survey.constantEverywhere(where);
    const count = Math.max(
      this.#survey.constantCount(about.endpoint, where),
      part === 'path' ? 0 : everywhere,
    );
    if (count > 1) {
      const kept = part === 'cookies' ? '; no reply sets it: the client had it, or made it itself' : '';
      return { kind: 'constant', why: `the same in all ${count} requests that have it${kept}` };
    }
    const clock = this.#clock(use, about);
    if (clock) return clock;
    if (strengthOf(plainOf(raw).text) === 0) {
      if (part === 'cookies') return this.#ownCookie(use);
      if (name === 'referer')
        return { kind: 'constant', why: 'the page that asks; nothing in it was given or drawn' };
    }
    const fresh = this.#survey.newCount(about.endpoint, where);
    if (fresh > 1 && strengthOf(plainOf(raw).text) === 2 && part !== 'path')
      return { kind: 'random', why: `another in each of ${fresh} requests, and nothing before them has it` };
    if (part === 'path' && strengthOf(plainOf(raw).text) === 0)
      return { kind: 'constant', why: 'names what is asked for' };
    return unknown('nothing before it has it');
  }

  /** A short cookie that no reply set. */
  #ownCookie(use: Use): Explanation {
    const why = 'a short value of a cookie that no reply sets';
    return this.#survey.isCounter(use, 1)
      ? { kind: 'counter', why: `${why}; it goes up` }
      : { kind: 'constant', why };
  }

  #header({ name, where, raw }: Use, { endpoint }: About): Explanation {
    if (name === 'content-type' && /boundary=/i.test(raw))
      return { kind: 'random', why: 'its boundary is drawn by the client' };
    const count = Math.max(
      this.#survey.constantCount(endpoint, where),
      this.#survey.constantEverywhere(where),
    );
    const why =
      count > 1 ? `the same in all ${count} requests that have it` : "the client's software decides it";
    return { kind: 'constant', why };
  }

  #clock(use: Use, { at }: Pick<About, 'at'>): Explanation | undefined {
    const { field, raw } = use;
    const text = plainOf(raw).text;
    const isClock = field?.source === 'clock';
    const reading = readClock(text, at, { isClock, ...(field?.scales && { scales: field.scales }) });
    if (this.#survey.isCounter(use) && (field === undefined || isClock)) {
      const start = reading ? ', begun at the clock' : '';
      return { kind: 'counter', why: `numbers of this name go up by small steps, not with the time${start}` };
    }
    if (!reading) return undefined;
    const { transforms, age } = reading;
    return { kind: 'clock', transforms, why: `the clock ${aged(age)}${worded(transforms)}` };
  }
}

const input = (why: string): Explanation => ({ kind: 'input', why });
const unknown = (why: string): Explanation => ({ kind: 'unknown', why });

function aged(age: number): string {
  if (Math.abs(age) < 2500) return 'when it was sent';
  return age < 120_000
    ? `${Math.round(age / 1000)} s before it was sent`
    : `${Math.round(age / 60_000)} min before`;
}
