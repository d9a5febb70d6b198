/** Data into files. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { intoFile } from '../../src/cli/into-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const print = async (out: { write(text: string): void }): Promise<void> => out.write('data\n');

describe('a file to write to', () => {
  test('is made for its owner alone', async () => {
    await intoFile(path('new'), [], print);
    expect(readFileSync(path('new'), 'utf8')).toBe('data\n');
    expect(statSync(path('new')).mode & 0o777).toBe(0o600);
  });

  test('is never the recording itself, by whatever name', async () => {
    writeFileSync(path('a.har'), 'recording');
    symlinkSync(path('a.har'), path('link'));
    for (const name of ['a.har', 'link', '../'.concat(folder.split('/').at(-1)!, '/a.har')]) {
      await expect(intoFile(path(name), [path('a.har')], print)).rejects.toMatchObject({
        code: 'usage/bad-option',
      });
    }
    expect(readFileSync(path('a.har'), 'utf8')).toBe('recording');
  });

  test('that cannot be written is an error with its name', async () => {
    const error = { code: 'recording/not-writable', message: expect.stringContaining('missing') };
    let isAsked = false;
    const work = async (): Promise<void> => {
      isAsked = true;
    };
    await expect(intoFile(path('missing/file'), [], work)).rejects.toMatchObject(error);
    expect(isAsked).toBe(false);
  });

  test('stays as it was, or away, where the work fails before it has printed', async () => {
    writeFileSync(path('old'), 'what stood here before');
    const fail = async (): Promise<void> => Promise.reject(new Error('no such recording'));
    for (const name of ['old', 'none'])
      await expect(intoFile(path(name), [], fail)).rejects.toThrow('no such recording');
    expect(readFileSync(path('old'), 'utf8')).toBe('what stood here before');
    expect(existsSync(path('none'))).toBe(false);
    await intoFile(path('old'), [], print);
    expect(readFileSync(path('old'), 'utf8')).toBe('data\n');
    await intoFile(path('old'), [], async () => undefined);
    expect(readFileSync(path('old'), 'utf8')).toBe('');
  });

  test('may be a device', async () => {
    await intoFile('/dev/null', [], print);
    await expect(
      intoFile('/dev/full', [], async (out) => {
        out.write('data');
        await out.flush();
      }),
    ).rejects.toMatchObject({ code: 'recording/not-writable' });
  });
});
