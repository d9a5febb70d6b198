import { describe, expect, it } from 'vitest';
import { setAt } from '../../src/har/pointer.ts';
import { validateEntry, validateLog } from '../../src/har/validate.ts';
import { soundEntry } from './support.ts';

/** Rules and places of what the schema says when one thing is changed. */
function against(where: string, value: unknown): string[] {
  const entry = soundEntry();
  setAt(entry, where, value);
  return validateEntry(entry).map((finding) => `${finding.rule} ${finding.where}`);
}

describe('validateEntry', () => {
  it.each<[string, unknown, string[]]>([
    ['/time', undefined, ['schema/required /time']],
    ['/time', null, ['schema/type /time']],
    ['/startedDateTime', 'NaN-NaN', ['schema/format /startedDateTime']],
    ['/request/url', 'https://example.test/a b', ['schema/format /request/url']],
    ['/request/headers', [{ name: 'a' }], ['schema/required /request/headers/0/value']],
    ['/request/headers', { a: 1 }, ['schema/type /request/headers']],
    ['/request/postData', null, ['schema/type /request/postData']],
    ['/response', null, ['schema/type /response']],
    ['/response/content/size', 1.5, ['schema/type /response/content/size']],
    [
      '/response/cookies',
      [{ name: 'a', value: '', expires: 'Tue, 26-Feb-2019 19:36:33 GMT' }],
      ['schema/format /response/cookies/0/expires'],
    ],
    ['/serverIPAddress', '[::1]', ['schema/one-of /serverIPAddress']],
    ['/cache/beforeRequest', { eTag: '' }, ['schema/one-of /cache/beforeRequest']],
    ['/_anything', { at: 'all' }, []],
    ['/serverIPAddress', '::1', []],
    ['/time', 12345678901234567890n, []],
  ])('names the place of %s: %s', (where, value, findings) => {
    const found = against(where, value);
    for (const finding of findings) expect(found).toContain(finding);
    if (findings.length === 0) expect(found).toEqual([]);
  });

  it('checks long lists at a cost that grows with their length only (all at once they would take minutes)', () => {
    const entry = soundEntry();
    const count = 50_000;
    setAt(
      entry,
      '/request/headers',
      Array.from({ length: count }, () => ({})),
    );
    const findings = validateEntry(entry);
    expect(findings).toHaveLength(2 * count);
    expect(findings.at(-1)?.where).toBe(`/request/headers/${count - 1}/value`);
  });
});

describe('validateLog', () => {
  it('names the place in log', () => {
    const log = { version: 1, creator: { name: 'x' }, pages: [{ id: 'a' }, null] };
    const found = validateLog(log).map(({ rule, where }) => `${rule} ${where}`);
    for (const expected of [
      'schema/type /version',
      'schema/required /creator/version',
      'schema/required /pages/0/title',
      'schema/required /pages/1/id',
    ]) {
      expect(found).toContain(expected);
    }
  });

  it('has nothing against a sound one', () => {
    expect(validateLog({ version: '1.2', creator: { name: 'x', version: '1' } })).toEqual([]);
  });
});
