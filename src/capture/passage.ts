/** One exchange on its way through: what is known of it so far, told once when it is over. */
import type { IncomingMessage } from 'node:http';
import type { HeaderList, WireFailure, WireRequest } from '../exchange.ts';
import { pairsOf } from '../proxy/headers.ts';
import type { ProxyRequest } from '../proxy/request.ts';
import type { Collector } from './collect.ts';
import { withoutProxyLines } from './lines.ts';
import { Marks } from './marks.ts';
import type { MessageLog } from './message-log.ts';
import type { Linked } from './open-list.ts';
import type { Finished } from './recorded.ts';
import type { Destination } from './target.ts';
import type { Upstream } from './upstream.ts';
import type { PendingExchange } from './watch.ts';

/** What all passages share. */
export interface PassageContext {
  readonly upstream: Upstream;
  /** Without them nothing is kept of what passes. */
  readonly collector?: () => Collector;
  readonly messages?: () => MessageLog;
  /** Called once. */
  readonly onClosed: (passage: Passage, finished: Finished) => void;
  /** Has `turned` called at the end of this turn of the event loop, when what was told until then is safe. */
  readonly atTurn: (passage: Passage) => void;
}

export abstract class Passage implements PendingExchange, Linked<Passage> {
  before: Passage | undefined;
  after: Passage | undefined;
  /** What the watcher wants back when it is over. */
  ticket: unknown;
  /** `turned` will be called. */
  isDue = false;
  readonly id: string;
  readonly startedAt: number;
  readonly request: WireRequest;
  protected readonly context: PassageContext;
  protected readonly target: Destination;
  protected readonly marks = new Marks();
  protected sent: Collector | undefined;
  protected received: Collector | undefined;
  protected response: IncomingMessage | undefined;
  /** Of the response. */
  protected headers: HeaderList = [];
  protected isClosed = false;

  constructor(context: PassageContext, id: string, proxied: ProxyRequest, target: Destination) {
    this.context = context;
    this.id = id;
    this.startedAt = proxied.startedAt;
    this.target = target;
    const { method, url, httpVersion } = proxied;
    const headers = withoutProxyLines(proxied.headers);
    this.request = { method, url, httpVersion: `HTTP/${httpVersion}`, headers };
  }

  /** The capture ends. */
  abstract abandon(): void;

  abstract turned(): void;

  /** The head of the answer came. */
  protected head(response: IncomingMessage): void {
    this.marks.headed = performance.now();
    this.response = response;
    this.headers = pairsOf(response.rawHeaders);
  }

  /** It is over; nothing happens where it was before. */
  protected close(failure: WireFailure | undefined, messages?: Finished['messages']): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const { marks, request, response, headers } = this;
    this.context.onClosed(this, {
      id: this.id,
      startedAt: this.startedAt,
      request,
      path: this.target.path,
      response,
      headers,
      failure,
      timing: marks.timing(),
      address: marks.address,
      port: marks.port,
      sent: this.sent,
      received: this.received,
      messages,
    });
  }
}
