/** Everything the simulated backend remembers: QR codes, sessions, what is due. */
import { Agenda } from '../../agenda.ts';
import type { Moment } from '../../backend.ts';
import { Dice } from '../../dice.ts';
import type { Protocol } from '../../protocol.ts';
import { Table } from '../../table.ts';
import { Ages } from './ages.ts';
import { LoginCode } from './login-code.ts';
import { Shelf } from './media-store.ts';
import { avatar, pictureKey } from './pictures.ts';
import { type Doing, Polls } from './polls.ts';
import { Session } from './session.ts';
import type { Scenario } from './settings.ts';
import { World } from './world.ts';

/** What is left of a session that is over. */
export interface Closed {
  readonly uin: number;
  readonly ret: number;
}

/** Beyond this the oldest are dropped, so that a flood costs a bounded amount of memory. */
const most = { codes: 10_000, sessions: 10_000, closed: 50_000, devices: 10_000 };
/** D29: when bots are thrown out, ms. */
const botLife = 3 * 3_600_000;

export class Simulation {
  readonly scenario: Scenario;
  readonly ages: Ages;
  readonly world: World;
  readonly table: Table;
  readonly agenda = new Agenda<Doing>();
  readonly polls = new Polls(this.agenda);
  readonly shelf = new Shelf();
  readonly #dice: Dice;
  readonly #codes = new Map<string, LoginCode>();
  readonly #sessions = new Map<string, Session>();
  readonly #closed = new Map<string, Closed>();
  /** Long-lived device cookies by webwx_auth_ticket. */
  readonly #devices = new Map<string, string>();
  #logins = 0;
  /** When everything due was last let happen. */
  #latest: Moment = { now: 0, wall: 0 };
  #startedAt: number | undefined;
  /** Scenario ms of the latest push logins. */
  pushes: number[] = [];

  /** The account's picture, in base64. */
  readonly face: string;

  constructor(protocol: Protocol, scenario: Scenario) {
    this.table = new Table(protocol);
    this.scenario = scenario;
    this.ages = new Ages(scenario.age, scenario.changes);
    this.world = new World(scenario, this.ages.has('D22'));
    this.face = Buffer.from(avatar(pictureKey(this.world.self))).toString('base64');
    this.#dice = new Dice(`driftwire ${scenario.seed}`);
  }

  /** How many QR codes and sessions are alive, polls held, things due, bytes of uploads kept. */
  get sizes(): { codes: number; sessions: number; polls: number; due: number; bytes: number } {
    return {
      codes: this.#codes.size,
      sessions: this.#sessions.size,
      polls: this.polls.size,
      due: this.agenda.size,
      bytes: this.shelf.used,
    };
  }

  /** The first request has come. */
  begin(at: Moment): void {
    if (this.#startedAt !== undefined) return;
    this.#startedAt = at.now;
    this.#latest = at;
  }

  /** Scenario ms of the first request; bursts of trouble are counted from it. */
  get startedAt(): number {
    return this.#startedAt ?? 0;
  }

  openCode(at: Moment, asked: { isPush: boolean; language: string; desktop: boolean }): LoginCode {
    const { phone, qrLife } = this.scenario;
    const number = this.#logins++;
    const plan = phone[Math.min(number, phone.length - 1)] ?? {};
    const code = new LoginCode({ dice: this.#dice.fork(`login ${number}`), plan, ...asked });
    this.#codes.set(code.uuid, code);
    code.end = this.agenda.add(at.now + qrLife, (then) => this.endCode(code, 'expired', then));
    for (const oldest of this.#codes.values()) {
      if (this.#codes.size <= most.codes) break;
      this.endCode(oldest, 'expired', at);
    }
    return code;
  }

  code(uuid: string | undefined): LoginCode | undefined {
    return uuid === undefined ? undefined : this.#codes.get(uuid);
  }

  /** The code can no longer be polled; its polls are told why. */
  endCode(code: LoginCode, state: 'expired' | 'cancelled' | 'used', at: Moment): void {
    code.state = state;
    this.#codes.delete(code.uuid);
    if (code.next) this.agenda.cancel(code.next);
    if (code.end) this.agenda.cancel(code.end);
    this.polls.release(code.polls, at);
  }

  openSession(code: LoginCode, at: Moment, options: { desktop: boolean }): Session {
    const seconds = Math.floor(at.wall / 1000);
    const { world, ages, shelf } = this;
    const session = new Session(code, { world, ages, shelf, seconds, ...options });
    this.#sessions.set(session.values.sid, session);
    trim(this.#devices.set(session.values.authTicket, session.values.uvid), most.devices);
    const { sessionLife } = this.scenario;
    const life = this.ages.has('D29') ? Math.min(botLife, sessionLife) : sessionLife;
    session.end = this.agenda.add(at.now + life, (then) => this.close(session, 1101, then));
    for (const oldest of this.#sessions.values()) {
      if (this.#sessions.size <= most.sessions) break;
      this.close(oldest, 1101, at);
    }
    return session;
  }

  session(sid: string): Session | undefined {
    return this.#sessions.get(sid);
  }

  closed(sid: string): Closed | undefined {
    return this.#closed.get(sid);
  }

  /** From here on every call of the session answers this code. */
  close(session: Session, ret: number, at: Moment): void {
    if (session.closedAs !== undefined) return;
    session.closedAs = ret;
    this.#sessions.delete(session.values.sid);
    trim(this.#closed.set(session.values.sid, { uin: session.uin, ret }), most.closed);
    if (session.next) this.agenda.cancel(session.next);
    if (session.end) this.agenda.cancel(session.end);
    session.media.clear();
    this.polls.release(session.polls, at);
  }

  /** Whether a device has logged in before: the two cookies that live for years. */
  knowsDevice(authTicket: string, uvids: readonly string[]): boolean {
    return uvids.includes(this.#devices.get(authTicket) ?? '');
  }

  /** Lets everything happen that is due, in its order, each as of its own time on both clocks. */
  advance(at: Moment): void {
    const before = this.#latest;
    const passed = at.now - before.now;
    // Scenario time may run faster than the wall clock.
    const pace = passed > 0 ? (at.wall - before.wall) / passed : 1;
    for (let task = this.agenda.take(at.now); task; task = this.agenda.take(at.now)) {
      task.what({ now: task.due, wall: Math.round(at.wall - (at.now - task.due) * pace) });
    }
    this.#latest = at;
  }
}

/** Drops the oldest entries of a map. */
function trim(map: Map<unknown, unknown>, size: number): void {
  for (const key of map.keys()) {
    if (map.size <= size) return;
    map.delete(key);
  }
}
