/** Data goes out in batches and at the reader's pace. */
import { describe, expect, test } from 'vitest';
import { Output, ReaderGone } from '../../src/cli/output.ts';
import { RecordingError } from '../../src/errors.ts';

function sink(error?: NodeJS.ErrnoException) {
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  return {
    written,
    release: () => waiting.splice(0).forEach((go) => void go()),
    write: (text: string, done: (error?: Error | null) => void) => {
      written.push(text);
      waiting.push(() => done(error));
    },
  };
}
const failing = async (code: string): Promise<unknown> => {
  const port = sink(Object.assign(new Error(`it says ${code}`), { code }));
  const out = new Output(port, 'there');
  out.write('x');
  const flushed = out.flush().catch((error: unknown) => error);
  port.release();
  return flushed;
};

describe('an output', () => {
  test('writes nothing before it is flushed, then all in one piece', async () => {
    const port = sink();
    const out = new Output(port, 'there');
    out.write('a');
    out.write('b');
    expect(port.written).toEqual([]);
    const flushed = out.flush();
    port.release();
    await flushed;
    expect(port.written).toEqual(['ab']);
  });

  test('is full from 32 KiB on', () => {
    const out = new Output(sink(), 'there');
    out.write('x'.repeat(32_767));
    expect(out.isFull).toBe(false);
    out.write('x');
    expect(out.isFull).toBe(true);
  });

  test('waits for the reader', async () => {
    const port = sink();
    const out = new Output(port, 'there');
    out.write('x');
    let isDone = false;
    const flushed = out.flush().then(() => {
      isDone = true;
    });
    await Promise.resolve();
    expect(isDone).toBe(false);
    port.release();
    await flushed;
    expect(isDone).toBe(true);
  });

  test.each(['EPIPE', 'ERR_STREAM_DESTROYED'])(
    'ends the work when the reader has gone (%s)',
    async (code) => {
      expect(await failing(code)).toBeInstanceOf(ReaderGone);
    },
  );

  test('says which output has no room', async () => {
    const error = await failing('ENOSPC');
    expect(error).toBeInstanceOf(RecordingError);
    expect(error).toMatchObject({
      code: 'recording/not-writable',
      message: expect.stringContaining('there'),
    });
  });
});
