/** Sends data into a file instead of standard output. */
import { type FileHandle, open, realpath, rm } from 'node:fs/promises';
import { plainStyle } from '../decode/render/style.ts';
import { UsageError } from '../errors.ts';
import { writeError } from '../har/file-error.ts';
import type { Context } from './command.ts';
import { Output } from './output.ts';

/** What a recording holds is its owner's alone. */
const ownerOnly = 0o600;

/** Names standard output, given as a file or by giving none. */
export const isStdout = (path: string | undefined): path is undefined | '-' =>
  path === undefined || path === '-';

/** The world of a command whose recording may go to standard output (`-`): its own lines are prose then. */
export function besides(recording: string | undefined, context: Context): Context {
  return recording === '-' ? { ...context, out: new Prose(context), style: plainStyle } : context;
}

class Prose extends Output {
  readonly #context: Context;

  constructor(context: Context) {
    super({ write: (_, done) => done() }, 'standard error');
    this.#context = context;
  }

  override write(text: string): void {
    this.#context.say(text.replace(/\n$/, ''));
  }
}

/** Throws UsageError where writing `path` would destroy one of `sources`. */
export async function refuseOverwrite(path: string, sources: readonly string[]): Promise<void> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return;
  for (const source of sources) {
    if ((await realpath(source).catch(() => undefined)) === real)
      throw new UsageError(
        'usage/bad-option',
        `${path} is the recording itself; name another file to write to`,
      );
  }
}

/**
 * Gives `print` an output that ends in `path`. Work that fails before it has printed anything leaves what stood there,
 * and makes no file where there was none. Throws `recording/not-writable`, at once where that is known by then.
 */
export async function intoFile(
  path: string,
  sources: readonly string[],
  print: (out: Output) => Promise<void>,
): Promise<void> {
  await refuseOverwrite(path, sources);
  const { file, isNew } = await opened(path);
  let isBegun = false;
  const write = async (text: string): Promise<void> => {
    if (!isBegun && (await file.stat()).isFile()) await file.truncate();
    isBegun = true;
    await file.appendFile(text);
  };
  const out = new Output(
    {
      write: (text, done) =>
        void write(text).then(
          () => done(),
          (error) => done(writeError(path, error)),
        ),
    },
    path,
  );
  try {
    await print(out);
    await out.flush();
    if (!isBegun) await write('');
  } finally {
    await file.close();
    if (isNew && !isBegun) await rm(path, { force: true });
  }
}

async function opened(path: string): Promise<{ file: FileHandle; isNew: boolean }> {
  const fresh = await open(path, 'ax', ownerOnly).catch(() => undefined);
  if (fresh) return { file: fresh, isNew: true };
  const file = await open(path, 'a', ownerOnly).catch((error: unknown) => {
    throw writeError(path, error);
  });
  return { file, isNew: false };
}
