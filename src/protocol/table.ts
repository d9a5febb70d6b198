/** Finds the row of a request: by its path on any host of the protocol's domains. */
import type { Endpoint } from './endpoint.ts';
import type { Host, Protocol } from './protocol.ts';
import type { UrlParts } from './url.ts';

export interface Found {
  readonly endpoint: Endpoint;
  /** Values of `{name}` steps of the path, as on the wire. */
  readonly params: Readonly<Record<string, string>>;
}

const nothing: Readonly<Record<string, string>> = {};

/** A protocol made ready for lookups. */
export class Table {
  readonly protocol: Protocol;
  readonly #paths = new Map<string, Endpoint[]>();
  readonly #patterns: { prefix: string; name: string; endpoint: Endpoint }[] = [];
  readonly #hosts = new Map<string, Host[]>();

  /** Throws an Error on two rows with one name, or one method and path: a mistake in the table itself. */
  constructor(protocol: Protocol) {
    this.protocol = protocol;
    for (const host of protocol.hosts)
      this.#hosts.set(host.name, [...(this.#hosts.get(host.name) ?? []), host]);
    const taken = new Set<string>();
    for (const row of protocol.endpoints) {
      for (const key of [row.name, ...row.methods.map((method) => `${method} ${row.path}`)]) {
        if (taken.has(key)) throw new Error(`${protocol.name}: two rows for ${key}`);
        taken.add(key);
      }
      const brace = row.path.indexOf('{');
      if (brace < 0) this.#paths.set(row.path, [...(this.#paths.get(row.path) ?? []), row]);
      else
        this.#patterns.push({
          prefix: row.path.slice(0, brace),
          name: row.path.slice(brace + 1, -1),
          endpoint: row,
        });
    }
  }

  /** Every role, family and age that a host name has; empty for a name outside the table. */
  roles(host: string): readonly Host[] {
    return this.#hosts.get(host) ?? [];
  }

  /** Whether the host is below one of the protocol's domains. */
  owns(host: string): boolean {
    return this.protocol.domains.some((domain) => host.endsWith(domain) && isBelow(host, domain));
  }

  /** The row of this name. */
  named(name: string): Endpoint | undefined {
    return this.protocol.endpoints.find((row) => row.name === name);
  }

  /** The row that has this path, on whatever host; the root path is anybody's. */
  atPath(path: string): Endpoint | undefined {
    return path === '/' ? undefined : this.#paths.get(path)?.[0];
  }

  /** The row that a request is of, whatever the host below the protocol's domains; the method decides between rows. */
  identify(method: string, url: UrlParts): Found | undefined {
    if (!this.owns(url.host)) return undefined;
    const rows = this.#paths.get(url.path);
    if (rows) {
      // The root path means something on the protocol's own hosts only.
      if (url.path === '/' && !this.#hosts.has(url.host)) return undefined;
      return { endpoint: rows.find((row) => row.methods.includes(method)) ?? rows[0]!, params: nothing };
    }
    for (const { prefix, name, endpoint } of this.#patterns) {
      const value = url.path.startsWith(prefix) ? url.path.slice(prefix.length) : '';
      if (value !== '' && !value.includes('/')) return { endpoint, params: { [name]: value } };
    }
    return undefined;
  }
}

function isBelow(host: string, domain: string): boolean {
  return host.length === domain.length || host[host.length - domain.length - 1] === '.';
}
