/** Sends data into a file instead of standard output. */
import { createWriteStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import { writeError } from '../har/file-error.ts';
import { Output } from './output.ts';

/** What a recording holds is its owner's alone. */
const ownerOnly = 0o600;

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

/** Gives `print` an output that ends in `path`, made anew; throws `recording/not-writable` where that fails. */
export async function intoFile(
  path: string,
  sources: readonly string[],
  print: (out: Output) => Promise<void>,
): Promise<void> {
  await refuseOverwrite(path, sources);
  const stream = createWriteStream(path, { mode: ownerOnly });
  let failure: Error | undefined;
  const closed = new Promise<void>((resolve) => {
    stream.on('close', resolve).on('error', (error) => {
      failure = error;
    });
  });
  const out = new Output(stream, path);
  try {
    await print(out);
    await out.flush();
  } finally {
    stream.end();
    await closed;
  }
  if (failure) throw writeError(path, failure);
}
