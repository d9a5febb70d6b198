/** Explains the values of requests, one exchange after the other, in the order of their start. */
import type { Exchange } from '../../exchange.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { RequestView } from '../../protocol/request.ts';
import { Table } from '../../protocol/table.ts';
import { Call } from '../call.ts';
import { Explainer, type Explanation } from './explain.ts';
import { Hosts } from './hosts.ts';
import { Origins } from './origins.ts';
import { Survey } from './survey.ts';
import type { Place, TracedValue } from './transforms.ts';
import { type Use, type Used, usedIn } from './used.ts';

/** A traced value with what it is. */
export interface Traced extends TracedValue {
  /** Row, or method and URL without its query. */
  readonly endpoint: string;
  /** As it stands in the request. */
  readonly value: string;
}

interface Reply {
  readonly call: Call;
  readonly endpoint: string;
  /** When its first byte was there, epoch ms. */
  readonly at: number;
}

/** Traces in two passes over the same exchanges: `survey` all of them, then `trace` each. */
export class Tracer {
  readonly #protocol: Protocol;
  readonly #table: Table;
  readonly #survey = new Survey();
  readonly #origins: Origins;
  readonly #explainer: Explainer;
  /** Of the first pass, for exchanges that are still there in the second. */
  readonly #used = new WeakMap<Exchange, Used>();
  /** Replies that were under way when the last request left. */
  #pending: Reply[] = [];

  /** `table`: where somebody has made one of the protocol already. */
  constructor(protocol: Protocol, table = new Table(protocol)) {
    this.#protocol = protocol;
    this.#table = table;
    const hosts = new Hosts(table);
    this.#origins = new Origins(hosts);
    this.#explainer = new Explainer(this.#survey, this.#origins, hosts);
  }

  /** First pass; `view` where somebody has it already. */
  survey(exchange: Exchange, view = new RequestView(exchange.request, this.#table)): void {
    const used = usedIn(view, this.#protocol.cookies);
    this.#used.set(exchange, used);
    this.#survey.add(endpointOf(view), exchange.startedAt, used.values);
  }

  /** Second pass: every value of the request; `call` where somebody has it already. */
  trace(exchange: Exchange, call: Call = new Call(exchange, this.#table)): Traced[] {
    this.#settle(exchange.startedAt);
    const view = call.request;
    const endpoint = endpointOf(view);
    const used = this.#used.get(exchange) ?? usedIn(view, this.#protocol.cookies);
    const carried = this.#carried(used);
    const { host, authority } = view.url;
    const traced = used.values.map((use): Traced => {
      const to = { exchange: exchange.id, where: use.where };
      const from = carried.get(use);
      const about = { exchange: exchange.id, endpoint, host: host || authority, at: exchange.startedAt };
      const { isNamed: _, ...found }: Explanation = from
        ? {
            kind: 'bound' as const,
            from,
            transforms: [],
            why: 'part of a structure that the reply has whole',
          }
        : this.#explainer.explain(use, about);
      return { to, ...found, endpoint, value: use.raw };
    });
    for (const [index, use] of used.values.entries()) {
      const { kind } = traced[index]!;
      if (kind !== 'bound' && kind !== 'constant')
        this.#origins.addSent(use.raw, use.where, use.name, exchange.id, endpoint);
    }
    this.#pending.push({ call, endpoint, at: firstByteAt(exchange) });
    return traced;
  }

  #settle(now: number): void {
    const still: Reply[] = [];
    for (const reply of this.#pending) {
      if (reply.at > now) still.push(reply);
      else this.#origins.add(reply.call, reply.endpoint);
    }
    this.#pending = still;
  }

  /** Values of structures that a reply has whole, so that short ones among them are explained too. */
  #carried({ values, containers }: Used): Map<Use, Place> {
    const carried = new Map<Use, Place>();
    for (const { where, value } of containers) {
      const origins = this.#origins.findAlike(value);
      const inside = origins.length === 0 ? [] : leavesBelow(where, values);
      if (inside.length < 2 || inside.every((use) => carried.has(use))) continue;
      const key = inside[0]?.field?.key;
      const origin = origins.findLast(({ feeds }) => feeds !== undefined && feeds === key) ?? origins[0]!;
      for (const use of inside) {
        const place = `${origin.inside ?? origin.where}${use.where.slice(where.length)}`;
        if (!carried.has(use)) carried.set(use, { exchange: origin.latest, where: place });
      }
    }
    return carried;
  }
}

const leavesBelow = (where: string, values: readonly Use[]): Use[] =>
  values.filter((use) => use.part === 'body' && use.raw !== '' && use.where.startsWith(`${where}/`));

/** The row, or what stands for it outside the table. */
function endpointOf({ endpoint, request, url }: RequestView): string {
  return endpoint?.name ?? `${request.method} ${url.scheme}://${url.authority}${url.path}`;
}

/** A page is followed while it still comes in. */
function firstByteAt({ startedAt, timing }: Exchange): number {
  if (!Number.isFinite(startedAt)) return Number.NEGATIVE_INFINITY;
  const { blocked, dns, connect, send, wait, total } = timing;
  if (wait === undefined || wait < 0) return startedAt + Math.max(0, total);
  const phases = [blocked, dns, connect, send, wait].map((ms) => Math.max(0, ms ?? 0));
  return startedAt + phases.reduce((sum, ms) => sum + ms, 0);
}
