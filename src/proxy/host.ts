/** Which texts are host names or addresses. */
import { isIP } from 'node:net';

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * A host in one form: lower-case, no brackets, no final dot. Undefined for what is neither a DNS name nor an address;
 * a name that ends in a number is none, since some resolvers read `127.1` as an address.
 */
export function readHost(text: string): string | undefined {
  const host = text.toLowerCase();
  if (host.length > 254 || host.includes('%')) return undefined;
  if (host.startsWith('[') && host.endsWith(']'))
    return isIP(host.slice(1, -1)) === 6 ? host.slice(1, -1) : undefined;
  if (isIP(host) !== 0) return host;
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  const labels = name.split('.');
  const isName =
    name.length <= 253 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1)!);
  return isName ? name : undefined;
}

/** The four or sixteen bytes of an address. */
export function addressBytes(address: string): Uint8Array {
  if (isIP(address) === 4) return Uint8Array.from(address.split('.'), Number);
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const before = groups(head);
  const after = groups(tail ?? '');
  const between = new Array<number>(8 - before.length - after.length).fill(0);
  return Uint8Array.from([...before, ...between, ...after].flatMap((group) => [group >> 8, group & 0xff]));
}

const groups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
