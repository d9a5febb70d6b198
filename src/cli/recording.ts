/** Goes through a recording, with progress, at the pace of the output, until it ends or the user interrupts. */
import { stat } from 'node:fs/promises';
import type { Exchange } from '../exchange.ts';
import { HarReader, type ReadOptions } from '../har/read.ts';
import type { Context } from './command.ts';
import { stdin, takeStdin } from './stdin.ts';

/** What a recording is called in what is printed. */
export const titleOf = (path: string): string => (path === stdin ? 'standard input' : path);

/**
 * Opens a recording for the time of `use`; an interrupt closes it, which ends a read that waits for more.
 * Throws what the reader throws, and UsageError for standard input that was read already.
 */
export async function withRecording<T>(
  path: string,
  context: Context,
  options: ReadOptions,
  use: (reader: HarReader) => Promise<T>,
): Promise<T> {
  const from = path === stdin ? { ...options, stdin: takeStdin() } : options;
  const reader = await HarReader.open(path, from);
  const close = (): void => void reader.close();
  context.signal.addEventListener('abort', close);
  try {
    return await use(reader);
  } finally {
    context.signal.removeEventListener('abort', close);
    await reader.close();
  }
}

/** Calls `visit` with every exchange, `file`: as they stand, `time`: by their start. Throws what the reader throws. */
export async function eachExchange(
  path: string,
  order: 'file' | 'time',
  label: string,
  context: Context,
  visit: (exchange: Exchange) => void,
): Promise<void> {
  const { signal, out } = context;
  await withRecording(path, context, { headers: true }, async (reader) => {
    const progress = context.progress(label, await plainSize(path), order === 'file');
    try {
      for await (const batch of order === 'file' ? reader.batches() : alone(reader.ordered())) {
        for (const { exchange, offset, length } of batch) {
          if (signal.aborted) return;
          if (exchange) visit(exchange);
          if (out.isFull) await out.flush();
          progress.tick(offset + length);
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      progress.done();
    }
  });
}

/** All of them by their start, for what needs the whole recording at once. Throws what the reader throws. */
export async function allExchanges(path: string, context: Context): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  await eachExchange(path, 'time', 'reading', context, (exchange) => exchanges.push(exchange));
  return exchanges;
}

async function* alone<T>(items: AsyncIterable<T>): AsyncGenerator<Iterable<T>> {
  for await (const item of items) yield [item];
}

/** Bytes of a file that is read as it is; undefined for standard input and packed files. */
export async function plainSize(path: string): Promise<number | undefined> {
  if (path === stdin || /\.(?:gz|zst|zip)$/i.test(path)) return undefined;
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
