/** A row of the table: how to recognise a request, fill it, read its reply, and what the reply means. */
import type { TSchema } from 'typebox';
import type { Exchange } from '../exchange.ts';
import type { CodecName } from './codec/codec.ts';
import type { Fields, InputOf } from './field.ts';
import type { Shape } from './shape.ts';

/** What a reply said, in the protocol's own words; never the HTTP status alone. */
export interface Outcome {
  /** The name that state transitions and rules use. */
  readonly name: string;
  readonly ok: boolean;
  /** The code as sent, where the reply carries one. */
  readonly code?: string | number;
  readonly meaning?: string;
}

/** What one value of a result code means. */
export interface Code {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
}

/** All values of one result code that the protocol is known to use. */
export type CodeTable = Readonly<Record<string, Code>>;

/** An exchange as the functions of a row see it; everything is decoded when it is asked for. */
export interface Reading {
  readonly exchange: Exchange;
  readonly endpoint?: Endpoint | undefined;
  readonly outcome: Outcome;
  /** A query value, decoded once; the row's other names for it count too. */
  param(name: string): string | undefined;
  cookie(name: string): string | undefined;
  /** The value at a pointer into the decoded request body. */
  sent(pointer: string): unknown;
  /** The value at a pointer into the decoded reply; undefined when the reply is of the wrong kind. */
  got(pointer: string): unknown;
  /** What the body is where it is not what the row expects. */
  readonly wrongKind?: { readonly kind: string; readonly message: string } | undefined;
  /** The reply read as a web page, where it is one. */
  page(): { readonly title?: string; readonly text?: string } | undefined;
  /** Names and values of the Set-Cookie headers, in order. */
  setCookies(): readonly SetCookie[];
}

export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Attribute names in lower case. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** An event without its time, exchange and state, which the decoder adds. */
export interface EventBody {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Anomaly {
  readonly kind: string;
  readonly message: string;
}

/** How a page asks: by an element, by its own code, by leaving for another page, by a form. */
export type CallKind = 'script' | 'image' | 'audio' | 'video' | 'xhr' | 'ajax' | 'navigation' | 'form';

/** A row of the table. */
export interface Endpoint {
  readonly name: string;
  /** What it is for. */
  readonly says: string;
  /** The first is what a client sends; the others are seen too. */
  readonly methods: readonly [string, ...string[]];
  /** Role of the host that a client asks. */
  readonly host: string;
  /** `{name}` stands for a value of `params`. */
  readonly path: string;
  /** Decides which headers go with it; default `xhr`. */
  readonly call?: CallKind;
  readonly params?: Fields;
  readonly query: Fields;
  /** Session value holding the URL that is asked for: its query is kept as it is, lacking fields are added. */
  readonly follows?: string;
  /** What the page writes between `?` and the first field. */
  readonly queryStart?: string;
  readonly headers?: Fields;
  readonly body?: { readonly codec: 'json' | 'form' | 'multipart'; readonly fields: Fields };
  readonly reply: Reply;
  /** Where the reply carries its result code. */
  readonly code?: { readonly at: string; readonly codes: CodeTable };
  /** What the code alone does not tell; `base` is what it does. */
  outcome?(call: Reading, base: Outcome): Outcome;
  /** Names that `outcome` gives beyond those of the code. */
  readonly outcomes?: readonly string[];
  /** The reply begins a new session, its flow of this machine in this state. */
  readonly starts?: { readonly machine: string; readonly state: string };
  /** Which machine's state the events of this row report; default: the session's current one. */
  readonly machine?: string;
  readonly longPoll?: LongPoll;
  /** The request went where its session is not known: whatever the reply says, it tells nothing of the session. */
  astray?(call: Reading, session: Readonly<Record<string, unknown>>): boolean;
  /** When clients give up on an answer, ms; default: their own choice. */
  readonly patience?: number;
  /** Clients send it again by design; doing so is no retry. */
  readonly repeats?: true;
  /** Lane of the timeline. */
  readonly lane: string;
  /** It leaves a mark on the account or on other people: something sent or changed. */
  readonly lasting?: true;
  /** Nobody looks at the answer: it is the same whatever was sent. */
  readonly unheeded?: true;
  /** The reply holds one item for each that the request lists. */
  readonly asks?: Asking;
  events?(call: Reading, session: Readonly<Record<string, unknown>>): readonly EventBody[];
  anomaly?(call: Reading): Anomaly | undefined;
}

/** A request for the items of a list by name. */
export interface Asking {
  /** Pointers to the list of the request and to that of the reply. */
  readonly list: string;
  readonly items: string;
  /** Member of both kinds of item that names it. */
  readonly by: string;
}

export interface LongPoll {
  /** Outcome of an answer without news. */
  readonly idle: string;
  /** Usual hold of such an answer, shortest and longest, ms. */
  readonly hold: readonly [number, number];
}

export interface Reply {
  readonly codec: CodecName;
  readonly shape: Shape;
  /** Content-Type that the server sends. */
  readonly type: string;
  /** HTTP statuses that are variants of a good reply; default 200. */
  readonly statuses?: readonly number[];
  /** Status of a good reply to this request, where the request decides it. */
  status?(request: Pick<Reading, 'param'>): number;
  /** Path on the host asked to which its redirects lead. */
  readonly leadsTo?: string;
  /** Session values by the cookie that sets them. */
  readonly cookies?: Readonly<Record<string, string>>;
  /** Other kinds of body that are part of the protocol, as the empty answer to a logout. */
  readonly also?: readonly string[];
  /** Replies as the server wrote them; the layout that an encoder follows. */
  readonly examples?: readonly string[];
}

/** What any exchange may come to, whatever its row says. */
export const commonOutcomes = [
  'garbled',
  'unknown',
  'unrecorded',
  'failed',
  'aborted',
  'blocked',
  'pending',
] as const;

/** Every outcome that calls of a row can have, its own first. */
export function outcomesOf({ code, outcomes = [] }: Endpoint): string[] {
  const own = code ? Object.values(code.codes).map(({ name }) => name) : ['ok', 'error'];
  return [...new Set([...own, ...outcomes, ...commonOutcomes])];
}

type AllFields<E> = E extends { params: infer P } ? P : Record<never, never>;
type BodyFields<E> = E extends { body: { fields: infer B } } ? B : Record<never, never>;
type HeaderFields<E> = E extends { headers: infer H } ? H : Record<never, never>;

/** What a caller has to give for a row: the union of its inputs. */
export type EndpointInput<E extends { query: Fields }> = InputOf<E['query']> &
  InputOf<AllFields<E>> &
  InputOf<BodyFields<E>> &
  InputOf<HeaderFields<E>>;

/** The inputs of any row at all. */
export type AnyInput = Readonly<Record<string, unknown>>;
/** What a caller gives for a row; anything, where the row is not known while compiling. */
export type InputFor<E extends Endpoint> = Endpoint extends E ? AnyInput : EndpointInput<E>;

/** A row with its own fields; those that `Endpoint` leaves open do not blur them. */
type Row<E> = E & Omit<Endpoint, keyof E & ('params' | 'query' | 'headers' | 'body')>;

/** Keeps the row's own types, so that a call of it is typed by its fields. */
export function endpoint<
  const E extends Omit<Endpoint, 'reply'> & { reply: Omit<Reply, 'shape'> & { shape: TSchema } },
>(row: E): Row<E> {
  return row as unknown as Row<E>;
}
