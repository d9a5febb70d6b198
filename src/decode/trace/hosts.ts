/** Tells which reply led a client to the host that it asks, and which hosts it knew by itself. */
import type { Table } from '../../protocol/table.ts';
import { splitUrl } from '../../protocol/url.ts';
import type { Place, Transform } from './transforms.ts';

export interface HostExplanation {
  readonly kind: 'bound' | 'constant';
  readonly from?: Place;
  readonly transforms?: readonly Transform[];
  readonly why: string;
}

interface Leading {
  readonly from: Place;
  /** The table says that its URL is a value of the session. */
  readonly isFed: boolean;
}

/** Hosts that are remembered. */
const most = 10_000;

export class Hosts {
  readonly #table: Table;
  /** By the host of the URL. */
  readonly #leading = new Map<string, Leading>();
  /** Asked before any reply led there. */
  readonly #own = new Set<string>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** Takes in a URL that a reply gave for going on. */
  add(url: string, from: Place, isFed: boolean): void {
    const { host } = splitUrl(url);
    const known = this.#leading.get(host);
    if (known ? isFed || !known.isFed : this.#leading.size < most) this.#leading.set(host, { from, isFed });
  }

  /** In the order in which requests are sent. */
  explain(host: string): HostExplanation {
    const same = this.#leading.get(host);
    if (same)
      return {
        kind: 'bound',
        from: same.from,
        transforms: ['url-part'],
        why: 'the host of that URL, url-part',
      };
    const leading = this.#own.has(host) ? undefined : this.#above(host);
    if (leading)
      return {
        kind: 'bound',
        from: leading.from,
        transforms: ['url-part', 'embed'],
        why: 'of the family that the host of that URL decides, url-part, then embed',
      };
    if (this.#own.size < most) this.#own.add(host);
    return { kind: 'constant', why: this.#known(host) ?? 'no reply before led there' };
  }

  #known(host: string): string | undefined {
    const roles = this.#table.roles(host);
    const [first] = roles;
    if (!first) return undefined;
    const names = [...new Set(roles.map(({ role }) => role))].join(' or ');
    return `the table has it: ${names} host, ${first.family}, ${first.age}`;
  }

  /** What led to a host of the same family of which this one's name is an extension. */
  #above(host: string): Leading | undefined {
    const families = new Set(this.#table.roles(host).map(({ family }) => family));
    for (let dot = host.indexOf('.'); dot > 0 && families.size > 0; dot = host.indexOf('.', dot + 1)) {
      const parent = host.slice(dot + 1);
      const leading = this.#leading.get(parent);
      if (leading && this.#table.roles(parent).some(({ family }) => families.has(family))) return leading;
    }
    return undefined;
  }
}
