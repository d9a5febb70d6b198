/** What is known of a protocol's behaviour after one or more recordings: the two sides that drift compares. */
import { once } from '../../protocol/once.ts';
import { FieldStat } from './field-stat.ts';
import { type Mark, Tally } from './tally.ts';

/** Replies of one endpoint with one result code. */
export class ReplyStat {
  calls = 0;
  first: Mark | undefined;
  readonly body = new FieldStat();
  /** Attributes by the name of the cookie that is set. */
  readonly cookies = new Map<string, Tally>();
}

/** The members of EndpointStat that count by value: they are read, written and joined alike. */
export const endpointTallies = [
  'methods',
  'hosts',
  'failures',
  'statuses',
  'kinds',
  'contentTypes',
  'charsets',
  'locations',
  'codes',
  'outcomes',
  'holds',
  'pauses',
] as const;

/** The same of MachineStat. */
export const machineTallies = ['starts', 'states', 'edges', 'illegal', 'ends', 'loops', 'lives'] as const;

export class EndpointStat {
  calls = 0;
  /** Recordings in which it was called. */
  recordings = 0;
  first: Mark | undefined;
  readonly methods = new Tally();
  readonly hosts = new Tally();
  readonly failures = new Tally();
  readonly statuses = new Tally();
  /** Kinds of body: the row's own, or what came instead. */
  readonly kinds = new Tally();
  readonly contentTypes = new Tally();
  readonly charsets = new Tally();
  /** Where redirects lead: `none`, or the host and path. */
  readonly locations = new Tally();
  readonly codes = new Tally();
  /** Names of outcomes, `+` before the good ones. */
  readonly outcomes = new Tally();

  /** Some call of it went well. */
  get goesWell(): boolean {
    return this.outcomes.keys().some((name) => name.startsWith('+'));
  }

  /** How long a long poll without news is held, and how soon after it the next one comes: seconds. */
  readonly holds = new Tally();
  readonly pauses = new Tally();
  /** Query, headers, cookies and body of the request. */
  readonly request = new FieldStat();
  /** By result code; '' where the reply has none. */
  readonly replies = new Map<string, ReplyStat>();
}

/** How a state was reached for the first time in a flow. */
export interface Arrival {
  readonly mark: Mark;
  /** Time in the state before, and whether the table knows this way. */
  readonly ms: number;
  readonly isLegal: boolean;
  /** States that the flow had been in. */
  readonly through: ReadonlySet<string>;
}

/** Flows that began in one state and reached another. */
export class ReachStat {
  flows = 0;
  /** How many of them had been in each other state before. */
  readonly through = new Tally();
  /** The first few; none of a baseline. */
  readonly arrivals: Arrival[] = [];
}

/** How a flow was ended by the server. */
export interface Closing {
  count: number;
  /** Calls of the flow before, and how long it had lasted, ms: the shortest. */
  calls: number;
  ms: number;
  /** The state it was in. */
  readonly from: Tally;
  readonly first?: Mark | undefined;
}

export class MachineStat {
  flows = 0;
  /** Longest life of a flow. */
  calls = 0;
  ms = 0;
  readonly starts = new Tally();
  readonly states = new Tally();
  /** `from endpoint outcome to`. */
  readonly edges = new Tally();
  /** Those that no transition of the table allows. */
  readonly illegal = new Tally();
  /** State at the end of the recording. */
  readonly ends = new Tally();
  /** By `state endpoint code`: only those that the server brought about. */
  readonly closings = new Map<string, Closing>();
  /** By `start state`. */
  readonly reaches = new Map<string, ReachStat>();
  /** Loops without progress by kind. */
  readonly loops = new Tally();
  /** How long it took from the start of a flow to a state that time alone leads to: `state seconds`. */
  readonly lives = new Tally();
}

/** What one or more recordings showed of a protocol, in counts and forms: no value of anybody. */
export class Profile {
  readonly protocol: string;
  recordings = 0;
  exchanges = 0;
  readonly endpoints = new Map<string, EndpointStat>();
  readonly machines = new Map<string, MachineStat>();
  /** Calls on the protocol's hosts that the table does not know: `METHOD path`. */
  readonly strangers = new Map<string, { count: number; first?: Mark | undefined; readonly names: Tally }>();
  /** Requests that were sent again, by endpoint. */
  readonly retries = new Tally();

  constructor(protocol: string) {
    this.protocol = protocol;
  }

  endpoint(name: string): EndpointStat {
    return once(this.endpoints, name, () => new EndpointStat());
  }

  machine(name: string): MachineStat {
    return once(this.machines, name, () => new MachineStat());
  }
}
