/** A file of accepted findings that was edited by hand says what is wrong with it, and where. */
import { expect, test } from 'vitest';
import { readAccepted } from '../../../src/replay/drift/accepted.ts';

const good = {
  fingerprint: '0123456789ab',
  rule: 'flow-end',
  endpoint: 'login',
  where: '/flow/refused',
  message: 'was refused',
  reason: 'known',
  by: 'Ann',
};
const read = (change: object) =>
  readAccepted(
    JSON.stringify({ driftwire: 'accepted', version: 1, accepted: [{ ...good, ...change }] }, null, 2),
    'accepted.json',
  );

test('what drift wrote is read', () => {
  expect(read({ until: '2026-12-31' })).toEqual([{ ...good, until: '2026-12-31' }]);
});

test.each<[string, unknown]>([
  ['fingerprint', '0123'],
  ['rule', ' '],
  ['where', ''],
  ['message', ''],
  ['reason', '\n'],
  ['by', null],
  ['until', '2026-02-31'],
  ['untill', '2026-12-31'],
])('%s may not be %j', (key, value) => {
  expect(() => read({ [key]: value })).toThrow(
    expect.objectContaining({
      code: 'recording/bad-accepted',
      details: expect.objectContaining({ key: `/accepted/0/${key}` }),
    }),
  );
});
