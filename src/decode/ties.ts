/** What ties the exchanges of a session together: which values of a request name it, which of a reply renew it. */

import type { Endpoint, Reading } from '../protocol/endpoint.ts';
import { fieldLeaves } from '../protocol/field.ts';
import { once } from '../protocol/once.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { leaves } from '../protocol/shape.ts';

/** Read off the fields and the shape of one row. */
export interface RowTies {
  /** Where requests name their session; what says most comes first. */
  readonly named: readonly { readonly key: string; readonly read: (call: Reading) => unknown }[];
  /** Where replies have session values. */
  readonly feeds: readonly {
    readonly key: string;
    readonly pointer: string;
    readonly unlessEmpty: boolean;
  }[];
  /** Some value of the session may be new after a reply of this row. */
  readonly renews: boolean;
}

const known = new WeakMap<Protocol, Ties>();

export class Ties {
  readonly #protocol: Protocol;
  readonly #rows = new Map<Endpoint, RowTies>();

  private constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  /** The same for all who follow flows of a protocol. */
  static of(protocol: Protocol): Ties {
    return once(known, protocol, () => new Ties(protocol));
  }

  row(row: Endpoint): RowTies {
    let ties = this.#rows.get(row);
    if (!ties) {
      ties = readTies(this.#protocol, row);
      this.#rows.set(row, ties);
    }
    return ties;
  }
}

/** Identity first by the key's order in the protocol: a uuid says more than a cookie that may be left over. */
function readTies(protocol: Protocol, row: Endpoint): RowTies {
  const identities = Object.keys(protocol.session).filter((key) => protocol.session[key]!.identity);
  const named: { key: string; read: (call: Reading) => unknown }[] = [];
  for (const key of identities) {
    const add = (read: (call: Reading) => unknown) => named.push({ key, read });
    for (const { name, field } of fieldLeaves({ ...row.params, ...row.query })) {
      if (field.key === key && field.source === 'session') add((call) => call.param(name));
    }
    for (const { name, field } of fieldLeaves(protocol.cookies)) {
      if (field.key === key) add((call) => call.cookie(name));
    }
    for (const { pointer, field } of fieldLeaves(row.body?.fields ?? {})) {
      if (field.key === key && field.source === 'session') add((call) => call.sent(pointer));
    }
  }
  const feeds = [...leaves(row.reply.shape)]
    .filter(({ shape }) => typeof shape.feeds === 'string')
    .map(({ pointer, shape }) => ({
      key: shape.feeds as string,
      pointer,
      unlessEmpty: shape.unlessEmpty === true,
    }));
  return { named, feeds, renews: feeds.length > 0 || row.reply.cookies !== undefined };
}
