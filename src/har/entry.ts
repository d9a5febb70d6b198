/** An entry of a HAR file, looked at as an Exchange. */
import type { Exchange, SocketMessage, Timing, WireFailure, WireRequest, WireResponse } from '../exchange.ts';
import { parseDate } from './dates.ts';
import { EntryRequest, EntryResponse, type EntryView } from './entry-messages.ts';
import { recordedFailure, silentFailure } from './failure.ts';
import { socketMessages } from './sockets.ts';
import { timingOf } from './timing.ts';
import { type JsonObject, member, numberAt } from './values.ts';
import { widened, widenedText } from './wide.ts';

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

/** A status that HTTP can have; undefined where there was no response. */
function statusOf(response: unknown): number | undefined {
  const status = Math.trunc(numberAt(response, 'status') ?? 0);
  return status >= 100 && status <= 999 ? status : undefined;
}
