/** Recordings for the tests of the trace, each traced once. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Traced, trace } from '../../../src/decode/trace/index.ts';
import type { Exchange } from '../../../src/exchange.ts';
import { HarReader } from '../../../src/har/read.ts';
import type { Protocol } from '../../../src/protocol/protocol.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';

const root = join(import.meta.dirname, '../../..');
export const captures = join(root, 'captures/wechat');
/** Recordings of real clients and of many exporters; not part of the repository. */
export const clientHars = join(root, '../shared/client-hars');
export const hars = join(root, '../shared/hars');

export const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.har(?:\.gz)?$/.test(name))
        .sort()
    : [];

/** No table: every exchange is outside of it. */
export const none: Protocol = {
  ...wechat,
  name: 'none',
  domains: [],
  hosts: [],
  session: {},
  cookies: {},
  endpoints: [],
  machines: [],
};

export interface Recording {
  readonly exchanges: readonly Exchange[];
  readonly values: readonly Traced[];
}

/** What is whole of a recording, traced. */
export async function recordingOf(path: string, protocol: Protocol = wechat): Promise<Recording> {
  const exchanges: Exchange[] = [];
  const reader = await HarReader.open(path).catch(() => undefined);
  try {
    for await (const { exchange } of reader?.ordered() ?? []) if (exchange) exchanges.push(exchange);
  } catch {
    // Damaged ones are among them.
  }
  await reader?.close();
  return { exchanges, values: trace(exchanges, protocol) };
}

/** Values of one endpoint by place, as kind or source. */
export function placesOf({ values }: Recording, endpoint: string, nth = 0): Record<string, string> {
  const ids = [
    ...new Set(values.filter((value) => value.endpoint === endpoint).map(({ to }) => to.exchange)),
  ];
  return Object.fromEntries(
    values
      .filter(({ to }) => to.exchange === ids.at(nth))
      .map(({ to, kind, from, transforms = [] }) => [
        to.where.slice('/request/'.length),
        [from ? `${from.exchange}${from.where}` : kind, ...transforms].join(' '),
      ]),
  );
}
