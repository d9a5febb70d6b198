/** Protocols by name, or from a file. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../errors.ts';
import { readError } from '../har/file-error.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { Table } from '../protocol/table.ts';
import type { Text } from './command.ts';
import { didYouMean } from './nearest.ts';

/** Every exchange is outside of it. */
const none: Protocol = {
  name: 'none',
  title: 'no protocol',
  domains: [],
  hosts: [],
  session: {},
  cookies: {},
  endpoints: [],
  messages: [],
  returns: {},
  machines: [],
  events: {},
  lanes: [],
  headers: () => [],
  derive: () => undefined,
};

const known: Readonly<Record<string, () => Promise<Protocol>>> = {
  wechat: async () => (await import('../protocol/wechat/index.ts')).wechat,
  none: async () => none,
};

/** Names that `--protocol` takes beside files. */
export const protocolNames = Object.keys(known);

/** The option of every command that reads recordings. */
export const protocolOption = {
  kind: 'text',
  says: `the protocol: ${protocolNames.join(', ')}, or an ES module whose default export is one`,
  value: 'NAME|FILE',
  default: 'wechat',
} as const satisfies Text;

/** Loads and checks. Throws UsageError for an unknown name and for a file that gives no protocol, RecordingError for one that cannot be read. */
export async function loadProtocol(name: string): Promise<Protocol> {
  const builtIn = Object.hasOwn(known, name) ? known[name] : undefined;
  if (builtIn) return builtIn();
  if (!/[./\\]/.test(name)) {
    const message = `there is no protocol ${name}${didYouMean(name, protocolNames)}`;
    throw new UsageError('usage/unknown-name', `${message} (${protocolNames.join(', ')}, or a file)`);
  }
  return fromFile(name);
}

async function fromFile(path: string): Promise<Protocol> {
  await access(path).catch((error: unknown) => {
    throw readError(path, error);
  });
  const fail = (what: string): never => {
    throw new UsageError('usage/bad-option', `--protocol ${path}: ${what}`);
  };
  let loaded: { default?: unknown };
  try {
    loaded = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  const lacking = missingPart(loaded.default);
  if (lacking !== undefined) return fail(`the default export is no protocol: ${lacking}`);
  const protocol = loaded.default as Protocol;
  try {
    return new Table(protocol).protocol;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** The first part that a protocol must have and this value has not. */
function missingPart(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it is no object';
  for (const [key, example] of Object.entries(none)) {
    const part: unknown = (value as Record<string, unknown>)[key];
    if (Array.isArray(example) !== Array.isArray(part) || typeof example !== typeof part)
      return `${key} is missing`;
  }
  return undefined;
}
