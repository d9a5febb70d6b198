/** A scenario with every default filled in: what the simulated backend goes by. */
import type { Switches } from './ages.ts';
import { defaultEvents } from './default-events.ts';
import type {
  Account,
  PhonePlan,
  ScenarioFile,
  WrittenEvent,
  WrittenPerson,
  WrittenRoom,
} from './scenario-shape.ts';

/** A scenario with every default filled in. Times are ms of scenario time. */
export interface Scenario {
  readonly seed: string;
  /** Name of a family of `hosts.ts`. */
  readonly family: string;
  /** ISO date. */
  readonly age?: string;
  readonly changes: Switches;
  readonly language: string;
  readonly account: Account;
  readonly people: number | readonly WrittenPerson[];
  readonly rooms: number | readonly WrittenRoom[];
  readonly officials: number | readonly WrittenPerson[];
  readonly person: boolean;
  /** Per login, never empty; the last goes on. */
  readonly phone: readonly PhonePlan[];
  /** By time. */
  readonly events: readonly WrittenEvent[];
  readonly limits: { readonly sends: number; readonly window: number; readonly pushLogins: number };
  readonly contactPage: number;
  readonly syncPage: number;
  readonly hold: number;
  readonly qrLife: number;
  readonly ticketLife: number;
  readonly sessionLife: number;
}

/** As measured (protocol.md 7.3); the session lives as long as its cookies. */
const times = { hold: 25_500, qrLife: 300_000, ticketLife: 300_000, sessionLife: 43_200_000 };

/** The scenario that plays where none is given. */
export const defaultScenario = (): Scenario => complete({});

/** Fills in what a file leaves open. */
export function complete(file: ScenarioFile): Scenario {
  const { phone, limits = {}, seed = 1, events = defaultEvents, age, ...rest } = file;
  const plans = phone === undefined ? [] : Array.isArray(phone) ? phone : [phone];
  return {
    family: 'wx',
    changes: {},
    language: 'zh_CN',
    account: {},
    people: 24,
    rooms: 4,
    officials: 6,
    person: false,
    contactPage: 1500,
    syncPage: 50,
    ...times,
    ...rest,
    ...(age !== undefined && { age }),
    seed: String(seed),
    phone: plans.length > 0 ? plans : [{}],
    events: events.toSorted((one, other) => one.after - other.after),
    limits: { sends: 60, window: 10_000, pushLogins: 5, ...limits },
  };
}
