/** Waits for the first bytes of a connection without taking them from whoever reads next. */
import type { Duplex } from 'node:stream';

/** A socket as far as a wait needs it. */
type Waiting = Duplex & { setTimeout?: (ms: number, then?: () => void) => unknown };

/**
 * Calls `then` once, in the same tick, with what arrived first; the bytes stay readable and the socket is paused.
 * A client that ends before it said anything, or says nothing for `patience` ms (0: for ever), is disconnected.
 */
export function onFirstBytes(socket: Waiting, patience: number, then: (first: Buffer) => void): void {
  const give = (first: Buffer): void => {
    settle();
    socket.pause();
    socket.unshift(first);
    then(first);
  };
  const hangUp = (): void => {
    settle();
    socket.destroy();
  };
  const settle = (): void => {
    socket.off('data', give).off('end', hangUp).off('timeout', hangUp);
    socket.setTimeout?.(0);
  };
  socket.on('data', give).on('end', hangUp).on('timeout', hangUp);
  socket.setTimeout?.(patience);
}
