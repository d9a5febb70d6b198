/** What serving a backend needs, and what it gives. */
import type { Exchange } from '../exchange.ts';
import type { Backend } from '../protocol/backend.ts';
import type { Authority } from '../proxy/authority.ts';
import type { ClientFailure } from '../proxy/tls-failure.ts';

/** What to serve, and where. */
export interface ServeOptions {
  /** In wall time: `now` and `nextWake` are ms of one clock that never goes back. */
  readonly backend: Backend;
  readonly authority: Authority;
  /** Default 127.0.0.1, and any port that is free. */
  readonly host?: string;
  readonly port?: number;
  /** Largest body of a request, in bytes; default 64 MiB. */
  readonly maxBody?: number;
  /** Every request with what became of it, when it is over. */
  readonly onServed?: (exchange: Exchange, why: string | undefined) => void;
  readonly onClientError?: (failure: ClientFailure) => void;
  readonly onError?: (error: unknown) => void;
}

export interface Statistics {
  /** Since it began to listen. */
  readonly requests: number;
  /** Polls that are held now. */
  readonly held: number;
}

/** A backend that listens. */
export interface Serving {
  readonly host: string;
  readonly port: number;
  /** As of now, each time it is read. */
  readonly statistics: Statistics;
  /** Ends everything at once. */
  close(): Promise<void>;
}
