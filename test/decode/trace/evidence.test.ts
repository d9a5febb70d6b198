/** No binding without evidence: what every binding names is there, came before, and says the same. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Call } from '../../../src/decode/call.ts';
import { barest, type Traced } from '../../../src/decode/trace/index.ts';
import { eachProduced } from '../../../src/decode/trace/produced.ts';
import { usedIn } from '../../../src/decode/trace/used.ts';
import type { Exchange } from '../../../src/exchange.ts';
import type { Protocol } from '../../../src/protocol/protocol.ts';
import { Table } from '../../../src/protocol/table.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { captures, clientHars, filesIn, hars, none, recordingOf } from './recordings.ts';

/** Every value and container of an exchange by its place, as texts. */
function placesIn(exchange: Exchange, table: Table, protocol: Protocol): Map<string, string> {
  const places = new Map<string, string>();
  const call = new Call(exchange, table);
  const container = (where: string, value: object): void => {
    places.set(
      where,
      JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner)),
    );
  };
  eachProduced(call, {
    value: ({ where, text }) => places.set(where, text),
    container: ({ where, value }) => container(where, value),
    text: (where, text) => places.set(where, text),
    cookie: ({ name, value }) => places.set(`/response/cookies/${name}`, value),
  });
  for (const { where, raw } of usedIn(call.request, protocol.cookies).values) places.set(where, raw);
  return places;
}

const parts = (text: string): string[] => text.split(/[^\p{L}\p{N}@+/=.-]+/u).filter((part) => part !== '');

/** Why a binding cannot be right; undefined where nothing speaks against it. */
function flawOf({ value, from, transforms = [] }: Traced, source: string | undefined): string | undefined {
  if (source === undefined) return `${from?.where} is not there`;
  const [used, had] = [barest(value), barest(source)];
  if (transforms.includes('join') || transforms.includes('json-encode'))
    return parts(used).every((part) => parts(had).includes(part)) ? undefined : 'its parts differ';
  if (transforms.includes('base64-encode') || transforms.includes('base64-decode')) return undefined;
  if (transforms.includes('embed')) return undefined;
  if (transforms.includes('form-encode')) return undefined;
  if (transforms.includes('url-part') || transforms.includes('part'))
    return had.includes(used) ? undefined : 'it is no part of its source';
  return used === had ? undefined : 'the values differ';
}

async function flawsIn(path: string, protocol: Protocol): Promise<string[]> {
  const { exchanges, values } = await recordingOf(path, protocol);
  const table = new Table(protocol);
  const byId = new Map(exchanges.map((exchange) => [exchange.id, exchange]));
  const known = new Map<string, Map<string, string>>();
  const flaws: string[] = [];
  for (const traced of values) {
    const { to, from } = traced;
    if (!from) continue;
    const source = byId.get(from.exchange)!;
    if (!known.has(from.exchange)) known.set(from.exchange, placesIn(source, table, protocol));
    const flaw =
      source.startedAt > byId.get(to.exchange)!.startedAt
        ? 'it came later'
        : flawOf(traced, known.get(from.exchange)!.get(from.where));
    if (flaw !== undefined)
      flaws.push(`${to.exchange} ${to.where} from ${from.exchange} ${from.where}: ${flaw}`);
  }
  return flaws;
}

/** Values that are everywhere: bound only as a cookie, or inside a structure that the reply has whole. */
async function commonOnes(path: string, protocol: Protocol): Promise<string[]> {
  const { values } = await recordingOf(path, protocol);
  return values
    .filter(({ kind, value }) => kind === 'bound' && /^(?:\d{0,4}|[a-z]{2}[_-][A-Z]{2}|[a-z]+)$/.test(value))
    .filter(
      ({ to, why }) => !to.where.startsWith('/request/cookies/') && !why.startsWith('part of a structure'),
    )
    .map(({ to, value }) => `${to.where} ${value}`);
}

const own = filesIn(captures).map((name) => join(captures, name));
const clients = filesIn(clientHars).map((name) => join(clientHars, name));

describe.each([wechat, none])('every binding of protocol $name', (protocol) => {
  test.each([...own, ...clients])('has evidence in %s', async (path) => {
    expect(await flawsIn(path, protocol)).toEqual([]);
    expect(await commonOnes(path, protocol)).toEqual([]);
  });
});

test.skipIf(filesIn(hars).length === 0)(
  'every binding of recordings from elsewhere has evidence',
  async () => {
    for (const name of filesIn(hars)) {
      expect(await flawsIn(join(hars, name), none), name).toEqual([]);
      expect(await commonOnes(join(hars, name), none), name).toEqual([]);
    }
  },
  120_000,
);

describe('what changes from request to request', () => {
  test.each([...own, ...clients])('is explained in %s', async (path) => {
    const { values } = await recordingOf(path);
    const dynamic = values.filter(({ kind }) => kind !== 'constant');
    const explained = dynamic.filter(({ kind }) => kind !== 'unknown');
    expect(dynamic.length).toBeGreaterThan(10);
    expect(explained.length / dynamic.length).toBeGreaterThanOrEqual(0.95);
  });
});
