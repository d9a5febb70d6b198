/** Which transitions of a protocol's machines an outcome may take, looked up by row. */
import { once } from '../protocol/once.ts';
import type { Machine, Protocol, Transition } from '../protocol/protocol.ts';

/** The transitions that one machine has for an outcome. */
export interface MachineEdges {
  readonly machine: Machine;
  readonly edges: readonly Transition[];
}

const known = new WeakMap<Protocol, Edges>();

export class Edges {
  readonly #machines: readonly Machine[];
  /** By row, then by outcome, as they are asked for. */
  readonly #found = new Map<string, Map<string, readonly MachineEdges[]>>();

  private constructor({ machines }: Protocol) {
    this.#machines = machines;
  }

  /** The same for all who follow flows of a protocol. */
  static of(protocol: Protocol): Edges {
    return once(known, protocol, () => new Edges(protocol));
  }

  /** What each machine knows of an outcome of a row; those of any row (`*`) where it has none of its own. */
  find(endpoint: string, outcome: string): readonly MachineEdges[] {
    let outcomes = this.#found.get(endpoint);
    if (!outcomes) {
      outcomes = new Map();
      this.#found.set(endpoint, outcomes);
    }
    let found = outcomes.get(outcome);
    if (!found) {
      found = this.#of(endpoint, outcome);
      outcomes.set(outcome, found);
    }
    return found;
  }

  #of(endpoint: string, outcome: string): MachineEdges[] {
    const own = this.#named(endpoint, outcome);
    const any = this.#named('*', outcome);
    return [...own, ...any.filter(({ machine }) => !own.some((one) => one.machine === machine))];
  }

  #named(endpoint: string, outcome: string): MachineEdges[] {
    return this.#machines
      .map((machine) => ({
        machine,
        edges: machine.transitions.filter(
          (edge) => edge.endpoint === endpoint && edge.outcome.includes(outcome),
        ),
      }))
      .filter(({ edges }) => edges.length > 0);
  }
}
