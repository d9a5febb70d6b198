/** Why clients break off. */
import { expect, test } from 'vitest';
import { failureOf } from '../../src/proxy/tls-failure.ts';

test.each([
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tlsv1 alert unknown ca', 'certificate-refused'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN', 'sslv3 alert certificate unknown', 'certificate-refused'],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', '', 'certificate-refused'],
  [
    undefined,
    '0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:../ssl/record',
    'certificate-refused',
  ],
  ['ERR_SSL_NO_APPLICATION_PROTOCOL', 'no application protocol', 'no-common-protocol'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'unsupported protocol', 'no-common-protocol'],
  ['ERR_SSL_NO_SHARED_CIPHER', 'no shared cipher', 'no-common-protocol'],
  ['ECONNRESET', 'socket hang up', 'closed'],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'TLS handshake timeout', 'closed'],
  [undefined, 'neither a host name nor an address', 'no-certificate'],
  ['ERR_SSL_INTERNAL_ERROR', 'internal error', 'other'],
])('%s, %j: %s', (code, message, reason) => {
  const error = Object.assign(new Error(message), code !== undefined && { code });
  expect(failureOf('a.example', error)).toEqual({ host: 'a.example', reason, message });
});
