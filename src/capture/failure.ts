/** Why an exchange with a server came to nothing, by the error that Node gives. */
import type { FailureCause, WireFailure } from '../exchange.ts';

/** The first that fits the code or the message counts. */
const causes: readonly (readonly [RegExp, FailureCause])[] = [
  [/^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, 'dns'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/, 'refused'],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/, 'timeout'],
  [
    /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO$|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA)/,
    'tls',
  ],
  [/^(HPE_|ERR_HTTP|ERR_INVALID_CHAR|ERR_UNESCAPED|ERR_INVALID_HTTP)/, 'protocol'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/, 'reset'],
];

/** An error with a code of ours, where Node has none. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly failure: FailureCause;

  constructor(failure: FailureCause, message: string) {
    super(message);
    this.failure = failure;
  }
}

export function failureOf(error: unknown): WireFailure {
  if (error instanceof UpstreamError) return { cause: error.failure, message: error.message };
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  const cause = causes.find(([pattern]) => pattern.test(code))?.[1] ?? 'unknown';
  // Several addresses were tried: the error has no text of its own.
  const text = message || (error as AggregateError).errors?.map(String).join('; ') || code;
  return { cause, message: code && !text.includes(code) ? `${code}: ${text}` : text };
}

const statuses: Partial<Record<FailureCause, number>> = { timeout: 504 };

/** The answer to a client whose request failed. */
export const statusOf = ({ cause }: WireFailure): number => statuses[cause] ?? 502;
