/** The errors that stop work: four classes by who must act, one table of codes. */

/** Every code with the next step it suggests. Tests and scripts rely on codes, people read messages. */
export const errorCodes = {
  'usage/address-in-use': 'another program listens there; choose another address',
  'usage/authority-damaged': '`driftwire ca renew` makes a new root, which then has to be trusted anew',
  'usage/authority-folder': 'name a folder that you may write to with --ca-dir',
  'usage/bad-option': 'see --help',
  'usage/bad-scenario': '`driftwire schema scenario` prints its shape',
  'usage/browser':
    'name another one with --browser, or its path; `driftwire ca trust` tells how to set one up by hand',
  'usage/cannot-listen': 'choose another address',
  'usage/unknown-name': 'see --help for the names there are',
  'recording/not-found': 'check the path',
  'recording/not-readable': 'check the permissions of the file',
  'recording/is-directory': 'name a file inside it',
  'recording/empty': 'nothing was written to it; record again',
  'recording/not-har': 'a HAR is JSON with log.entries; `driftwire doctor FILE` tells more',
  'recording/truncated': '`driftwire doctor FILE --repair -o OUT` keeps every whole entry',
  'recording/bad-entry': '`driftwire doctor FILE` names the entry',
  'recording/too-large': 'an entry this large cannot be read; split the recording',
  'recording/bad-archive': 'the file does not unpack; check that it was copied whole',
  'recording/bad-session': 'name another session file, or remove this one to log in anew',
  'recording/exists': 'name another file, or ask for it to be replaced',
  'recording/not-writable': 'check the folder and its permissions',
  'recording/bad-report': '`driftwire drift BASE NEW --format json` makes a report',
  'recording/bad-accepted':
    '`driftwire accept REPORT.json` makes such a file; `driftwire schema accepted` prints its shape',
  'recording/bad-baseline': '`driftwire baseline FILE -o BASE.json` makes a new one',
  'recording/codec': 'the body is not of this kind',
  'replay/no-match': 'record what is missing, or ask a simulation: `--against simulated`',
  'replay/nothing-sent': '`driftwire replay FILE --dry-run` tells of each request why it is left out',
  'remote/refused': 'the account or the request was refused; asking again does not help',
  'remote/closed': 'the session is over; log in again',
  'remote/limited': 'too many requests; wait some minutes before the next one',
  'remote/expired': 'scan the code and confirm on the phone within five minutes',
  'remote/error': 'the server could not do it; `driftwire protocol` lists its codes',
  'remote/garbled':
    'the answer is not what the protocol says; record the session with -o and look at it with `driftwire decode --calls`',
  'remote/foreign-host': 'the answer leads to a host that is not of this protocol; nothing was sent there',
  'transport/dns': 'check the name, and the connection to the network',
  'transport/refused': 'check that something listens there',
  'transport/reset': 'the connection was cut; try again',
  'transport/timeout': 'nobody answered in time; try again',
  'transport/tls': 'name the authority of the other side with --trust FILE',
  'transport/protocol': 'what came back was no HTTP; check the address and the proxy',
  'transport/failed': 'check the connection and the proxy',
} as const;

export type ErrorCode = keyof typeof errorCodes;
type CodeOf<Area extends string> = Extract<ErrorCode, `${Area}/${string}`>;

/** Facts about the failure that a program may want; printed by nobody. */
export type ErrorDetails = Readonly<Record<string, string | number | undefined>>;

export abstract class DriftwireError extends Error {
  abstract readonly exitCode: number;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  protected constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }

  /** What the reader can do next. */
  get hint(): string {
    return errorCodes[this.code];
  }
}

/** You called it wrongly. */
export class UsageError extends DriftwireError {
  override readonly name = 'UsageError';
  readonly exitCode = 2;
  constructor(code: CodeOf<'usage'>, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

/** The file is at fault, or it holds no answer to what was asked. */
export class RecordingError extends DriftwireError {
  override readonly name = 'RecordingError';
  readonly exitCode = 3;
  constructor(
    code: CodeOf<'recording' | 'replay'>,
    message: string,
    details?: ErrorDetails,
    cause?: unknown,
  ) {
    super(code, message, details, cause);
  }
}

/** The server answered no. */
export class RemoteError extends DriftwireError {
  override readonly name = 'RemoteError';
  readonly exitCode = 4;
  /** `details`: endpoint, code and meaning as the protocol's table has them, exchange. */
  constructor(code: CodeOf<'remote'>, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

/** Nobody answered. */
export class TransportError extends DriftwireError {
  override readonly name = 'TransportError';
  readonly exitCode = 4;
  constructor(code: CodeOf<'transport'>, message: string, details?: ErrorDetails, cause?: unknown) {
    super(code, message, details, cause);
  }
}

/** What kind of no an outcome of the table is; any other is an error of the call. */
const remoteCodes: Readonly<Record<string, CodeOf<'remote'>>> = {
  closed: 'remote/closed',
  limited: 'remote/limited',
  refused: 'remote/refused',
  cancelled: 'remote/refused',
  expired: 'remote/expired',
  garbled: 'remote/garbled',
};

export const remoteCodeOf = (outcome: string): CodeOf<'remote'> =>
  Object.hasOwn(remoteCodes, outcome) ? remoteCodes[outcome]! : 'remote/error';

/** `cause`: that of a WireFailure. */
export function transportCodeOf(cause: string): CodeOf<'transport'> {
  const code = `transport/${cause}`;
  return Object.hasOwn(errorCodes, code) ? (code as CodeOf<'transport'>) : 'transport/failed';
}
