/** Why a client came to no request: it broke off its TLS handshake, for the most part. */

/**
 * `certificate-refused`: it does not trust the root, or not the certificate; `no-common-protocol`: it speaks another
 * version, cipher or, by ALPN, only HTTP/2; `closed`: it went without a word; `no-certificate`: it asked for a name that
 * no certificate can be made for; `no-request`: what it sent, in TLS or without, cannot be read as HTTP; `other`: see the
 * message.
 */
type FailureReason =
  | 'certificate-refused'
  | 'no-common-protocol'
  | 'closed'
  | 'no-certificate'
  | 'no-request'
  | 'other';

export interface ClientFailure {
  /** The host that the client meant to reach; empty where it did not say. */
  readonly host: string;
  readonly reason: FailureReason;
  readonly message: string;
}

const refused =
  /UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED/;
const uncommon =
  /NO_SHARED_CIPHER|UNSUPPORTED_PROTOCOL|NO_APPLICATION_PROTOCOL|NO_SUITABLE|WRONG_VERSION|VERSION_TOO_LOW|PROTOCOL_VERSION|HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY/;

/** Sorts the error of a handshake by its code and message. */
export function failureOf(host: string, error: Error): ClientFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return {
    host,
    reason: reasonOf(`${code} ${error.message}`.toUpperCase().replace(/[ -]/g, '_')),
    message: error.message,
  };
}

function reasonOf(text: string): FailureReason {
  if (refused.test(text)) return 'certificate-refused';
  if (uncommon.test(text)) return 'no-common-protocol';
  if (text.includes('NEITHER_A_HOST_NAME')) return 'no-certificate';
  return /ECONNRESET|EPIPE|ERR_TLS_HANDSHAKE_TIMEOUT/.test(text) ? 'closed' : 'other';
}
