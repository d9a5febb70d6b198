/** The phone in its owner's hand: scans, confirms, cancels, by plan or by the buttons of its page. */
import type { Moment } from '../../backend.ts';
import type { LoginCode } from './login-code.ts';
import type { Simulation } from './simulation.ts';

export type PhoneAction = 'scan' | 'confirm' | 'cancel';

/** Time between two steps of a phone whose plan leaves it open, ms. */
const pace = 3000;

/** The code is on screen: from here on the plan runs. A fetched picture starts it anew. */
export function showCode(sim: Simulation, code: LoginCode, at: Moment): void {
  const { plan, isPush } = code;
  if (sim.scenario.person || plan.ignore || code.state !== 'new') return;
  if (code.next) sim.agenda.cancel(code.next);
  // A push login has nothing to scan: the question is on the phone at once.
  if (isPush) decide(sim, code, at);
  else {
    code.next = sim.agenda.add(at.now + (plan.scan ?? pace), (then) => {
      act(sim, code, 'scan', then);
      decide(sim, code, then);
    });
  }
}

/** The owner looks at the question, and presses one of its buttons. */
function decide(sim: Simulation, code: LoginCode, at: Moment): void {
  const { confirm: after = pace, cancel: instead } = code.plan;
  const action = instead === undefined ? 'confirm' : 'cancel';
  code.next = sim.agenda.add(at.now + (instead ?? after), (then) => act(sim, code, action, then));
}

/** Does what the button says. False where the code is not in a state for it. */
export function act(sim: Simulation, code: LoginCode, action: PhoneAction, at: Moment): boolean {
  if (!code.isOpen || (action === 'scan' && code.state !== 'new')) return false;
  if (action === 'cancel') cancel(sim, code, at);
  else if (action === 'scan') {
    code.scan(at);
    sim.polls.release(code.polls, at);
  } else confirm(sim, code, at);
  return true;
}

/** The page of before 2017 knows no code 202: for it a cancelled login just runs out. */
function cancel(sim: Simulation, code: LoginCode, at: Moment): void {
  if (code.next) sim.agenda.cancel(code.next);
  if (!sim.ages.has('D8')) return;
  code.state = 'cancelled';
  sim.polls.release(code.polls, at);
}

/** From here on the code lives as long as its ticket. */
function confirm(sim: Simulation, code: LoginCode, at: Moment): void {
  if (code.state === 'new') code.scan(at);
  code.state = 'confirmed';
  if (code.next) sim.agenda.cancel(code.next);
  if (code.end) sim.agenda.cancel(code.end);
  code.end = sim.agenda.add(at.now + sim.scenario.ticketLife, (then) => sim.endCode(code, 'expired', then));
  sim.polls.release(code.polls, at);
}
