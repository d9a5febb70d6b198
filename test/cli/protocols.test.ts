/** Protocols by name or from a file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadProtocol } from '../../src/cli/protocols.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const whole = `{ name: 'mine', title: 'Mine', domains: ['example.com'], hosts: [], session: {}, cookies: {}, endpoints: [],
  messages: [], returns: {}, machines: [], events: {}, lanes: [], headers: () => [], derive() {} }`;

describe('a protocol', () => {
  test('has a name', async () => {
    expect((await loadProtocol('wechat')).name).toBe('wechat');
    expect((await loadProtocol('none')).endpoints).toEqual([]);
  });

  test('may come from a file', async () => {
    expect((await loadProtocol(file('mine.mjs', `export default ${whole};`))).name).toBe('mine');
  });

  test.each([
    ['wechatt', 'usage/unknown-name', 'did you mean wechat?'],
    ['__proto__', 'usage/unknown-name', 'there is no protocol'],
    ['./missing.mjs', 'recording/not-found', 'missing.mjs'],
  ])('%s is refused', async (name, code, words) => {
    await expect(loadProtocol(name)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  test.each([
    ['export default 1;', 'it is no object'],
    ['export const a = 1;', 'it is no object'],
    ['export default { name: "x" };', 'title is missing'],
    ['syntax error here', 'bad-option'],
  ])('a file with %j is refused', async (text, words) => {
    const path = file(`bad-${words.replace(/\W/g, '')}-${text.length}.mjs`, text);
    const error: unknown = await loadProtocol(path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'usage/bad-option' });
    if (words !== 'bad-option') expect(String(error)).toContain(words);
  });
});
