/** A backend some of whose answers are written down. */
import { Body, type WireRequest } from '../../src/exchange.ts';
import type { Answer, Backend, Moment, Release } from '../../src/protocol/backend.ts';
import { splitUrl } from '../../src/protocol/url.ts';

/** An answer to a request whose path ends so. */
export interface Line {
  readonly to: string;
  /** Which of those requests, from 1; absent: every one. */
  readonly nth?: number | readonly number[];
  /** A body, `silence`: no answer ever, `no-http`: bytes that are none. */
  readonly say: string | { readonly status: number; readonly body?: string } | 'silence' | 'no-http';
}

export class Scripted implements Backend {
  readonly #backend: Backend;
  readonly #lines: readonly Line[];
  readonly #counts = new Map<string, number>();
  #silent = -1;

  constructor(backend: Backend, lines: readonly Line[]) {
    this.#backend = backend;
    this.#lines = lines;
  }

  handle(request: WireRequest, at: Moment): Answer {
    const name = splitUrl(request.url).path.split('/').at(-1)!;
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    const line = this.#lines.find(
      ({ to, nth }) => to === name && (nth === undefined || [nth].flat().includes(count)),
    );
    if (!line) return this.#backend.handle(request, at);
    const { say } = line;
    if (say === 'silence') return { held: this.#silent-- };
    if (say === 'no-http')
      return { response: { status: 0, headers: [] }, damage: { raw: new Uint8Array([48, 32, 45]) } };
    const { status, body = '' } = typeof say === 'string' ? { status: 200, body: say } : say;
    return { response: { status, headers: [['Content-Type', 'text/plain']], body: Body.ofText(body) } };
  }

  wake(at: Moment): readonly Release[] {
    return this.#backend.wake(at);
  }

  nextWake(): number | undefined {
    return this.#backend.nextWake();
  }

  forget(held: number): void {
    if (held >= 0) this.#backend.forget(held);
  }
}
