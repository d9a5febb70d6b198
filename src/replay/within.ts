/** What a known session is told, by its state. */
import { Body } from '../exchange.ts';
import type { Moment } from '../protocol/backend.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { astrayReply } from './astray.ts';
import type { Caller } from './caller.ts';
import { choose } from './choose.ts';
import { bareReply, emptyReply, goodCode } from './closed.ts';
import { Directory } from './directory.ts';
import { expiredCookies } from './farewell.ts';
import type { Found } from './found.ts';
import { opensAt } from './gate.ts';
import { overReply } from './over.ts';
import type { Polls } from './polls.ts';
import { pull } from './pulls.ts';
import type { Asking, Stage } from './stage.ts';
import { stepsOf } from './steps.ts';
import type { Take } from './tape.ts';

export class Within {
  readonly #stage: Stage;
  readonly #polls: Polls;
  readonly #directory: Directory;

  constructor(stage: Stage, polls: Polls) {
    this.#stage = stage;
    this.#polls = polls;
    this.#directory = new Directory(stage.tape);
  }

  answer(row: Endpoint, caller: Caller, asking: Asking, handle: number, at: Moment): Found {
    const stage = this.#stage;
    const over = overReply(stage, row, caller, asking, at);
    if (over) return over;
    const astray = astrayReply(stage, row, caller, asking, at);
    if (astray) return astray;
    if (
      row.longPoll &&
      stepsOf(caller.story, row, stage.tape.roles).length + stage.tape.ofRow(row.name).length > 0
    )
      return this.#polls.ask(row, caller, asking, handle, at) ?? { held: handle };
    const pulled = stage.tape.roles.of(row).pulls ? pull(stage, row, caller, asking, at) : undefined;
    return pulled ?? this.#plain(row, caller, asking, at);
  }

  #plain(row: Endpoint, caller: Caller, asking: Asking, at: Moment): Found {
    const stage = this.#stage;
    const role = stage.tape.roles.of(row);
    const offered = (takes: readonly Take[]): Take[] =>
      takes.filter((take) => !take.isPreflight && !this.#isTooEarly(take, caller, at));
    const own = offered(caller.story.byRow.get(row.name) ?? []);
    const others = offered(stage.tape.ofRow(row.name).filter(({ story }) => story !== caller.story));
    for (const takes of [own, others]) {
      const usable = takes.filter(({ flaw }) => flaw === undefined);
      const choice = choose(stage, role, usable, asking, caller);
      if (choice.take) return this.#give(row, choice.take, caller, asking, at);
    }
    if (own.length + others.length === 0) {
      if (role.leaves) return this.#farewell(row, caller, asking, at);
      const told = row.asks && this.#fromOthers(row, caller, asking, at);
      if (told) return told;
    }
    return this.#missing(row, own, others, caller, asking);
  }

  #give(row: Endpoint, take: Take, caller: Caller, asking: Asking, at: Moment): Found {
    const stage = this.#stage;
    const { id } = take.exchange;
    const why = `${id}: ${take.outcome.name}${caller.given.has(take) ? ', again' : ''}`;
    if (!row.asks) return stage.give(take, caller, asking, at, why);
    const names = Directory.asked(row, asking.view);
    const same = this.#askedAlike(row, names, caller);
    if (same)
      return stage.give(same, caller, asking, at, `${same.exchange.id}: the same ${names.length} asked for`);
    const composed = this.#directory.compose(row, names, take.exchange.response);
    if (!composed)
      return {
        missing: {
          nearest: take,
          differs: { where: `/request/body${row.asks.list}`, recorded: '', received: names.join(', ') },
        },
      };
    for (const source of composed.sources) if (source.row === row) stage.used.add(source);
    return stage.give(take, caller, asking, at, madeOf(composed.sources), composed.body);
  }

  /** Nobody asked for it when it was recorded, but other replies tell of what is asked for. */
  #fromOthers(row: Endpoint, caller: Caller, asking: Asking, at: Moment): Found | undefined {
    const empty = emptyReply(row, goodCode(row));
    const composed = this.#directory.compose(row, Directory.asked(row, asking.view), empty);
    if (!composed) return undefined;
    const body = Body.ofText(caller.bindingOf(composed.sources[0]!.story).toLive(composed.body.text()));
    const response = { ...empty, body };
    this.#stage.observe(caller, asking, response, at);
    return { response, why: madeOf(composed.sources) };
  }

  /** A recorded request of the same names. */
  #askedAlike(row: Endpoint, names: readonly string[], caller: Caller): Take | undefined {
    const alike = this.#stage.tape.ofRow(row.name).filter((take) => {
      if (take.flaw !== undefined || !take.outcome.ok || take.isPreflight) return false;
      const asked = this.#directory.askedIn(row, take);
      return asked.length === names.length && asked.every((name, index) => name === names[index]);
    });
    return alike.find((take) => !caller.given.has(take) && take.story === caller.story) ?? alike.at(-1);
  }

  /** The client ends its session, which the recorded one never did. */
  #farewell(row: Endpoint, caller: Caller, asking: Asking, at: Moment): Found {
    const response = bareReply(row, asking.view, expiredCookies(caller));
    this.#stage.observe(caller, asking, response, at);
    return { response, why: 'the client ends its session; the recording has no such answer' };
  }

  #missing(
    row: Endpoint,
    own: readonly Take[],
    others: readonly Take[],
    caller: Caller,
    asking: Asking,
  ): Found {
    const all = own.length > 0 ? own : others;
    const choice = choose(this.#stage, this.#stage.tape.roles.of(row), all, asking, caller);
    return choice.take ? { missing: { unusable: choice.take } } : { missing: choice };
  }

  #isClosing({ row, outcome }: Take): boolean {
    return row !== undefined && this.#stage.tape.roles.of(row).closing.has(outcome.name);
  }

  #isTooEarly(take: Take, caller: Caller, at: Moment): boolean {
    return this.#isClosing(take) && opensAt(take, caller, this.#stage.tape.roles) > at.now;
  }
}

const madeOf = (sources: readonly Take[]): string =>
  `made of what was asked for, from ${sources.map(({ exchange }) => exchange.id).join(', ')}`;
