/** What must change nothing: order of entries and keys, spelling of headers, coding, a way through a baseline. */
import { describe, expect, test } from 'vitest';
import { Body, type Exchange } from '../../../src/exchange.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { readBaseline } from '../../../src/replay/drift/baseline-file.ts';
import { compare } from '../../../src/replay/drift/compare.ts';
import { baselineText } from '../../../src/replay/drift/profile-json.ts';
import { captures, drift, exchangesOf, learned } from './learned.ts';

const good = await exchangesOf(`${captures}/logout-by-phone.har`);
const other = await exchangesOf(`${captures}/refused-301.har`);
const expected = drift(good, other);

/** The same object with its keys the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

function rewritten(exchange: Exchange): Exchange {
  // Exchanges of a recording give their members by getters.
  const { id, startedAt, timing, failure, request, response } = exchange;
  const text = response?.body?.text() ?? '';
  const isJson = text.startsWith('{');
  return {
    id,
    startedAt,
    timing,
    ...(failure && { failure }),
    request: {
      method: request.method,
      url: request.url,
      headers: request.headers.map(([name, value]) => [name.toUpperCase(), value] as const).toReversed(),
      ...(request.body && { body: request.body }),
    },
    ...(response && {
      response: {
        status: response.status,
        httpVersion: 'h2',
        headers: [
          ...response.headers.map(([name, value]) => [name.toLowerCase(), value] as const),
          ['content-encoding', 'gzip'],
        ] as const,
        ...(response.body && {
          body: isJson
            ? Body.ofText(JSON.stringify(turned(JSON.parse(text))))
            : Body.ofBytes(response.body.bytes()),
        }),
      },
    }),
  };
}

describe('findings', () => {
  test('are the same for entries written otherwise', () => {
    expect(drift(good, other.map(rewritten))).toEqual(expected);
    expect(drift(good.map(rewritten), other)).toEqual(expected);
    expect(drift(good, good.map(rewritten)).findings).toEqual([]);
  });

  test('are the same every time, and through a baseline but for the evidence in it', () => {
    expect(drift(good, other)).toEqual(expected);
    const text = baselineText(learned(good), wechat);
    expect(baselineText(readBaseline(text, 'base.json', wechat), wechat)).toBe(text);
    const through = compare(wechat, readBaseline(text, 'base.json', wechat), learned(other));
    const bare = (report: typeof expected) =>
      report.findings.map(({ evidence, ...finding }) => ({ ...finding, at: evidence.observed }));
    expect(bare(through)).toEqual(bare(expected));
  });

  test('are the same for entries that begin at once, whichever stands first', async () => {
    const next = await exchangesOf(`${captures}/push-login.har`);
    const turnedAbout = next.toReversed().sort((one, two) => one.startedAt - two.startedAt);
    expect(turnedAbout.map(({ id }) => id)).not.toEqual(next.map(({ id }) => id));
    expect(drift(good, turnedAbout)).toEqual(drift(good, next));
  });

  test('have fingerprints of their own', () => {
    const prints = expected.findings.map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{12}$/);
  });
});
