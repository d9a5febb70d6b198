/** X.509 certificates, built from what they shall say (RFC 5280). */
import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bits,
  element,
  elements,
  identifier,
  integer,
  none,
  octets,
  sequence,
  set,
  tags,
  time,
  utf8,
  yes,
} from './der.ts';
import { addressBytes } from './host.ts';

/** What a certificate says; times in epoch milliseconds, names and extensions as DER. */
export interface Statement {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly Uint8Array[];
}

const sha256WithRsa = sequence(identifier('1.2.840.113549.1.1.11'), none);
const version3 = element(tags.version, integer(Buffer.of(2)));

/** A distinguished name of common name and, where given, organisation. */
export function distinguishedName(commonName: string, organisation?: string): Buffer {
  const part = (type: string, value: string): Buffer => set(sequence(identifier(type), utf8(value)));
  return sequence(
    ...(organisation === undefined ? [] : [part('2.5.4.10', organisation)]),
    part('2.5.4.3', commonName),
  );
}

/** Sixteen random bytes that make a positive number of full length. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return integer(bytes);
}

const signing = (bytes: Uint8Array, key: KeyObject): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // With a callback it is signed on another thread, so that nobody waits here.
    sign('sha256', bytes, key, (error, signature) => (error ? reject(error) : resolve(signature)));
  });

/** The statement signed by `key`, an RSA private key, as PEM. */
export async function certify(statement: Statement, key: KeyObject): Promise<string> {
  const { subject, issuer, notBefore, notAfter, publicKey, extensions } = statement;
  const validity = sequence(time(notBefore), time(notAfter));
  const list = element(0xa3, sequence(...extensions));
  const body = sequence(version3, serialNumber(), sha256WithRsa, issuer, validity, subject, publicKey, list);
  const der = sequence(body, sha256WithRsa, bits(await signing(body, key)));
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** The key identifier of RFC 5280, 4.2.1.2 (1): SHA-1 of the key's bits. */
export function keyIdentifier(publicKey: Uint8Array): Buffer {
  const parts = elements(elements(publicKey)[0]!.content);
  return createHash('sha1').update(parts[1]!.content.subarray(1)).digest();
}

/** The subject of a certificate, as the issuer of others has to repeat it. */
export function subjectOf(certificate: Uint8Array): Uint8Array {
  const body = elements(elements(elements(certificate)[0]!.content)[0]!.content);
  return body[body[0]!.tag === tags.version ? 5 : 4]!.whole;
}

const extension = (type: string, critical: boolean, value: Uint8Array): Buffer =>
  sequence(identifier(type), ...(critical ? [yes] : []), octets(value));

const subjectKey = (id: Uint8Array): Buffer => extension('2.5.29.14', false, octets(id));

/** Extensions of a root that signs end certificates only. */
export const rootExtensions = (id: Uint8Array): Buffer[] => [
  extension('2.5.29.19', true, sequence(yes, integer(Buffer.of(0)))),
  extension('2.5.29.15', true, bits(Buffer.of(0b0000_0110), 1)),
  subjectKey(id),
];

/** Extensions of a server's certificate for one host, a DNS name or an address. */
export const leafExtensions = (host: string, id: Uint8Array, rootId: Uint8Array): Buffer[] => [
  extension('2.5.29.19', true, sequence()),
  extension('2.5.29.15', true, bits(Buffer.of(0b1000_0000), 7)),
  extension('2.5.29.37', false, sequence(identifier('1.3.6.1.5.5.7.3.1'))),
  extension('2.5.29.17', false, sequence(alternativeName(host))),
  extension('2.5.29.35', false, sequence(element(0x80, rootId))),
  subjectKey(id),
];

const alternativeName = (host: string): Buffer =>
  isIP(host) === 0 ? element(0x82, Buffer.from(host, 'latin1')) : element(0x87, addressBytes(host));
