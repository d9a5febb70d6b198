/** Keys that a running command listens to. */

/** A terminal to type on. */
export interface Keyboard {
  readonly isTTY?: boolean | undefined;
  setRawMode?(mode: boolean): unknown;
  on(event: 'data', listener: (text: Buffer) => void): unknown;
  off(event: 'data', listener: (text: Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

const interrupt = '\x03';

/**
 * Calls the action of each key that is typed; `onInterrupt` for Ctrl-C, which raw terminals do not send as a signal.
 * Returns how to end it. Does nothing where nobody types.
 */
export function listenToKeys(
  keyboard: Keyboard,
  actions: Readonly<Record<string, () => void>>,
  onInterrupt: () => void,
): () => void {
  if (!keyboard.isTTY || !keyboard.setRawMode) return () => {};
  const take = (text: Buffer): void => {
    for (const key of text.toString()) {
      if (key === interrupt) onInterrupt();
      else if (Object.hasOwn(actions, key)) actions[key]!();
    }
  };
  keyboard.setRawMode(true);
  keyboard.on('data', take);
  keyboard.resume();
  return () => {
    keyboard.off('data', take);
    keyboard.setRawMode?.(false);
    keyboard.pause();
  };
}
