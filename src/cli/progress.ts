/** One line on a terminal that says how far long work is. */

/** What a progress line needs of the world. */
export interface ProgressPort {
  write(text: string): unknown;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** Shorter work needs no progress. */
const quietFor = 1000;
const every = 100;
/** Looking at the clock at each tick would cost more than the work. */
const ticksPerLook = 64;
const wholeLine = '\r\x1b[K';

export class Progress {
  readonly #port: ProgressPort | undefined;
  readonly #label: string;
  readonly #total: number | undefined;
  #ticks = 0;
  #next: number;
  #isShown = false;

  /** Without a port it does nothing. `total` in the unit of the ticks' positions. */
  constructor(port: ProgressPort | undefined, label: string, total?: number) {
    this.#port = port;
    this.#label = label;
    this.#total = total;
    this.#next = port ? port.now() + quietFor : 0;
  }

  /** One more step of work is done, up to `position` of the total. */
  tick(position: number): void {
    this.#ticks += 1;
    if (this.#ticks % ticksPerLook === 0) this.show(position, this.#ticks);
  }

  /** So many entries are done, up to `position` of the total; for work that is looked at from outside. */
  show(position: number, count: number): void {
    if (!this.#port) return;
    const now = this.#port.now();
    if (now < this.#next) return;
    this.#next = now + every;
    this.#isShown = true;
    this.#port.write(`${wholeLine}driftwire: ${this.#label} ${this.#far(position, count)}`);
  }

  #far(position: number, count: number): string {
    if (!this.#total) return `${count} entries`;
    return `${Math.min(100, Math.floor((position / this.#total) * 100))} % (${count} entries)`;
  }

  /** Clears the line. */
  done(): void {
    if (this.#isShown) this.#port?.write(wholeLine);
    this.#isShown = false;
  }
}
