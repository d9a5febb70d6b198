/** A backend some of whose answers go wrong. */
import type { WireRequest } from '../exchange.ts';
import type { Answer, Backend, Moment, Release, Reply } from '../protocol/backend.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { RequestView } from '../protocol/request.ts';
import { Table } from '../protocol/table.ts';
import { closingCode, emptyReply } from './closed.ts';
import { sentValues } from './credentials.ts';
import type { Strike } from './faults.ts';
import { Roles } from './roles.ts';

/** So many ended sessions are remembered. */
const most = 10_000;

/**
 * Puts `strikes` between clients and another backend; `parseFault` reads one as `--fault` takes it. The same requests are
 * struck in every run: they are counted, nothing is drawn.
 */
export class FaultyBackend implements Backend {
  readonly #backend: Backend;
  readonly #table: Table;
  readonly #roles: Roles;
  readonly #strikes: readonly { readonly strike: Strike; count: number }[];
  /** Held polls whose answer will be damaged. */
  readonly #held = new Map<number, { strike: Strike; row: Endpoint | undefined }>();
  /** Identities whose session a fault ended. */
  readonly #ended = new Set<string>();

  constructor(backend: Backend, strikes: readonly Strike[], protocol: Protocol) {
    this.#backend = backend;
    this.#table = new Table(protocol);
    this.#roles = Roles.for(protocol);
    this.#strikes = strikes.map((strike) => ({ strike, count: 0 }));
  }

  handle(request: WireRequest, at: Moment): Answer {
    const view = new RequestView(request, this.#table);
    const row = view.endpoint;
    const over = this.#over(view, row);
    if (over) return over;
    const strike = this.#strikeFor(row);
    if (!strike) return this.#backend.handle(request, at);
    if (!strike.fault.spoils) {
      const instead = this.#apply(strike, row);
      if (instead && strike.fault.ends) this.#end(view);
      return instead ?? this.#backend.handle(request, at);
    }
    const answer = this.#backend.handle(request, at);
    if (answer.held === undefined) return this.#apply(strike, row, answer) ?? answer;
    this.#held.set(answer.held, { strike, row });
    return answer;
  }

  wake(at: Moment): readonly Release[] {
    return this.#backend.wake(at).map((release) => {
      const struck = this.#held.get(release.held);
      this.#held.delete(release.held);
      const spoiled = struck && this.#apply(struck.strike, struck.row, release);
      return spoiled ? { ...spoiled, held: release.held } : release;
    });
  }

  nextWake(): number | undefined {
    return this.#backend.nextWake();
  }

  forget(held: number): void {
    this.#held.delete(held);
    this.#backend.forget(held);
  }

  /** The first strike that this request has earned; all of them count it. */
  #strikeFor(row: Endpoint | undefined): Strike | undefined {
    let found: Strike | undefined;
    for (const counted of this.#strikes) {
      const { strike } = counted;
      if (strike.endpoint !== undefined && strike.endpoint !== row?.name) continue;
      // One that cannot strike here is not counted: the first logout is that of a row which can tell it.
      if (!strike.fault.spoils && !this.#apply(strike, row)) continue;
      counted.count += 1;
      if (strike.nth === undefined || strike.nth === counted.count) found ??= strike;
    }
    return found;
  }

  #apply({ fault }: Strike, row: Endpoint | undefined, reply?: Reply): Reply | undefined {
    const struck = fault.apply({ roles: this.#roles, ...(row && { row }), ...(reply && { reply }) });
    return struck && { ...struck, why: `fault ${fault.name}${reply?.why ? ` on ${reply.why}` : ''}` };
  }

  #end(view: RequestView): void {
    for (const name of this.#identitiesOf(view)) this.#ended.add(name);
    const [oldest] = this.#ended;
    if (this.#ended.size > most && oldest !== undefined) this.#ended.delete(oldest);
  }

  #over(view: RequestView, row: Endpoint | undefined): Reply | undefined {
    if (this.#ended.size === 0 || !row || row.starts) return undefined;
    const code = closingCode(row, this.#roles, undefined);
    if (code === undefined || !this.#identitiesOf(view).some((name) => this.#ended.has(name)))
      return undefined;
    return { response: emptyReply(row, code), why: 'a fault has ended the session' };
  }

  /** Those that the request itself names; its cookies only where it names none. */
  #identitiesOf(view: RequestView): string[] {
    const sent = sentValues(view, this.#roles).filter(({ key }) => this.#roles.identities.includes(key));
    const own = sent.filter(({ isCookie }) => !isCookie);
    return (own.length > 0 ? own : sent).map(({ key, value }) => `${key} ${value}`);
  }
}
