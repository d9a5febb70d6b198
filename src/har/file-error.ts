/** Turns what the system says about a file into an error that says what to do. */
import { RecordingError } from '../errors.ts';

type Code = ConstructorParameters<typeof RecordingError>[0];

const readCodes: Readonly<Record<string, [Code, string]>> = {
  ENOENT: ['recording/not-found', 'there is no such file'],
  ENOTDIR: ['recording/not-found', 'a part of the path is no directory'],
  EISDIR: ['recording/is-directory', 'it is a directory'],
  EACCES: ['recording/not-readable', 'permission denied'],
  EPERM: ['recording/not-readable', 'permission denied'],
};

const writeReasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file system takes no file this large',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a part of the path is no directory',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EPIPE: 'whoever read it has gone',
};

export function readError(name: string, cause: unknown): RecordingError {
  if (cause instanceof RecordingError) return cause;
  const [code, reason] = readCodes[systemCode(cause)] ?? ['recording/not-readable', messageOf(cause)];
  return new RecordingError(code, `${name} cannot be read: ${reason}`, { path: name }, cause);
}

export function unpackError(name: string, cause: unknown): RecordingError {
  if (cause instanceof RecordingError) return cause;
  if (systemCode(cause) in readCodes) return readError(name, cause);
  return new RecordingError(
    'recording/bad-archive',
    `${name} does not unpack: ${messageOf(cause)}`,
    { path: name },
    cause,
  );
}

export function writeError(name: string, cause: unknown): RecordingError {
  if (cause instanceof RecordingError) return cause;
  if (systemCode(cause) === 'EEXIST') {
    return new RecordingError(
      'recording/exists',
      `${name} exists already and was left as it is`,
      { path: name },
      cause,
    );
  }
  const reason = writeReasons[systemCode(cause)] ?? messageOf(cause);
  return new RecordingError(
    'recording/not-writable',
    `${name} cannot be written: ${reason}`,
    { path: name },
    cause,
  );
}

function systemCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
