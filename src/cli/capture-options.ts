/** The options of `capture`, read. */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Endpoint } from '../capture/connector.ts';
import { readVia, type Via } from '../capture/via.ts';
import { UsageError } from '../errors.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { glob } from './glob.ts';

/** Reads `--via`. Throws UsageError. */
export function readProxy(text: string): Via {
  const via = readVia(text.includes('://') ? text : `http://${text}`);
  if (!via)
    throw new UsageError('usage/bad-option', `'${text}' is no proxy; write http://[USER:PASSWORD@]HOST:PORT`);
  return via;
}

/** Where to connect instead of a host, by `--map HOST=ADDR[:PORT]`; the first that fits counts. Throws UsageError. */
export function readMap(rules: readonly string[]): (host: string, port: number) => Endpoint | undefined {
  const read = rules.map((rule) => {
    const [, name = '', bracketed, plain, digits] =
      /^([^=\s]+)=(?:\[([0-9a-f:.]+)\]|([^\s:[\]=]+))(?::(\d{1,5}))?$/i.exec(rule) ?? [];
    const host = bracketed ?? plain;
    const port = digits === undefined ? undefined : Number(digits);
    if (host === undefined || (port !== undefined && (port < 1 || port > 65_535)))
      throw new UsageError('usage/bad-option', `'${rule}' is no rule for --map; write HOST=ADDRESS:PORT`);
    return { fits: glob(name.toLowerCase()), host, port };
  });
  return (host, port) => {
    const found = read.find(({ fits }) => fits(host.toLowerCase()));
    return found && { host: found.host, port: found.port ?? port };
  };
}

/** The certificates of `--trust`. Throws UsageError for a file that holds none. */
export function readTrust(path: string): string {
  try {
    const pem = readFileSync(path, 'utf8');
    createSecureContext({ ca: pem });
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch (error) {
    throw new UsageError('usage/bad-option', `--trust ${path}: ${(error as Error).message}`);
  }
  throw new UsageError(
    'usage/bad-option',
    `--trust ${path}: there is no certificate in it; it should be PEM`,
  );
}

/** Which hosts are recorded, and in what words. */
export interface Scope {
  readonly says: string;
  fits(host: string): boolean;
}

/** By `--host` and `--all-hosts`; else the protocol's own hosts and what is below them. Throws UsageError. */
export function scopeOf(globs: readonly string[], all: boolean, { hosts, title }: Protocol): Scope {
  if (all && globs.length > 0)
    throw new UsageError('usage/bad-option', 'capture: --all-hosts leaves nothing for --host to choose');
  if (all) return { says: 'all hosts', fits: () => true };
  if (globs.length > 0) {
    const tests = globs.map((pattern) => glob(pattern.toLowerCase()));
    return { says: globs.join(', '), fits: (host) => tests.some((fits) => fits(host.toLowerCase())) };
  }
  const names = [...new Set(hosts.map(({ name }) => name))];
  if (names.length === 0)
    throw new UsageError('usage/bad-option', `capture: ${title} has no hosts; name some with --host`);
  return {
    says: `the ${names.length} hosts of ${title}`,
    fits: (host) => names.some((name) => host === name || host.endsWith(`.${name}`)),
  };
}
