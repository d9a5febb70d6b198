/** Patterns for names. */
import { expect, test } from 'vitest';
import { glob } from '../../src/cli/glob.ts';

test.each([
  ['message.*', 'message.received', true],
  ['message.*', 'messages', false],
  ['*', 'telemetry', true],
  ['login.q?', 'login.qr', true],
  ['login.qr', 'login_qr', false],
  ['*.re*ed', 'message.received', true],
  ['a[b', 'a[b', true],
])('%s and %s: %j', (pattern, name, fits) => {
  expect(glob(pattern)(name)).toBe(fits);
});
