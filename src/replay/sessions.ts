/** Answers a request of the table: finds whose session it is, and asks what that session is told. */
import type { Moment } from '../protocol/backend.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { join, start } from './begin.ts';
import type { Caller } from './caller.ts';
import { choose } from './choose.ts';
import { alternatives, type Sent, sentValues } from './credentials.ts';
import type { Found } from './found.ts';
import type { Difference } from './match.ts';
import type { Polls } from './polls.ts';
import type { Asking, Stage } from './stage.ts';
import type { Take } from './tape.ts';
import { Within } from './within.ts';

export class Sessions {
  readonly #stage: Stage;
  readonly #polls: Polls;
  readonly #within: Within;

  constructor(stage: Stage, polls: Polls) {
    this.#stage = stage;
    this.#polls = polls;
    this.#within = new Within(stage, polls);
  }

  answer(row: Endpoint, asking: Asking, handle: number, at: Moment): Found {
    const { view } = asking;
    const { roles } = this.#stage.tape;
    if (view.isPreflight) return this.#outside(row, asking, at, this.#takes(row, true));
    const method = view.request.method === 'HEAD' ? 'GET' : view.request.method;
    if (!row.methods.includes(method)) return this.#wrongMethod(row, method);
    const sent = sentValues(view, roles);
    if (row.starts) return start(this.#stage, row, asking, sent, at);
    const caller =
      this.#stage.callers.find(sent, at) ??
      join(this.#stage, row, asking, sent, at) ??
      this.#stage.callers.holderOf(sent, at);
    if (!caller) return this.#withoutCaller(row, asking, sent, at);
    const strange = this.#strange(caller, sent);
    if (strange) return { missing: { ...this.#nearestOf(caller, row), differs: strange } };
    const found = this.#within.answer(row, caller, asking, handle, at);
    this.#polls.reconsider(caller, at);
    return found;
  }

  #takes(row: Endpoint, isPreflight: boolean): Take[] {
    return this.#stage.tape.ofRow(row.name).filter((take) => take.isPreflight === isPreflight);
  }

  #wrongMethod(row: Endpoint, received: string): Found {
    const [nearest] = this.#takes(row, false);
    const recorded = nearest?.exchange.request.method ?? row.methods[0];
    return {
      missing: { ...(nearest && { nearest }), differs: { where: '/request/method', recorded, received } },
    };
  }

  /** A session value that belongs to somebody else, or to nobody. */
  #strange(caller: Caller, sent: readonly Sent[]): Difference | undefined {
    for (const one of sent) {
      if (one.isCookie) continue;
      const owned = alternatives(one.value).map((value) => caller.owns(one.key, value));
      if (owned.includes(true)) continue;
      const isIdentity = this.#stage.tape.roles.identities.includes(one.key);
      const holder = this.#stage.callers.holder(one);
      const isCredential = this.#stage.tape.roles.credentials.includes(one.key);
      const isTolerated = !isCredential || one.isOptional || owned.includes(undefined);
      if (!isIdentity && !holder && isTolerated) continue;
      return { where: one.where, recorded: caller.latest(one.key) ?? '', received: one.value };
    }
    return undefined;
  }

  #nearestOf({ story }: Caller, row: Endpoint): { nearest?: Take } {
    const nearest = story.byRow.get(row.name)?.[0] ?? this.#takes(row, false)[0];
    return nearest ? { nearest } : {};
  }

  /** Nobody's session: what leads into one, or needs none, is answered all the same. */
  #withoutCaller(row: Endpoint, asking: Asking, sent: readonly Sent[], at: Moment): Found {
    const { roles } = this.#stage.tape;
    const needs = roles.of(row).moves || row.code !== undefined;
    if (!needs) return this.#outside(row, asking, at, this.#takes(row, false));
    const [nearest] = this.#takes(row, false);
    const stranger = sent.find(({ key, isCookie }) => roles.identities.includes(key) && !isCookie) ?? sent[0];
    const differs = stranger
      ? {
          where: stranger.where,
          recorded: this.#recordedValue(nearest, stranger.key),
          received: stranger.value,
        }
      : undefined;
    return { missing: { ...(nearest && { nearest }), ...(differs && { differs }) } };
  }

  #recordedValue(take: Take | undefined, key: string): string {
    return [...(take?.story?.values.get(key) ?? [])].at(-1) ?? '';
  }

  #outside(row: Endpoint, asking: Asking, at: Moment, takes: readonly Take[]): Found {
    const role = this.#stage.tape.roles.of(row);
    const usable = takes.filter(({ flaw, outcome }) => flaw === undefined && !role.closing.has(outcome.name));
    const choice = choose(this.#stage, role, usable, asking);
    if (choice.take)
      return this.#stage.give(
        choice.take,
        undefined,
        asking,
        at,
        `${choice.take.exchange.id}: outside any session`,
      );
    const [unusable] = takes;
    return { missing: usable.length === 0 && unusable ? { unusable } : choice };
  }
}
