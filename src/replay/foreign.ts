/** Answers requests that no protocol describes: the same question gets the recorded answers in order. */
import { header, type WireRequest } from '../exchange.ts';
import { parseQuery } from '../protocol/codec/form.ts';
import { codecs } from '../protocol/codec/index.ts';
import { splitUrl } from '../protocol/url.ts';
import { canonical, fingerprint } from './canonical.ts';
import type { Missing } from './found.ts';
import type { Difference } from './match.ts';
import type { Take } from './tape.ts';

/** A request as far as it is compared. */
interface Plain {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly body: string;
}

interface Entry {
  readonly take: Take;
  readonly plain: Plain;
}

/** Requests of one method, host and path. */
interface Group {
  readonly entries: Entry[];
  /** Parameters whose value is not the same in all of them. */
  readonly varying: Set<string>;
}

export class Foreign {
  readonly #groups = new Map<string, Group>();
  readonly #given = new Set<Take>();

  constructor(takes: Iterable<Take>) {
    for (const take of takes) {
      const plain = plainOf(take.exchange.request);
      const key = keyOf(plain);
      const group = this.#groups.get(key) ?? { entries: [], varying: new Set<string>() };
      this.#groups.set(key, group);
      if (group.entries[0]) noteVarying(group.varying, group.entries[0].plain, plain);
      group.entries.push({ take, plain });
    }
  }

  /** The take to answer with, or how the nearest one differs. */
  find(request: WireRequest): Take | Missing {
    const plain = plainOf(request);
    const group = this.#groups.get(keyOf(plain)) ?? this.#groups.get(keyOf({ ...plain, method: 'GET' }));
    if (!group || (plain.method !== 'HEAD' && !this.#groups.has(keyOf(plain)))) return this.#elsewhere(plain);
    const compared = group.entries.map((entry) => ({ entry, differs: differencesOf(entry.plain, plain) }));
    const exact = compared.filter(({ differs }) => differs.length === 0);
    const loose = compared.filter(({ differs }) => differs.every(({ where }) => isVarying(where, group)));
    const agreeing = exact.length > 0 ? exact : loose;
    if (agreeing.length > 0) return this.#next(agreeing.map(({ entry }) => entry.take));
    const nearest = compared.reduce((best, one) => (one.differs.length < best.differs.length ? one : best));
    const differs = nearest.differs.find(({ where }) => !isVarying(where, group));
    return { nearest: nearest.entry.take, ...(differs && { differs }) };
  }

  /** In recorded order; the last one stays. One that can be given goes before one that cannot. */
  #next(takes: readonly Take[]): Take {
    const usable = takes.filter(({ flaw }) => flaw === undefined);
    const offered = usable.length > 0 ? usable : takes;
    const take = offered.find((one) => !this.#given.has(one)) ?? offered.at(-1)!;
    this.#given.add(take);
    return take;
  }

  /** Nothing was recorded for this method, host and path. */
  #elsewhere(plain: Plain): Missing {
    const all = [...this.#groups.values()].flatMap(({ entries }) => entries.slice(0, 1));
    const near =
      all.find((one) => one.plain.host === plain.host && one.plain.path === plain.path) ??
      all.find((one) => one.plain.path === plain.path) ??
      all.find((one) => one.plain.host === plain.host);
    if (!near) return {};
    const [where, key] =
      near.plain.host !== plain.host
        ? (['/host', 'host'] as const)
        : near.plain.path === plain.path
          ? (['/request/method', 'method'] as const)
          : (['/request/path', 'path'] as const);
    return { nearest: near.take, differs: { where, recorded: near.plain[key], received: plain[key] } };
  }
}

function plainOf(request: WireRequest): Plain {
  const { authority, path, query } = splitUrl(request.url);
  const fields = new Map<string, string>();
  for (const { name, value } of parseQuery(query)) {
    const held = fields.get(name);
    fields.set(name, held === undefined ? canonical(value) : `${held}\n${canonical(value)}`);
  }
  return { method: request.method, host: authority, path, query: fields, body: bodyOf(request) };
}

/** JSON and forms by their values, others by their bytes. */
function bodyOf({ body, headers }: WireRequest): string {
  if (!body || body.isEmpty) return '';
  const type = header(headers, 'content-type') ?? '';
  const codec = type.includes('json') ? 'json' : type.includes('urlencoded') ? 'form' : undefined;
  const decoded = codec && codecs[codec].decode(body, type);
  return decoded?.ok ? canonical(decoded.value) : `${body.size} bytes, ${fingerprint(body.bytes())}`;
}

const keyOf = ({ method, host, path }: Plain): string => `${method} ${host} ${path}`;

function noteVarying(varying: Set<string>, one: Plain, other: Plain): void {
  for (const name of new Set([...one.query.keys(), ...other.query.keys()])) {
    if (one.query.get(name) !== other.query.get(name)) varying.add(name);
  }
}

const isVarying = (where: string, { varying }: Group): boolean =>
  where.startsWith('/request/query/') && varying.has(where.slice('/request/query/'.length));

function differencesOf(recorded: Plain, received: Plain): Difference[] {
  const found: Difference[] = [];
  const note = (where: string, one = '', other = ''): void => {
    if (one !== other) found.push({ where, recorded: one, received: other });
  };
  for (const name of new Set([...recorded.query.keys(), ...received.query.keys()]))
    note(`/request/query/${name}`, recorded.query.get(name), received.query.get(name));
  note('/request/body', recorded.body, received.body);
  return found;
}
