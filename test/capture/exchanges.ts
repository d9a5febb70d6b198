/** Exchanges for the tests of what records them. */

import { Recorder } from '../../src/capture/recorder.ts';
import type { OpenEntry } from '../../src/capture/still-open.ts';
import type { PendingExchange, Stored } from '../../src/capture/watch.ts';
import { Body, type Exchange } from '../../src/exchange.ts';

export const startedAt = Date.UTC(2026, 0, 1);

export function exchangeTo(id: string, text = `body of ${id}`): Exchange {
  return {
    id,
    startedAt,
    request: {
      method: 'GET',
      url: `https://example.test/${id}`,
      httpVersion: 'HTTP/1.1',
      headers: [['Host', 'example.test']],
    },
    response: {
      status: 200,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      headers: [['Content-Type', 'text/plain']],
      body: Body.ofText(text),
    },
    timing: { send: 0, wait: 1, receive: 0, total: 1 },
  };
}

/** One that began so long ago that the file should know. */
export function pendingTo(id: string, at = Date.now() - 10_000): PendingExchange {
  return { id, startedAt: at, request: exchangeTo(id).request };
}

/** Writes each exchange at once, and finds by its id what was open. */
export class PromptRecorder extends Recorder {
  readonly #tickets = new Map<string, OpenEntry>();

  override opened(pending: PendingExchange): OpenEntry {
    const ticket = super.opened(pending);
    this.#tickets.set(pending.id, ticket);
    return ticket;
  }

  override closed(exchange: Exchange, stored?: Stored): void | Promise<void> {
    const work = super.closed(exchange, stored, this.#tickets.get(exchange.id));
    this.write();
    return work;
  }
}
