/** How the executable behaves towards terminals, pipes, readers that leave, and interrupts. */
import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, driftwire, shell, start } from './driftwire.ts';
import { entry, har, newFolder } from './recordings.ts';

const folder = newFolder();
afterAll(() => folder.remove());
/** More than any pipe holds. */
const large = (): string => {
  const many = Array.from({ length: 20_000 }, (_, index) =>
    entry(`https://example.com/${'x'.repeat(100)}/${index}`),
  );
  return folder.file('large.har', har(...many));
};

describe('looks', () => {
  const picture = ['timeline', capture('logout-by-phone.har')];

  test('there are no colours in a pipe, and they can be asked for', () => {
    expect(driftwire(picture).stdout).not.toContain('\x1b[');
    expect(driftwire([...picture, '--color', 'always']).stdout).toContain('\x1b[');
    expect(driftwire(picture, { env: { FORCE_COLOR: '1' } }).stdout).toContain('\x1b[');
    expect(driftwire(picture, { env: { NO_COLOR: '1' } }).stdout).not.toContain('\x1b[');
  });

  test('a picture fits 80 columns, and uses more where there are more', () => {
    const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length));
    expect(widest(driftwire(picture).stdout)).toBeLessThanOrEqual(80);
    const wide = widest(driftwire(picture, { env: { COLUMNS: '120' } }).stdout);
    expect(wide).toBeGreaterThan(80);
    expect(wide).toBeLessThanOrEqual(120);
  });
});

describe('a reader that has enough', () => {
  test.each([
    ['decode', '--protocol none'],
    ['decode', '--protocol none --format json'],
    ['decode', '--calls'],
    ['timeline', ''],
  ])('%s %s | head ends quietly with 0', (name, options) => {
    const { code, stderr, stdout } = shell(`driftwire ${name} '${large()}' ${options} | head -n 3`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toHaveLength(4);
  });

  test('an output without room is an error with exit 3', () => {
    const { code, stderr } = shell(`driftwire decode '${capture('push-login.har')}' > /dev/full`);
    expect(code).toBe(3);
    expect(stderr).toContain('(recording/not-writable)');
  });
});

describe('an interrupt', () => {
  test('of a command that waits for input: what was read is printed, exit 130', async () => {
    const child = start(['decode', '-', '--protocol', 'none']);
    let text = '';
    child.stdout!.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    const whole = har(...Array.from({ length: 3000 }, (_, index) => entry(`https://example.com/${index}`)));
    child.stdin!.on('error', () => undefined).write(whole.slice(0, -10));
    await once(child.stdout!, 'data');
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(130);
    expect(text.endsWith('\n')).toBe(true);
    expect(text.split('\n').length).toBeGreaterThan(100);
  });

  test('SIGTERM is one too', async () => {
    const child = start(['timeline', '-']);
    child.stdin!.write('{"log":{"entries":[');
    child.stdin!.on('error', () => undefined);
    await once(child, 'spawn');
    // Its handlers are in place once it has begun to read.
    await new Promise<void>((resolve) => {
      child.stdin!.write(' '.repeat(1 << 20), () => resolve());
    });
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([130, null]);
  });
});
