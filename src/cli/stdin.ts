/** Standard input: what it begins with, and that it is read once. */
import { once } from 'node:events';
import { UsageError } from '../errors.ts';

/** What the command line calls it. */
export const stdin = '-';

let isTaken = false;

/** For whoever is about to read it. Throws UsageError where somebody has. */
export function takeStdin(): NodeJS.ReadStream {
  if (isTaken)
    throw new UsageError(
      'usage/bad-option',
      'standard input can be read only once; name a file for one of them',
    );
  isTaken = true;
  return process.stdin;
}

/** Reads all of it. Throws UsageError where somebody has. */
export async function stdinText(): Promise<string> {
  let text = '';
  for await (const chunk of takeStdin().setEncoding('utf8')) text += chunk;
  return text;
}

/** The first bytes of it that come, which are still there for whoever reads it. */
export async function stdinHead(): Promise<string> {
  const stream = process.stdin;
  if (isTaken || stream.readableEnded) return '';
  await Promise.race(['readable', 'end', 'close', 'error'].map((event) => once(stream, event)));
  const chunk: Buffer | null = stream.read();
  if (chunk === null) return '';
  stream.unshift(chunk);
  return chunk.toString('utf8');
}
