/** The request and the response of an entry of a HAR file, read as far as somebody asks. */
import { type Body, type HeaderList, header } from '../exchange.ts';
import { requestBody, responseBody } from './body.ts';
import { recordedHeader, requestHeaders, responseHeaders } from './headers.ts';
import { httpVersion } from './http-version.ts';
import type { SideBodies } from './side-bodies.ts';
import { recordedUrl } from './urls.ts';
import { asText, type JsonObject, member, objectAt } from './values.ts';
import { widened, widenedHeaders } from './wide.ts';

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

export class EntryRequest {
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

export class EntryResponse {
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
