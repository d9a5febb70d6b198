/** A line at the bottom of a terminal, below what scrolls by. */

/** A terminal as far as the line needs it. */
export interface StatusPort {
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const wholeLine = '\r\x1b[K';

export class StatusLine {
  readonly #port: StatusPort | undefined;
  readonly #dim: (text: string) => string;
  #isShown = false;

  /** Without a port there is none. */
  constructor(port: StatusPort | undefined, dim: (text: string) => string = (text) => text) {
    this.#port = port;
    this.#dim = dim;
  }

  /** Its text: plain, one line; what does not fit is cut. */
  show(text: string): void {
    if (!this.#port || text === '') return;
    const columns = this.#port.columns || 80;
    this.#port.write(wholeLine + this.#dim(text.slice(0, columns - 1)));
    this.#isShown = true;
  }

  /** Makes room for a line that scrolls. */
  clear(): void {
    if (this.#isShown) this.#port?.write(wholeLine);
    this.#isShown = false;
  }
}
