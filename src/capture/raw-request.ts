/** An HTTP request that Node sends with just the header lines it is given. */
import { ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HeaderList } from '../exchange.ts';
import type { Way } from './pool.ts';

export interface RawOptions extends Omit<RequestOptions, 'headers'> {
  readonly headers: HeaderList;
  /** For the pool. */
  readonly way: Way;
}

/** Hears what becomes of a request. */
export interface Caller {
  /** It has a connection, perhaps one that is not open yet. */
  connected(request: RawRequest, socket: Socket): void;
  /** All of it was handed to the system. */
  sentAll(request: RawRequest): void;
  informed(status: number, rawHeaders: readonly string[]): void;
  answered(request: RawRequest, response: IncomingMessage): void;
  upgraded(response: IncomingMessage, socket: Duplex, head: Buffer): void;
  failed(request: RawRequest, error: Error): void;
}

type StoreHeader = (this: ClientRequest, firstLine: string, headers: unknown) => void;

/** Marks of Node's for lines that a caller took away, so that they are not put there. */
interface Removed {
  _removedConnection: boolean;
  _removedContLen: boolean;
  _removedTE: boolean;
}

/**
 * Node adds `Connection`, and `Transfer-Encoding` where no length is given. There is no public way to say no to that
 * for a list of headers; where this one is gone some day, the lines come back and a test tells.
 */
export class RawRequest extends ClientRequest {
  readonly #caller: Caller;

  constructor(options: RawOptions, caller: Caller) {
    super(options as unknown as RequestOptions);
    this.#caller = caller;
    // Of more than its usual thousand lines in an answer Node would forget the last, and say nothing.
    this.maxHeadersCount = 0;
  }

  _storeHeader(firstLine: string, headers: unknown): void {
    const removed: Removed = { _removedConnection: true, _removedContLen: true, _removedTE: true };
    Object.assign(this, removed);
    (ClientRequest.prototype as unknown as { _storeHeader: StoreHeader })._storeHeader.call(
      this,
      firstLine,
      headers,
    );
  }

  /** One who hears in place of six listeners, which cost more than all else that is done for a small request. */
  override emit(event: string | symbol, ...said: never[]): boolean {
    switch (event) {
      case 'socket':
        this.#caller.connected(this, said[0]!);
        return true;
      case 'response':
        this.#caller.answered(this, said[0]!);
        return true;
      case 'information': {
        const { statusCode, rawHeaders } = said[0] as unknown as IncomingMessage;
        this.#caller.informed(statusCode!, rawHeaders);
        return true;
      }
      case 'upgrade':
        this.#caller.upgraded(said[0]!, said[1]!, said[2]!);
        return true;
      case 'error':
        this.#caller.failed(this, said[0]!);
        return true;
      case 'finish':
        this.#caller.sentAll(this);
    }
    return super.emit(event, ...said);
  }

  /** Node asks before it hands a connection over. */
  override listenerCount(event: string | symbol): number {
    return event === 'upgrade' ? 1 : super.listenerCount(event);
  }
}
