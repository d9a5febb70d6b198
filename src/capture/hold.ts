/** Keeps a sender waiting until those that take its bytes can take more. */
import type { Writable } from 'node:stream';

/** Nothing is read until all are ready. */
export function hold(stream: { pause(): unknown; resume(): unknown }, until: readonly unknown[]): void {
  stream.pause();
  const resume = (): void => void stream.resume();
  Promise.all(until).then(resume, resume);
}

/** Resolves when more may be written, or when nothing can be. */
export const drained = (to: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      to.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    to.on('drain', done).on('close', done).on('error', done);
  });
