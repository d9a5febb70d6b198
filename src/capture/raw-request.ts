/** An HTTP request that Node sends with just the header lines it is given. */
import { ClientRequest, type RequestOptions } from 'node:http';

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
  constructor(options: RequestOptions) {
    super(options);
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
}
