/** Loads the sides of a comparison: a recording is learned, a baseline is read. */
import { open, readFile } from 'node:fs/promises';
import { RecordingError } from '../errors.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { isBaseline, readBaseline } from '../replay/drift/baseline-file.ts';
import { Learner } from '../replay/drift/learn.ts';
import type { Profile } from '../replay/drift/profile.ts';
import type { Context } from './command.ts';
import { eachExchange, titleOf } from './recording.ts';

/** Bytes that tell a baseline from a recording. */
const headSize = 256;

export interface Side {
  readonly title: string;
  readonly profile: Profile;
  readonly isRecording: boolean;
  /** The recording could not be read to its end. */
  readonly damage?: RecordingError;
}

/** Throws what the readers throw, where nothing could be read. */
export async function loadSide(path: string, protocol: Protocol, context: Context): Promise<Side> {
  const title = titleOf(path);
  if (path !== '-' && isBaseline(await headOf(path))) {
    const text = await readFile(path, 'utf8');
    return { title, profile: readBaseline(text, title, protocol), isRecording: false };
  }
  return { title, isRecording: true, ...(await learn(path, protocol, context)) };
}

async function learn(
  path: string,
  protocol: Protocol,
  context: Context,
): Promise<Omit<Side, 'title' | 'isRecording'>> {
  const learner = new Learner(protocol);
  let count = 0;
  try {
    await eachExchange(path, 'time', `reading ${titleOf(path)}`, context, (exchange) => {
      count += 1;
      learner.add(exchange);
    });
  } catch (error) {
    if (error instanceof RecordingError && count > 0) return { profile: learner.finish(), damage: error };
    throw error;
  }
  return { profile: learner.finish() };
}

/** The beginning of a file; '' for one that cannot be read, which the reader of recordings will explain. */
async function headOf(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(headSize), position: 0 });
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file.close();
  }
}
