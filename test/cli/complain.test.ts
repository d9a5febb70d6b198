/** Errors tell what happened, the evidence, the next step and the code. */
import { describe, expect, test } from 'vitest';
import { complaint, exitCodeOf } from '../../src/cli/complain.ts';
import { RecordingError, UsageError } from '../../src/errors.ts';
import { readError } from '../../src/har/file-error.ts';

describe('a complaint', () => {
  test('about a recording names the byte, the last whole entry, the next step and the code', () => {
    const details = { offset: 4711, lastGoodEntry: 12, lastGoodOffset: 4000 };
    expect(
      complaint(new RecordingError('recording/truncated', 'a.har ends in the middle', details), false),
    ).toBe(
      [
        'driftwire: a.har ends in the middle',
        '  at byte 4711',
        '  last whole entry: e12, at byte 4000',
        '  `driftwire doctor FILE --repair -o OUT` keeps every whole entry',
        '  (recording/truncated)',
        '',
      ].join('\n'),
    );
  });

  test('never repeats the byte that the message names', () => {
    const error = new RecordingError('recording/not-har', 'no HAR (byte 17)', { offset: 17 });
    expect(complaint(error, false).match(/17/g)).toHaveLength(1);
  });

  test('shows no control characters of a file name', () => {
    expect(
      complaint(new RecordingError('recording/not-found', 'there is no \x1b[2J\u202e'), false),
    ).toContain('\\u{1b}[2J\\u{202e}');
  });

  test('has a stack only on request', () => {
    const error = new UsageError('usage/bad-option', 'no');
    expect(complaint(error, false)).not.toContain('    at ');
    expect(complaint(error, true)).toContain('    at ');
  });

  test('about a mistake of our own says so', () => {
    expect(complaint(new TypeError('x is not a function'), false)).toContain(
      'something went wrong inside: x is not a function',
    );
  });
});

test.each([
  [new UsageError('usage/bad-option', ''), 2],
  [new RecordingError('recording/not-readable', ''), 3],
  [new TypeError(''), 70],
])('%s leads to exit code %i', (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});

test('a file without permission is one that cannot be read: exit code 3', () => {
  const error = readError('a.har', Object.assign(new Error('EACCES'), { code: 'EACCES' }));
  expect([error.code, exitCodeOf(error)]).toEqual(['recording/not-readable', 3]);
  expect(complaint(error, false)).toContain('a.har cannot be read: permission denied');
});
