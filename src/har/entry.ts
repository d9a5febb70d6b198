/** An entry of a HAR file, looked at as an Exchange. */
import {
  type Body,
  type Exchange,
  type HeaderList,
  header,
  type SocketMessage,
  type Timing,
  type WireFailure,
  type WireRequest,
  type WireResponse,
} from '../exchange.ts';
import { requestBody, responseBody } from './body.ts';
import { parseDate } from './dates.ts';
import { recordedFailure, silentFailure } from './failure.ts';
import { recordedHeader, requestHeaders, responseHeaders } from './headers.ts';
import { httpVersion } from './http-version.ts';
import type { SideBodies } from './side-bodies.ts';
import { socketMessages } from './sockets.ts';
import { timingOf } from './timing.ts';
import { recordedUrl } from './urls.ts';
import { asText, type JsonObject, member, numberAt, objectAt } from './values.ts';
import { widened, widenedHeaders, widenedText } from './wide.ts';

/** What a view of an entry is made from. */
export interface EntryView {
  readonly index: number;
  /** The entry as parsed; where `isWide`, its strings are UTF-8 read byte by byte and must be widened. */
  readonly raw: JsonObject;
  /** The same, with the lists that `raw` may lack: headers, cookies, parameters. */
  readonly full: JsonObject;
  /** Headers that can be had without `full`. */
  headersOf?(message: 'request' | 'response'): HeaderList | undefined;
  readonly isWide: boolean;
  /** The entry with its strings as they should be. */
  readonly entry: JsonObject;
  /** Bodies that lie beside the HAR. */
  readonly sideBodies?: SideBodies | undefined;
}

/**
 * The entry as an Exchange. Nothing is converted until it is asked for, and then once. The members are getters:
 * to change some, list them all by name or use `plainExchange` first, for a spread copies nothing.
 * `extra` is the entry itself, so that a writer finds there what an Exchange has no place for.
 */
export function exchangeOf(entry: JsonObject, index: number): Exchange {
  return viewOf({ index, raw: entry, full: entry, isWide: false, entry });
}

export function viewOf(view: EntryView): Exchange {
  return new EntryExchange(view) as Exchange;
}

/** A copy with members of its own, to be spread. */
export function plainExchange(exchange: Exchange): Exchange {
  const { id, startedAt, timing, request, response, failure, messages, extra } = exchange;
  return {
    id,
    startedAt,
    timing,
    request: plainMessage(request),
    ...(response !== undefined && { response: plainMessage(response) }),
    ...(failure !== undefined && { failure }),
    ...(messages !== undefined && { messages }),
    ...(extra !== undefined && { extra }),
  };
}

const messageKeys = ['method', 'url', 'status', 'statusText', 'httpVersion', 'headers', 'body'] as const;

function plainMessage<Message extends WireRequest | WireResponse>(message: Message): Message {
  const entries = messageKeys.map((key) => [key, (message as unknown as JsonObject)[key]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as unknown as Message;
}

class EntryExchange {
  readonly #view: EntryView;
  #request: WireRequest | undefined;
  #response: WireResponse | undefined | null = null;
  #failure: WireFailure | undefined | null = null;
  #startedAt: number | undefined;
  #timing: Timing | undefined;

  constructor(view: EntryView) {
    this.#view = view;
  }

  get id(): string {
    return `e${this.#view.index}`;
  }

  get startedAt(): number {
    this.#startedAt ??= parseDate(member(this.#view.raw, 'startedDateTime'));
    return this.#startedAt;
  }

  get request(): WireRequest {
    this.#request ??= new EntryRequest(this.#view) as WireRequest;
    return this.#request;
  }

  get response(): WireResponse | undefined {
    if (this.#response === null) {
      const status = statusOf(member(this.#view.raw, 'response'));
      this.#response =
        status === undefined ? undefined : (new EntryResponse(this.#view, status) as WireResponse);
    }
    return this.#response;
  }

  get failure(): WireFailure | undefined {
    if (this.#failure === null) {
      const { raw, isWide } = this.#view;
      const recorded = recordedFailure(raw);
      const failure = recorded && isWide ? { ...recorded, message: widenedText(recorded.message) } : recorded;
      this.#failure = failure ?? (this.response === undefined ? silentFailure : undefined);
    }
    return this.#failure;
  }

  get timing(): Timing {
    this.#timing ??= timingOf(this.#view.raw);
    return this.#timing;
  }

  get messages(): readonly SocketMessage[] | undefined {
    const { raw, isWide } = this.#view;
    const list = member(raw, '_webSocketMessages');
    return list === undefined
      ? undefined
      : socketMessages({ _webSocketMessages: isWide ? widened(list) : list });
  }

  get extra(): JsonObject {
    return this.#view.entry;
  }
}

class EntryRequest {
  readonly #view: EntryView;
  readonly #raw: JsonObject;
  #headers: HeaderList | undefined;
  #body: Body | undefined | null = null;

  constructor(view: EntryView) {
    this.#view = view;
    this.#raw = objectAt(view.raw, 'request') ?? {};
  }

  get method(): string {
    return this.#text('method');
  }

  /** As sent: what no request line can hold is percent-encoded, the raw text is in `extra`. */
  get url(): string {
    return recordedUrl(this.#text('url'));
  }

  get httpVersion(): string | undefined {
    return httpVersion(member(this.#raw, 'httpVersion'));
  }

  get headers(): HeaderList {
    this.#headers ??= headersOf(this.#view, 'request', requestHeaders);
    return this.#headers;
  }

  get body(): Body | undefined {
    if (this.#body === null) {
      this.#body = requestBody(this.#raw, {
        header: (name) => bodyHeader(this.#view, 'request', name),
        isWide: this.#view.isWide,
        side: this.#view.sideBodies?.request,
      });
    }
    return this.#body;
  }

  #text(key: string): string {
    return asText(this.#part(key)) ?? '';
  }

  #part(key: string): unknown {
    const value = member(this.#raw, key);
    return this.#view.isWide ? widened(value) : value;
  }
}

class EntryResponse {
  readonly status: number;
  readonly #view: EntryView;
  readonly #raw: JsonObject;
  #headers: HeaderList | undefined;
  #body: Body | undefined | null = null;

  constructor(view: EntryView, status: number) {
    this.status = status;
    this.#view = view;
    this.#raw = objectAt(view.raw, 'response') ?? {};
  }

  get statusText(): string | undefined {
    return asText(this.#part('statusText')) || undefined;
  }

  get httpVersion(): string | undefined {
    return httpVersion(member(this.#raw, 'httpVersion'));
  }

  get headers(): HeaderList {
    this.#headers ??= headersOf(this.#view, 'response', responseHeaders);
    return this.#headers;
  }

  get body(): Body | undefined {
    if (this.#body === null) {
      this.#body = responseBody(this.#raw, {
        header: (name) => bodyHeader(this.#view, 'response', name),
        isWide: this.#view.isWide,
        side: this.#view.sideBodies?.response,
      });
    }
    return this.#body;
  }

  #part(key: string): unknown {
    const value = member(this.#raw, key);
    return this.#view.isWide ? widened(value) : value;
  }
}

/** Lines are made first and decoded then, for most of what stands beside them is nobody's. */
function headersOf(view: EntryView, of: 'request' | 'response', read: typeof requestHeaders): HeaderList {
  const quick = view.headersOf?.(of);
  if (quick) return quick;
  const message = member(view.full, of);
  const list = read(member(message, 'headers'), member(message, 'cookies'));
  return view.isWide ? widenedHeaders(list) : list;
}

function bodyHeader(view: EntryView, of: 'request' | 'response', name: string): string | undefined {
  const quick = view.headersOf?.(of);
  return quick ? header(quick, name) : recordedHeader(member(member(view.full, of), 'headers'), name);
}

/** A status that HTTP can have; undefined where there was no response. */
function statusOf(response: unknown): number | undefined {
  const status = Math.trunc(numberAt(response, 'status') ?? 0);
  return status >= 100 && status <= 999 ? status : undefined;
}
