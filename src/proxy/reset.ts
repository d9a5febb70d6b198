/** Ends a connection with a reset instead of an end. */
import type { Socket } from 'node:net';

/** What was not sent yet is lost; the other side gets an error. */
export function reset(socket: Socket): void {
  // Node ends what is writable before it resets, and the other side would take that for the end of the body.
  Object.defineProperty(socket, 'writable', { value: false });
  socket.resetAndDestroy();
  socket.destroy();
}
