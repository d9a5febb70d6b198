/** Addresses to listen on. */
import { UsageError } from '../errors.ts';
import type { Text } from './command.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads `HOST:PORT`, `[IPv6]:PORT`, or a port on loopback; port 0 is any that is free. Throws UsageError. */
function readAddress(text: string): Address {
  const [, bracketed, plain, digits = ''] =
    /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]]+)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = digits === '' ? -1 : Number(digits);
  if (port < 0 || port > 65_535)
    throw new UsageError(
      'usage/bad-option',
      `'${text}' is no address to listen on; write HOST:PORT, or PORT`,
    );
  return { host: bracketed ?? plain ?? '127.0.0.1', port };
}

/** As it is written in a URL. */
export const urlOf = ({ host, port }: Address): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** For every command that listens. */
export const listenOption = {
  kind: 'text',
  value: 'HOST:PORT',
  says: 'where clients reach it; port 0 is any that is free',
  default: '127.0.0.1:8080',
  read: readAddress,
} as const satisfies Text;
