/** A protocol as a value: its hosts, its table, its states. */
import type { HeaderList } from '../exchange.ts';
import type { Backend } from './backend.ts';
import type { ClientPlan } from './client-plan.ts';
import type { CallKind, CodeTable, Endpoint, EventBody, Reading } from './endpoint.ts';
import type { Fields } from './field.ts';
import type { Shape } from './shape.ts';
import type { UrlParts } from './url.ts';

/** One host name in one role. */
export interface Host {
  readonly name: string;
  readonly role: string;
  /** Hosts of one family serve one account. */
  readonly family: string;
  /** When the name was in use. */
  readonly age: string;
}

/** An edge of a state machine: in one of `from`, an outcome of an endpoint (`*`: of any) leads to `to`. */
export interface Transition {
  readonly from: readonly string[];
  readonly endpoint: string;
  readonly outcome: readonly string[];
  readonly to: string;
  readonly says?: string;
}

export interface Loop {
  readonly kind: string;
  readonly endpoint: string;
  readonly outcome: string;
  /** Pointer into the request body: a value that must stay the same for it to be a loop. */
  readonly unchanged?: string;
  /** An outcome that ends it; so does a call that leaves a mark, for it gives the next one a reason. */
  readonly endedBy?: { readonly endpoint: string; readonly outcome: string };
  readonly times: number;
  readonly says: string;
}

export interface Machine {
  readonly name: string;
  readonly states: Readonly<Record<string, string>>;
  /** State of a flow that nothing has moved yet. */
  readonly start: string;
  readonly transitions: readonly Transition[];
  /** States in which a flow is over, with the result code that says so where no recording tells another. */
  readonly ends?: Readonly<Record<string, number>>;
  /** States that time alone leads to, some time after the start of a flow. */
  readonly lapses?: readonly string[];
  /** States that should not be reached by a bad outcome, with the anomaly that says so. */
  readonly alarms?: Readonly<Record<string, string>>;
  /** An outcome that means no progress when it keeps coming. */
  readonly loops?: readonly Loop[];
  /** States between which something should always be under way; longer pauses are gaps. */
  readonly busy?: { readonly states: readonly string[]; readonly pauseMs: number };
  /** States that a flow passes or not, as things happen: going on without them is nothing new. */
  readonly asides?: readonly string[];
  /** The event of entering a state, once per flow, whichever row led there. */
  readonly enters?: Readonly<Record<string, (call: Reading) => EventBody>>;
}

/** A value of the login that later requests carry. */
export interface SessionKey {
  readonly shape: Shape;
  readonly secret?: true;
  /** Tells flows apart: exchanges that share its value belong together. */
  readonly identity?: true;
  readonly says: string;
}

/** A kind of message that the protocol carries, for the printed reference. */
export interface MessageRow {
  readonly kind: string;
  readonly says: string;
  readonly when: Readonly<Record<string, number | string>>;
  /** Where the server itself speaks: the member that holds its words, and which of its known sentences they are. */
  readonly wording?: { readonly at: string; of(text: string): string | undefined };
  /** The member in which people write what they like. */
  readonly free?: string;
}

/** A request that is about to leave, as its headers see it. */
export interface Outgoing {
  readonly kind: CallKind;
  readonly method: string;
  readonly url: UrlParts;
  /** The page that asks, where there is one. */
  readonly page?: UrlParts | undefined;
  /** The body, where there is one. */
  readonly body?: { readonly codec: 'json' | 'form' | 'multipart'; readonly boundary: string } | undefined;
  /** Headers of the caller's choice, their names in any case; they stand where their kind has them. */
  readonly given: Readonly<Record<string, string>>;
}

/** All that Driftwire knows of a protocol. */
export interface Protocol {
  readonly name: string;
  readonly title: string;
  /** Registrable domains: a known path on any host below them is this protocol's. */
  readonly domains: readonly string[];
  readonly hosts: readonly Host[];
  /** Where a person begins, in a browser. */
  readonly startPage?: string;
  readonly session: Readonly<Record<string, SessionKey>>;
  /** Cookies that requests of a session carry. */
  readonly cookies: Fields;
  readonly endpoints: readonly Endpoint[];
  readonly messages: readonly MessageRow[];
  /** The result code that most replies carry. */
  readonly returns: CodeTable;
  readonly machines: readonly Machine[];
  /** JSON Schema of each event type's own fields. */
  readonly events: Readonly<Record<string, Shape>>;
  /** Lanes of the timeline, top to bottom. */
  readonly lanes: readonly string[];
  /** Headers of a request in wire order, without those of the connection (Host, Content-Length) and cookies. */
  headers(call: Outgoing): HeaderList;
  /** A backend that makes its answers up, from the text of a scenario. Throws UsageError for one that is none. */
  simulate?(scenarioText?: string): Promise<Backend>;
  /** How a client behaves. */
  readonly client?: ClientPlan;
  /** Shape of the scenarios that `simulate` reads. */
  scenario?(): Promise<Shape>;
  /** Session values computed from others, as the ticket inside a redirect. */
  derive(session: Record<string, unknown>): void;
}
