/** Notices that a client goes while nobody reads what it sends. */
import type { Duplex } from 'node:stream';

/**
 * Calls `then` when the client goes, or ends without a word; takes nothing of what it sends meanwhile. What it returns
 * ends the watch.
 */
export function onLeaving(socket: Duplex, then: () => void): () => void {
  const look = (): void => {
    if (socket.readableLength === 0) socket.read();
  };
  socket.on('readable', look).once('end', then).once('close', then);
  return () => void socket.off('readable', look).off('end', then).off('close', then);
}
