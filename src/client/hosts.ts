/** Which of the hosts of a role is asked: the likeliest, and where nobody is of that name, the next. */
import type { FailureCause } from '../exchange.ts';

/** Nobody is there; any other failure may be that of the moment. */
const isAbsence = (cause: FailureCause): boolean => cause === 'dns' || cause === 'refused';

/** What is known of hosts beforehand. */
export interface Candidates {
  /** Those of a role for the account of a main host, the likeliest first. */
  of(role: string, main: string): readonly string[];
  /** The session would be known to this one as it is to the first. */
  fits(host: string, first: string): boolean;
}

export class RoleHosts {
  readonly #candidates: Candidates;
  readonly #absent = new Set<string>();
  /** Hosts that have answered once: where they are not reached, the network is at fault. */
  readonly #proven = new Set<string>();

  constructor(candidates: Candidates) {
    this.#candidates = candidates;
  }

  /** Undefined: the protocol has no such host. */
  host(role: string, main: string): string | undefined {
    const all = this.#candidates.of(role, main);
    const [first] = all;
    if (first === undefined || !this.#absent.has(first)) return first;
    const other = all.find((host) => !this.#absent.has(host) && this.#candidates.fits(host, first));
    if (other !== undefined) return other;
    // That all of them are gone is less likely than that nobody can be reached now.
    for (const host of all) this.#absent.delete(host);
    return first;
  }

  /** Takes in what came of a request; `cause`: it was not answered. */
  learn(host: string, cause: FailureCause | undefined): void {
    if (cause === undefined) this.#proven.add(host);
    else if (isAbsence(cause) && !this.#proven.has(host)) this.#absent.add(host);
  }
}
