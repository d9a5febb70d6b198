/** The files of a session: what it is resumed from, what it sends, what it downloads. */
import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { RecordingError } from '../errors.ts';
import { readError, writeError } from '../har/file-error.ts';
import { Jar } from './jar.ts';
import type { SessionState } from './live.ts';
import type { Medium, TakeBytes } from './media.ts';

/** A session is its owner's alone. */
const ownerOnly = 0o600;
const format = 'driftwire-session';
const version = 1;

/** The session of a file; undefined where there is no file yet. Throws RecordingError for one that holds none. */
export async function readSession(path: string): Promise<SessionState | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw readError(path, error);
  }
  const bad = (what: string): RecordingError =>
    new RecordingError('recording/bad-session', `${path} holds no session: ${what}`, { path });
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw bad((error as Error).message);
  }
  if (!isRecord(read) || read.format !== format) throw bad(`it does not say "format": "${format}"`);
  if (read.version !== version) throw bad(`it is of version ${String(read.version)}, not ${version}`);
  const { session } = read;
  if (!isRecord(session) || typeof session.protocol !== 'string' || typeof session.main !== 'string')
    throw bad('session.protocol or session.main is missing');
  if (!isRecord(session.values) || !isRecord(session.cookies))
    throw bad('session.values or session.cookies is missing');
  try {
    new Jar(() => 0, session.cookies);
  } catch (error) {
    throw bad(`session.cookies are none: ${(error as Error).message}`);
  }
  return session as unknown as SessionState;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Writes the session beside its place and moves it there in one step, mode 0600. Throws RecordingError. */
export async function writeSession(path: string, session: SessionState): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.draft`);
  try {
    const file = await open(draft, 'wx', ownerOnly);
    try {
      await file.writeFile(`${JSON.stringify({ format, version, session }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw writeError(path, error);
  }
}

const types: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.bmp': 'image/bmp',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.zip': 'application/zip',
};

const typeOf = (name: string): string => types[extname(name).toLowerCase()] ?? 'application/octet-stream';

/** A file to send; it is read piece by piece. Throws RecordingError. */
export async function mediumOfFile(path: string, type = typeOf(path)): Promise<Medium> {
  try {
    const status = await stat(path);
    const hash = createHash('md5');
    const file = await open(path);
    for await (const chunk of file.createReadStream()) hash.update(chunk as Uint8Array);
    return {
      name: basename(path),
      size: status.size,
      type,
      md5: hash.digest('hex'),
      modified: Math.floor(status.mtimeMs),
      read: (start, end) => readPiece(path, start, end),
    };
  } catch (error) {
    throw readError(path, error);
  }
}

async function readPiece(path: string, start: number, end: number): Promise<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw readError(path, error);
  });
  try {
    const bytes = new Uint8Array(end - start);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
      if (bytesRead === 0) throw readError(path, new Error('it became shorter while it was sent'));
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/** Bytes at hand to send. `modified`: epoch ms. */
export function mediumOfBytes(
  name: string,
  bytes: Uint8Array,
  modified: number,
  type = typeOf(name),
): Medium {
  const md5 = createHash('md5').update(bytes).digest('hex');
  return {
    name,
    size: bytes.length,
    type,
    md5,
    modified,
    read: async (start, end) => bytes.subarray(start, end),
  };
}

/**
 * Streams a download into a new file, mode 0600; nothing is left of one that fails. `get` is given what takes the
 * bytes. Throws RecordingError, and what `get` throws.
 */
export async function downloadToFile(
  path: string,
  get: (take: TakeBytes) => Promise<number>,
): Promise<number> {
  const file = await open(path, 'wx', ownerOnly).catch((error: unknown) => {
    throw writeError(path, error);
  });
  try {
    const size = await get(async (chunk) => {
      await file.write(chunk).catch((error: unknown) => {
        throw writeError(path, error);
      });
    });
    await file.close();
    return size;
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}
