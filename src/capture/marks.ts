/** Measures the phases of an exchange. */
import type { Socket } from 'node:net';
import type { Timing } from '../exchange.ts';
import { plainAddress } from '../proxy/layers.ts';

/** When a connection came this far, in milliseconds of the monotonic clock. */
export interface Dialled {
  readonly began: number;
  /** The name was looked up. */
  found?: number;
  connected?: number;
  secured?: number;
  /** The other end, and the port of this one. */
  address?: string;
  port?: number | undefined;
}

const dialled = new WeakMap<Socket, Dialled>();

/** Watches a connection from its start. */
export function markDial(socket: Socket, began = performance.now()): void {
  const marks: Dialled = { began };
  dialled.set(socket, marks);
  socket.once('lookup', () => {
    marks.found = performance.now();
  });
  socket.once('connect', () => {
    marks.connected = performance.now();
  });
  socket.once('secureConnect', () => {
    marks.secured = performance.now();
  });
}

/** The moments of one exchange; those that were not reached are missing. */
export class Marks {
  readonly began = performance.now();
  /** A connection was there, perhaps not open yet. */
  assigned?: number;
  /** All of the request was handed to the system. */
  sent?: number;
  /** The head of the response came. */
  headed?: number;
  /** The other end of the connection, and the port of this one. */
  address: string | undefined;
  port: number | undefined;
  #dialled: Dialled | undefined;

  assign(socket: Socket, isReused: boolean): void {
    this.assigned = performance.now();
    const marks = dialled.get(socket);
    this.#dialled = isReused ? undefined : marks;
    if (marks?.address !== undefined) {
      this.address = marks.address;
      this.port = marks.port;
      return;
    }
    // A socket that was closed knows neither.
    const note = (): void => {
      this.address = plainAddress(socket.remoteAddress) || undefined;
      this.port = socket.localPort;
      if (marks && this.address !== undefined)
        Object.assign(marks, { address: this.address, port: this.port });
    };
    if (socket.connecting) socket.once('connect', note);
    else note();
  }

  /** All of the request went out. */
  finish(): void {
    this.sent = performance.now();
  }

  /**
   * Phases that were reached, to the microsecond; the last of them lasts until now. Together they are the total, `ssl`
   * within `connect`.
   */
  timing(): Timing {
    const now = this.#at(performance.now());
    const phases: Phases = { total: now / 1000 };
    let at = 0;
    const until = (moment: number | undefined): number => {
      const end = moment === undefined ? now : Math.max(at, Math.min(this.#at(moment), now));
      const span = end - at;
      at = end;
      return span / 1000;
    };
    const marks = this.#dialled;
    phases.blocked = until(marks?.began ?? this.assigned);
    if (this.assigned === undefined) return phases;
    if (marks) this.#addDial(phases, marks, until);
    if (marks && marks.connected === undefined) return phases;
    phases.send = until(earlier(this.sent, this.headed));
    phases.wait = until(this.headed);
    phases.receive = until(undefined);
    return phases;
  }

  /** Whole microseconds since the start. */
  #at(moment: number): number {
    return Math.round((moment - this.began) * 1000);
  }

  #addDial(phases: Phases, marks: Dialled, until: (moment: number | undefined) => number): void {
    const isNamed = marks.found !== undefined;
    if (isNamed) phases.dns = until(marks.found);
    const { connected, secured } = marks;
    phases.connect = until(secured ?? connected);
    if (secured !== undefined && connected !== undefined)
      phases.ssl = (this.#at(secured) - this.#at(connected)) / 1000;
  }
}

type Phases = { -readonly [Phase in keyof Timing]: Timing[Phase] };

const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined ? other : other === undefined ? one : Math.min(one, other);
