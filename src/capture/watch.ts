/** What a capture tells of the exchanges that pass, as they happen. */
import type { Exchange, SocketMessage, StoredBody, WireRequest } from '../exchange.ts';

/** An exchange that began and is not over. */
export interface PendingExchange {
  /** The same as that of the exchange later on; `x` and a number, in the order in which they began. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Without its body, which may still be on its way. */
  readonly request: WireRequest;
}

/** What is too large to be held in memory; the exchange has no such part then. */
export interface Stored {
  readonly requestBody?: StoredBody;
  readonly responseBody?: StoredBody;
  readonly messages?: StoredMessages;
}

/** The messages of a WebSocket, in the order in which they passed; may be gone through again. */
export type StoredMessages = AsyncIterable<SocketMessage>;

/**
 * Is told of every exchange. Calls come one after the other, for each exchange `opened` before `closed`; after
 * `closed` nothing more is said of it.
 */
export interface Watcher {
  /** What it returns comes back with `closed`. */
  opened(pending: PendingExchange): unknown;
  /**
   * The exchange is over: whole, failed, or, with a failure of cause `pending`, left open by the end of the capture.
   * Called before the client gets the last byte of a reply that is small and not coded, and soon after it else.
   * What is stored can be read until the promise settles. `extra` is the entry of a HAR as far as the exchange has no
   * place for it: `serverIPAddress`, `connection` (of the upstream side), `headersSize` and `bodySize` as they were on
   * the wire, `_truncated` where a body was cut.
   */
  closed(exchange: Exchange, stored: Stored, ticket: unknown): Promise<void> | undefined | void;
  /**
   * Clients get the last bytes of what was closed when this returns: by then it has to be safe. Called once for all that
   * was closed in a turn of the event loop.
   */
  write?(): void;
}
