/** What part a row plays in a session, read off the table once. */
import type { Endpoint } from '../protocol/endpoint.ts';
import { type Field, fieldLeaves } from '../protocol/field.ts';
import { once } from '../protocol/once.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { RequestView } from '../protocol/request.ts';
import { leaves } from '../protocol/shape.ts';

/** A session value that says how far the caller is. */
export interface Position {
  readonly field: Field;
  read(request: RequestView): unknown;
}

export interface Role {
  readonly row: Endpoint;
  /** It moves a state machine: its answers follow the state, not what was sent. */
  readonly moves: boolean;
  /** What came after it in a recording may depend on it: something sent, told or pulled. */
  readonly changes: boolean;
  /** A session may begin with it: one that was kept from before. */
  readonly opens: boolean;
  /** Present where requests say how far the caller is. */
  readonly position?: Position;
  /** Its replies renew the position: it pulls what is newer. */
  readonly pulls: boolean;
  /** The client ends its session with it; the reply has no code of its own. */
  readonly leaves: boolean;
  /** Names of outcomes that say that the session is over. */
  readonly closing: ReadonlySet<string>;
}

const known = new WeakMap<Protocol, Roles>();

/** The roles of all rows of a protocol. */
export class Roles {
  readonly protocol: Protocol;
  /** Session values that tell sessions apart, in the protocol's order. */
  readonly identities: readonly string[];
  /** Session values by which a caller is known, those that tell sessions apart first. */
  readonly credentials: readonly string[];
  /** Identities of a login that has not led to a session yet. */
  readonly #early = new Set<string>();
  readonly #roles = new Map<Endpoint, Role>();
  readonly #closing: ReadonlySet<string>;

  /** The same for all who ask about a protocol. */
  static for(protocol: Protocol): Roles {
    return once(known, protocol, () => new Roles(protocol));
  }

  private constructor(protocol: Protocol) {
    this.protocol = protocol;
    const keys = Object.entries(protocol.session);
    this.identities = keys.filter(([, key]) => key.identity).map(([name]) => name);
    const secrets = keys.filter(([, key]) => key.secret && !key.identity).map(([name]) => name);
    this.credentials = [...this.identities, ...secrets];
    this.#closing = new Set(closingOutcomes(protocol));
    for (const row of protocol.endpoints) {
      this.#roles.set(row, this.#roleOf(row));
      if (row.starts) for (const key of fedBy(row)) this.#early.add(key);
    }
  }

  of(row: Endpoint): Role {
    const role = this.#roles.get(row);
    if (!role) throw new Error(`${row.name} is no row of ${this.protocol.name}`);
    return role;
  }

  /** Values of `identities` that name a login before it has led to a session. */
  get early(): ReadonlySet<string> {
    return this.#early;
  }

  /** Whether a flow of this machine is over in this state. */
  isEnd(machine: string, state: string): boolean {
    const ends = this.protocol.machines.find(({ name }) => name === machine)?.ends;
    return ends !== undefined && Object.hasOwn(ends, state);
  }

  /** A login has led to a session: it knows an identity that no start gives. */
  isLoggedIn(values: Readonly<Record<string, unknown>>): boolean {
    return this.identities.some((key) => !this.#early.has(key) && isPresent(values[key]));
  }

  #roleOf(row: Endpoint): Role {
    const edges = this.protocol.machines.flatMap((machine) =>
      machine.transitions.filter(({ endpoint }) => endpoint === row.name).map((edge) => ({ machine, edge })),
    );
    const moves = edges.length > 0 || row.starts !== undefined;
    const position = this.#positionOf(row);
    const names = Object.values(row.code?.codes ?? {}).map(({ name }) => name);
    return {
      row,
      moves,
      changes: row.lasting === true || (moves && !row.longPoll && !row.starts),
      opens:
        !row.starts &&
        edges.some(
          ({ machine, edge }) => edge.from.includes(machine.start) && isFirst(machine.name, this.protocol),
        ),
      ...(position && { position }),
      leaves: !row.code && edges.some(({ machine, edge }) => Object.hasOwn(machine.ends ?? {}, edge.to)),
      pulls: position?.field.key !== undefined && fedBy(row).includes(position.field.key),
      closing: new Set(names.filter((name) => this.#closing.has(name))),
    };
  }

  /** A value that is neither a credential nor plain text: what is fed by replies as a structure. */
  #positionOf(row: Endpoint): Position | undefined {
    for (const { name, field } of fieldLeaves({ ...row.params, ...row.query })) {
      if (this.#isPosition(field)) return { field, read: (request) => request.param(name) };
    }
    for (const { pointer, field } of fieldLeaves(row.body?.fields ?? {})) {
      if (this.#isPosition(field)) return { field, read: (request) => request.sent(pointer) };
    }
    return undefined;
  }

  #isPosition({ source, key }: Field): boolean {
    const known = source === 'session' && key !== undefined ? this.protocol.session[key] : undefined;
    return known !== undefined && !known.secret && !known.identity && known.shape.type === 'object';
  }
}

/** Sessions begin in the machine of the rows that start them. */
function isFirst(machine: string, protocol: Protocol): boolean {
  return protocol.endpoints.some(({ starts }) => starts?.machine === machine);
}

/** Outcomes that end a flow whichever row they come from. */
function closingOutcomes(protocol: Protocol): string[] {
  return protocol.machines.flatMap(({ transitions, ends = {} }) =>
    transitions
      .filter(({ endpoint, to }) => endpoint === '*' && Object.hasOwn(ends, to))
      .flatMap(({ outcome }) => outcome),
  );
}

function fedBy(row: Endpoint): string[] {
  const fed = [...leaves(row.reply.shape)].map(({ shape }) => shape.feeds);
  return fed.filter((key) => typeof key === 'string');
}

const isPresent = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
