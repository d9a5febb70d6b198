/** The two sides of a comparison, and the places that both or one of them has. */
import type { Endpoint } from '../../protocol/endpoint.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { escapeKey } from '../../protocol/shape.ts';
import { Table } from '../../protocol/table.ts';
import type { FieldStat } from './field-stat.ts';
import type { Consumer } from './finding.ts';
import { hidesCookies } from './hidden.ts';
import { Kinds } from './kinds.ts';
import type { EndpointStat, MachineStat, Profile, ReplyStat } from './profile.ts';
import { renames } from './renames.ts';
import { type Taker, type Use, Uses, unused } from './use.ts';

export interface Sides<T> {
  readonly base: T;
  readonly next: T;
}

/** Two profiles of one protocol. */
export class Pair implements Sides<Profile> {
  readonly protocol: Protocol;
  readonly table: Table;
  readonly base: Profile;
  readonly next: Profile;
  readonly uses: Uses;
  readonly kinds: Kinds;
  /** One side was recorded without cookies: nothing is said of them. */
  readonly hidesCookies: boolean;

  constructor(protocol: Protocol, base: Profile, next: Profile) {
    this.protocol = protocol;
    this.table = new Table(protocol);
    this.base = base;
    this.next = next;
    this.uses = new Uses(protocol);
    this.kinds = new Kinds(protocol);
    this.hidesCookies = hidesCookies(base, next);
  }

  /**
   * Requests that send what a value renews: those that the baseline made, else those of the table. And requests of the
   * baseline that sent what it offers.
   */
  consumers({ feeds, offers }: Use): readonly Consumer[] {
    const all = this.uses.consumers(feeds);
    const called = all.filter(({ endpoint }) => this.base.endpoints.has(endpoint));
    const taken = this.uses.takers(offers).filter((taker) => this.#isSent(taker));
    return [
      ...(called.length > 0 ? called : all),
      ...taken.map(({ endpoint, field }) => ({ endpoint, field })),
    ];
  }

  #isSent({ endpoint, pointers }: Taker): boolean {
    const request = this.base.endpoints.get(endpoint)?.request;
    return pointers.some((pointer) => {
      let here = request;
      for (const step of pointer.split('/').slice(1)) here = here?.children.get(step);
      return here !== undefined && here.count > 0;
    });
  }
}

/** An endpoint that both sides called. */
export interface EndpointPair extends Sides<EndpointStat> {
  readonly pair: Pair;
  readonly name: string;
  readonly row: Endpoint | undefined;
}

export interface ReplyPair extends Sides<ReplyStat> {
  readonly of: EndpointPair;
  readonly code: string;
}

export interface MachinePair extends Sides<MachineStat> {
  readonly pair: Pair;
  readonly name: string;
}

/** A field that at least one side has, in objects that both have. */
export interface FieldPair {
  readonly of: EndpointPair;
  readonly side: 'request' | 'response';
  readonly where: string;
  readonly name: string;
  /** Of the value itself, and of it with all that is below. */
  readonly own: Use;
  readonly use: Use;
  readonly base: FieldStat | undefined;
  readonly next: FieldStat | undefined;
  readonly parent: Sides<FieldStat>;
  /** Name on the new side where it seems to be the same value. */
  readonly renamedTo?: string | undefined;
  /** Kind of message that the item is. */
  readonly kind?: string | undefined;
}

/** A kind of item that only the new side has. */
export interface NewKind {
  readonly of: EndpointPair;
  readonly where: string;
  readonly key: string;
  readonly parent: Sides<FieldStat>;
}

export interface Visitor {
  field(field: FieldPair): void;
  kind(kind: NewKind): void;
}

export function* endpointPairs(pair: Pair): Generator<EndpointPair> {
  for (const row of pair.protocol.endpoints) {
    const base = pair.base.endpoints.get(row.name);
    const next = pair.next.endpoints.get(row.name);
    if (base && next) yield { pair, name: row.name, row, base, next };
  }
}

export function* machinePairs(pair: Pair): Generator<MachinePair> {
  for (const { name } of pair.protocol.machines) {
    const base = pair.base.machines.get(name);
    const next = pair.next.machines.get(name);
    if (base && next) yield { pair, name, base, next };
  }
}

/**
 * Replies with the same code; one whose code is gone is compared with the most usual good reply, so that what became
 * of the code is seen.
 */
export function* replyPairs(of: EndpointPair): Generator<ReplyPair> {
  for (const [code, next] of of.next.replies) {
    const base = of.base.replies.get(code) ?? (code === '' && of.row?.code ? usual(of.base) : undefined);
    if (base) yield { of, code, base, next };
  }
}

function usual({ replies }: EndpointStat): ReplyStat | undefined {
  return [...replies].sort(([a, one], [b, other]) => other.calls - one.calls || (a < b ? -1 : 1))[0]?.[1];
}

/** Visits every field below two objects; what one side lacks as a whole is one field. */
export function visitFields(
  of: EndpointPair,
  side: 'request' | 'response',
  parent: Sides<FieldStat>,
  root: string,
  visitor: Visitor,
): void {
  visit({ of, side, visitor }, parent, root, '');
}

/** The body of a reply as one field, for a list where an object was due. */
export const wholeBody = (of: EndpointPair, parent: Sides<FieldStat>): FieldPair => ({
  of,
  side: 'response',
  where: '/response/body',
  name: 'the body',
  own: of.pair.uses.own(of.row, ''),
  use: of.pair.uses.reply(of.row, ''),
  ...parent,
  parent,
});

interface Walk {
  readonly of: EndpointPair;
  readonly side: 'request' | 'response';
  readonly visitor: Visitor;
  readonly kind?: string | undefined;
}

function visit(walk: Walk, parent: Sides<FieldStat>, where: string, pointer: string): void {
  const { base, next } = parent;
  // In an object that never came nothing can be missing.
  const isList = base.children.has('*') || next.children.has('*');
  if (!isList && (base.objects === 0 || next.objects === 0)) return;
  const renamed = isList ? new Map<string, string>() : renames(base, next);
  const taken = new Set(renamed.values());
  for (const name of [...new Set([...base.children.keys(), ...next.children.keys()])].sort()) {
    if (taken.has(name)) continue;
    const renamedTo = renamed.get(name);
    const sides = { base: base.children.get(name), next: next.children.get(renamedTo ?? name) };
    const step = `/${escapeKey(name)}`;
    if (isList && !(sides.base && sides.next)) continue;
    const field = fieldOf(walk, sides, parent, {
      name,
      renamedTo,
      where: where + step,
      pointer: pointer + step,
    });
    walk.visitor.field(field);
    if (!sides.base || !sides.next) continue;
    const both = { base: sides.base, next: sides.next };
    if (both.base.variants.size > 0 || both.next.variants.size > 0)
      visitKinds(walk, both, where + step, pointer + step);
    else visit(walk, both, where + step, pointer + step);
  }
}

function fieldOf(
  { of, side, kind }: Walk,
  { base, next }: { base: FieldStat | undefined; next: FieldStat | undefined },
  parent: Sides<FieldStat>,
  place: { name: string; renamedTo: string | undefined; where: string; pointer: string },
): FieldPair {
  const { uses } = of.pair;
  const isReply = side === 'response';
  return {
    of,
    side,
    where: place.where,
    name: place.name,
    own: isReply ? uses.own(of.row, place.pointer) : unused,
    use: isReply ? uses.reply(of.row, place.pointer) : unused,
    base,
    next,
    parent,
    renamedTo: place.renamedTo,
    kind,
  };
}

function visitKinds(walk: Walk, parent: Sides<FieldStat>, where: string, pointer: string): void {
  for (const [key, next] of parent.next.variants) {
    const base = parent.base.variants.get(key);
    const kind = walk.of.pair.kinds.nameOf(key) ?? key;
    if (base) visit({ ...walk, kind }, { base, next }, where, pointer);
    else if (!visitLostKind(walk, key, { parent, next }, { where, pointer }))
      walk.visitor.kind({ of: walk.of, where, key, parent });
  }
}

/** Items without a kind: what became of the member that tells it. False where it is there and only its value is new. */
function visitLostKind(
  walk: Walk,
  key: string,
  { parent, next }: { parent: Sides<FieldStat>; next: FieldStat },
  at: { where: string; pointer: string },
): boolean {
  const name = walk.of.pair.kinds.lostIn(key);
  const [base] = [...parent.base.variants.values()].sort((one, other) => other.objects - one.objects);
  const was = name === undefined ? undefined : base?.children.get(name);
  if (name === undefined || !base || !was) return false;
  const renamedTo = renames(base, next).get(name);
  const is = next.children.get(renamedTo ?? name);
  const isThere = renamedTo === undefined && is?.types.keys().every((type) => was.types.has(type));
  if (isThere && is!.count >= next.objects) return false;
  const place = { name, renamedTo, where: `${at.where}/${name}`, pointer: `${at.pointer}/${name}` };
  walk.visitor.field(fieldOf(walk, { base: was, next: is }, { base, next }, place));
  return true;
}
