/** The simulated backend of WeChat Web: answers requests as the server did, from a scenario and a clock. */
import { Body, type WireRequest } from '../../../exchange.ts';
import type { Answer, Backend, Moment, Release } from '../../backend.ts';
import type { Protocol } from '../../protocol.ts';
import { RequestView } from '../../request.ts';
import type { Answering, Answers } from './answers.ts';
import { contactAnswers } from './contact-answers.ts';
import { downloadAnswers } from './download-answers.ts';
import { loginAnswers } from './login-answers.ts';
import { pageAnswers } from './page-answers.ts';
import { html, notFound, rawReply } from './respond.ts';
import { roomAnswers } from './room-answers.ts';
import { sendAnswers } from './send-answers.ts';
import { sessionAnswers } from './session-answers.ts';
import { defaultScenario, type Scenario } from './settings.ts';
import { Simulation } from './simulation.ts';
import { syncAnswers } from './sync-answers.ts';
import { ticketAnswers } from './ticket-answers.ts';
import { preflight, uploadAnswers } from './upload-answers.ts';

/** By name of the row: every row of the table has one. */
export const answers: Answers = {
  ...pageAnswers,
  ...loginAnswers,
  ...ticketAnswers,
  ...sessionAnswers,
  ...contactAnswers,
  ...roomAnswers,
  ...syncAnswers,
  ...sendAnswers,
  ...uploadAnswers,
  ...downloadAnswers,
};

/** D6: for two seconds of every twenty, hosts that are busy answer 503. */
const burst = { every: 20_000, length: 2_000 };

/**
 * The same scenario, requests and moments give the same bytes. Bodies are plain: content coding, lengths and the
 * connection are the listener's.
 */
export class SimulatedWechat implements Backend {
  readonly #sim: Simulation;

  /** `protocol` holds the rows that the requests are read by and the replies written by. */
  constructor(protocol: Protocol, scenario: Scenario = defaultScenario()) {
    this.#sim = new Simulation(protocol, scenario);
  }

  /** What is alive: for a listener's report, and for tests of its bounds. */
  get sizes(): Simulation['sizes'] {
    return this.#sim.sizes;
  }

  handle(request: WireRequest, at: Moment): Answer {
    const sim = this.#sim;
    sim.begin(at);
    sim.advance(at);
    const view = new RequestView(request, sim.table);
    const { endpoint: row } = view;
    if (!sim.table.owns(view.url.host)) return notFound('another host');
    if (!row) return besides(view);
    if (view.isPreflight) return preflight({ view, sim });
    if (this.#isBusy(view, at)) return html('', { status: 503, why: 'a burst of 503' });
    const answer: Answering | undefined = Object.hasOwn(answers, row.name) ? answers[row.name] : undefined;
    return answer ? answer({ view, row, at, sim }) : notFound('no answer for this row');
  }

  wake(at: Moment): readonly Release[] {
    this.#sim.advance(at);
    return this.#sim.polls.drain();
  }

  nextWake(): number | undefined {
    return this.#sim.polls.readySince ?? this.#sim.agenda.due;
  }

  forget(held: number): void {
    this.#sim.polls.forget(held);
  }

  #isBusy({ url }: RequestView, { now }: Moment): boolean {
    if (!this.#sim.ages.has('D6')) return false;
    const roles = this.#sim.table.roles(url.host).map(({ role }) => role);
    const time = (now - this.#sim.startedAt) % burst.every;
    return (roles.includes('main') || roles.includes('push')) && time >= burst.every - burst.length;
  }
}

/** Requests of browsers and libraries that are no part of the protocol. */
function besides({ url }: RequestView): Answer {
  if (url.path === '/favicon.ico') return rawReply(undefined, Body.empty, { status: 204 });
  return notFound('not in the table');
}
