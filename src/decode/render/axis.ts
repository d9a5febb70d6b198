/** Bars on a time axis that all rows share. */

/** Where on the axis, in cells; a point in time has one cell. */
export interface Bar {
  readonly before: number;
  readonly length: number;
}

export class Axis {
  readonly cells: number;
  readonly #from: number;
  readonly #ms: number;

  /** `from` epoch ms, `ms` the length of the whole. */
  constructor(from: number, ms: number, cells: number) {
    this.#from = from;
    this.#ms = Number.isNaN(ms) ? 1 : Math.max(1, ms);
    this.cells = Math.max(1, cells);
  }

  /** Undefined for times that are none. */
  bar(from: number, to: number): Bar | undefined {
    if (!Number.isFinite(from) || !Number.isFinite(to)) return undefined;
    const first = this.#cell(from);
    const last = Math.max(first, this.#cell(to));
    return { before: first, length: last - first + 1 };
  }

  #cell(at: number): number {
    const cell = Math.floor(((at - this.#from) / this.#ms) * this.cells);
    return Math.min(this.cells - 1, Math.max(0, cell));
  }

  /** A row's bar: a line where it lasts, thick where it was held; a point where it is shorter. */
  draw(from: number, to: number, isHeld: boolean): string {
    const bar = this.bar(from, to);
    if (!bar) return ' '.repeat(this.cells);
    const lasts = bar.length > 1 || (to - from) * this.cells > this.#ms / 2;
    const mark = lasts ? (isHeld ? '━' : '─').repeat(bar.length) : '•';
    return ' '.repeat(bar.before) + mark + ' '.repeat(this.cells - bar.before - bar.length);
  }
}
