/** What the parts of the recorded backend share: the tape, the callers, and how a take is given to one of them. */
import { type Exchange, headerValues, type WireResponse } from '../exchange.ts';
import type { Moment, Reply } from '../protocol/backend.ts';
import { RequestView } from '../protocol/request.ts';
import { Binding } from './binding.ts';
import type { Caller } from './caller.ts';
import { Callers } from './callers.ts';
import { drawnWords } from './echo.ts';
import { expiredCookies } from './farewell.ts';
import { Questions } from './match.ts';
import { play } from './response.ts';
import type { Take, Tape } from './tape.ts';

/** A request with the moment at which it came. */
export interface Asking {
  readonly view: RequestView;
  readonly since: Moment;
}

export class Stage {
  readonly tape: Tape;
  readonly callers: Callers;
  readonly questions: Questions;
  /** Takes that somebody was given, or that their session has passed. */
  readonly used = new Set<Take>();
  /** Between the recording and now, for those who have no session, ms. */
  #shift: number | undefined;

  constructor(tape: Tape) {
    this.tape = tape;
    this.callers = new Callers(tape);
    this.questions = new Questions(tape.table);
  }

  /** Answers with a take, which must have a response; `body` takes the place of the recorded one. */
  give(
    take: Take,
    caller: Caller | undefined,
    asking: Asking,
    at: Moment,
    why: string,
    body?: WireResponse['body'],
  ): Reply {
    const { view } = asking;
    const role = take.row && this.tape.roles.of(take.row);
    const leads = role !== undefined && (role.pulls || (role.moves && !role.row.starts));
    const recorded = new RequestView(take.exchange.request, this.tape.table);
    const binding = caller?.bindingOf(take.story) ?? Binding.none;
    const shift = caller ? caller.shiftOf(take, asking.since, at, leads) : this.#shiftOf(take, at);
    const played = play({
      take: body ? withBody(take, body) : take,
      recorded,
      live: view,
      binding,
      shift,
      at,
    });
    const response = role?.leaves && caller ? leaving(played, caller) : played;
    this.used.add(take);
    if (caller) {
      caller.given.add(take);
      if (take.row?.lasting)
        for (const [own, word] of drawnWords(recorded, view)) caller.words.set(own, word);
      this.observe(caller, asking, response, at);
    }
    return { response, why };
  }

  /** Lets a caller's session follow an answer, whoever made it. */
  observe(caller: Caller, { view, since }: Asking, response: WireResponse, at: Moment): void {
    const exchange: Exchange = {
      id: 'live',
      startedAt: since.wall,
      request: view.request,
      response,
      timing: { total: at.wall - since.wall },
    };
    caller.observe(exchange);
    this.callers.enrol(caller);
  }

  #shiftOf({ endedAt }: Take, at: Moment): number {
    if (this.#shift === undefined && Number.isFinite(endedAt)) this.#shift = Math.round(at.wall - endedAt);
    return this.#shift ?? 0;
  }
}

/** Whoever leaves takes no cookies along, whether or not the recording said so. */
function leaving(response: WireResponse, caller: Caller): WireResponse {
  if (headerValues(response.headers, 'set-cookie').length > 0) return response;
  return { ...response, headers: [...response.headers, ...expiredCookies(caller)] };
}

/** The exchanges of a recording give their members by getters, so that none may be spread. */
function withBody(take: Take, body: WireResponse['body']): Take {
  const { id, startedAt, request, timing, response } = take.exchange;
  const { status, headers } = response!;
  return {
    ...take,
    exchange: { id, startedAt, request, timing, response: { status, headers, ...(body && { body }) } },
  };
}
