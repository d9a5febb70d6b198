/** Joins two streams so that bytes pass untouched. */
import type { Duplex } from 'node:stream';

/** Each side gets what the other sends, at the pace at which it takes it; an end is passed on as an end, a loss as one. */
export function join(one: Duplex, other: Duplex): void {
  follow(one, other);
  follow(other, one);
  one.pipe(other);
  other.pipe(one);
}

/** When `from` is gone, `to` goes as well: after its last bytes where `from` had come to its end. */
export function follow(from: Duplex, to: Duplex): void {
  from.on('error', () => to.destroy());
  from.on('close', () => {
    if (!from.readableEnded || to.writableFinished) to.destroy();
    else to.once('finish', () => to.destroy());
  });
}
