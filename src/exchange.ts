/** The record everything passes through: one request and what came back. */

/** Header lines in wire order: case and duplicates kept. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** What a body may be made from; the other forms are computed when asked for. */
type BodySource = { text: string } | { base64: string } | { bytes: Uint8Array };

const utf8 = { encoder: new TextEncoder(), decoder: new TextDecoder('utf-8', { ignoreBOM: true }) };

/**
 * A body as it was carried, content coding removed. It stays in the form it came in (bytes from a socket,
 * text or base64 from a file) until somebody asks for another one.
 */
export class Body {
  /** No bytes at all: another thing than an absent body. */
  static readonly empty = new Body({ text: '' });
  readonly #source: BodySource;
  #bytes: Uint8Array | undefined;
  #text: string | undefined;

  private constructor(source: BodySource) {
    this.#source = source;
    if ('text' in source) this.#text = source.text;
    else if ('bytes' in source) this.#bytes = source.bytes;
  }

  /** The text itself, written as UTF-8 where bytes are wanted. */
  static ofText(text: string): Body {
    return text === '' ? Body.empty : new Body({ text });
  }

  /** The bytes themselves, not a copy of them. */
  static ofBytes(bytes: Uint8Array): Body {
    return bytes.length === 0 ? Body.empty : new Body({ bytes });
  }

  /** `text` must be base64; characters outside its alphabet are skipped, as in RFC 2045. */
  static ofBase64(text: string): Body {
    return text === '' ? Body.empty : new Body({ base64: text });
  }

  /** True where the body came as text, so that writing it as text loses nothing. */
  get isText(): boolean {
    return 'text' in this.#source;
  }

  get isEmpty(): boolean {
    return this === Body.empty || this.size === 0;
  }

  /** Length in bytes. */
  get size(): number {
    return this.bytes().length;
  }

  /** The bytes; a text as UTF-8. Not to be written to. */
  bytes(): Uint8Array {
    this.#bytes ??=
      'base64' in this.#source ? Buffer.from(this.#source.base64, 'base64') : utf8.encoder.encode(this.#text);
    return this.#bytes;
  }

  /** The bytes read as UTF-8; invalid sequences become U+FFFD, a byte order mark is kept. */
  text(): string {
    this.#text ??= utf8.decoder.decode(this.bytes());
    return this.#text;
  }
}

/** A body that is too large to be held in memory, content coding removed. */
export interface StoredBody {
  /** Length in bytes. */
  readonly size: number;
  /** All of it is UTF-8. */
  readonly isText: boolean;
  /** From the start, piece by piece; a piece may end inside a character. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** A request as it was on the wire. */
export interface WireRequest {
  readonly method: string;
  /** Absolute, as sent; never normalised. */
  readonly url: string;
  readonly httpVersion?: string;
  readonly headers: HeaderList;
  /** Absent: there was none, or it was not recorded. */
  readonly body?: Body;
}

/** A response as it was on the wire, its content coding removed. */
export interface WireResponse {
  readonly status: number;
  readonly statusText?: string;
  readonly httpVersion?: string;
  readonly headers: HeaderList;
  /** Absent: not recorded. `Body.empty`: recorded, and empty. */
  readonly body?: Body;
}

/** Why there is no complete response. */
export type FailureCause =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'tls'
  | 'aborted'
  | 'blocked'
  | 'protocol'
  | 'pending'
  | 'unknown';

/** That no complete response came. */
export interface WireFailure {
  readonly cause: FailureCause;
  readonly message: string;
}

/** Phases in milliseconds; absent where nobody measured. `total` spans from the start to the last byte. */
export interface Timing {
  readonly blocked?: number;
  readonly dns?: number;
  readonly connect?: number;
  readonly ssl?: number;
  readonly send?: number;
  readonly wait?: number;
  readonly receive?: number;
  readonly total: number;
}

/** One WebSocket message of the exchange that opened the connection. */
export interface SocketMessage {
  readonly from: 'client' | 'server';
  /** Epoch milliseconds. */
  readonly at: number;
  /** RFC 6455 opcode: 1 text, 2 binary. */
  readonly opcode: number;
  readonly data: Body;
}

/** One request and what became of it; `response` and `failure` are both there where an answer broke off. */
export interface Exchange {
  /** Read from a file: `e` and the zero-based index in `log.entries`, the same in every command and run. */
  readonly id: string;
  /** Epoch milliseconds; NaN where the recording does not say. */
  readonly startedAt: number;
  readonly request: WireRequest;
  readonly response?: WireResponse;
  readonly failure?: WireFailure;
  readonly timing: Timing;
  readonly messages?: readonly SocketMessage[];
  /** What the recording said beyond this record; a writer puts it back. */
  readonly extra?: unknown;
}

/** What a sender may say beside the request. */
export interface SendOptions {
  /** Aborted: the exchange ends at once, as a failure `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Gets the body of a reply as it comes, at the pace of whoever takes it; the exchange need not hold what was
   * taken here.
   */
  readonly onBody?: ((chunk: Uint8Array) => void | Promise<void>) | undefined;
}

/**
 * One door to whoever answers: a socket, a recording and a simulated backend all fit it. That nobody answers is an
 * exchange with a failure, not an error.
 */
export type Send = (request: WireRequest, options?: SendOptions) => Promise<Exchange>;

/** The first value of a header, its name compared without case. */
export function header(headers: HeaderList, name: string): string | undefined {
  for (const [key, value] of headers) {
    if (key.length === name.length && key.toLowerCase() === name) return value;
  }
  return undefined;
}

/** All values of a header, in wire order. `name` is lower-case. */
export function headerValues(headers: HeaderList, name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** When the exchange was over, epoch milliseconds. */
export function endedAt(exchange: Exchange): number {
  return exchange.startedAt + Math.max(0, exchange.timing.total);
}
