import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { listenToKeys } from '../../src/cli/keys.ts';
import { StatusLine } from '../../src/cli/status-line.ts';

class Keyboard extends EventEmitter {
  readonly isTTY = true;
  readonly modes: boolean[] = [];
  setRawMode(mode: boolean): void {
    this.modes.push(mode);
  }
  resume(): void {}
  pause(): void {}
}

test('keys do what they are for, and the terminal is what it was afterwards', () => {
  const keyboard = new Keyboard();
  const heard: string[] = [];
  const end = listenToKeys(keyboard, { m: () => heard.push('m') }, () => heard.push('interrupt'));
  keyboard.emit('data', Buffer.from('xmm\x03constructor'));
  end();
  keyboard.emit('data', Buffer.from('m'));
  expect(heard).toEqual(['m', 'm', 'interrupt']);
  expect(keyboard.modes).toEqual([true, false]);
});

test('where nobody types, nothing is listened to', () => {
  const pipe = new EventEmitter() as never;
  listenToKeys(pipe, {}, () => {})();
  expect((pipe as EventEmitter).listenerCount('data')).toBe(0);
});

test('the status line fits the terminal, and makes room', () => {
  let shown = '';
  const line = new StatusLine({ columns: 10, write: (text) => (shown += text) }, (text) => `<${text}>`);
  line.clear();
  expect(shown).toBe('');
  line.show('0123456789abc');
  expect(shown).toBe('\r\x1b[K<012345678>');
  line.clear();
  line.clear();
  expect(shown.endsWith('>\r\x1b[K')).toBe(true);
  new StatusLine(undefined).show('nothing');
});
