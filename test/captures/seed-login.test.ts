/** Holds the transcribed login to its trace, and to having none of the trace's personal values. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endOf, folder, header, named, query, read, reply, root } from './recording.ts';

const seeds = join(root, '../shared/seeds');

describe('seed-login.har', () => {
  const text = readFileSync(join(folder, 'seed-login.har'), 'utf8');
  const entries = read('seed-login.har');
  const [ticket] = named(entries, '/webwxnewloginpage');
  const [init] = named(entries, '/webwxinit');
  const cookie = (name: string): string =>
    ticket!.response.cookies.find((each) => each.name === name)?.value ?? '';

  test('the lengths of the trace hold: 284 bytes of XML in 236, 149 bytes of webwxinit', () => {
    expect([ticket!.response.content.size, header(ticket!.response.headers, 'Content-Length')]).toEqual([
      284,
      '236',
    ]);
    expect(init!.request.bodySize).toBe(149);
    expect(init!.response.content.text).toBeUndefined();
  });

  test('pass_ticket is percent-encoded in the XML and once more in the query', () => {
    const encoded = /<pass_ticket>(.*)<\/pass_ticket>/.exec(reply(ticket!))?.[1];
    expect(encoded).toContain('%2F');
    expect(query(init!, 'pass_ticket')).toBe(encodeURIComponent(encoded ?? ''));
  });

  test('webwx_auth_ticket holds the account in its second field', () => {
    const bytes = Buffer.from(cookie('webwx_auth_ticket'), 'base64');
    const digits = bytes.subarray(4, 9).map((byte) => byte & 127);
    expect(bytes[3]).toBe(0x10);
    expect(digits.reduceRight((sum, digit) => sum * 128 + digit, 0)).toBe(Number(cookie('wxuin')));
  });

  test('webwxinit sends back the seven cookies it was given', () => {
    const sent = init!.request.cookies.map(({ name, value }) => `${name}=${value}`);
    const given = ticket!.response.cookies.map(({ name, value }) => `${name}=${value}`);
    expect(given).toHaveLength(7);
    expect(sent.slice(2, 9)).toEqual(given);
  });

  test('the scan, the ticket and the cookies belong to the seconds of the polls', () => {
    const [scanned, confirmed] = named(entries, '/login');
    expect(Math.floor(endOf(scanned!) / 1000)).toBe(Number(query(ticket!, 'scan')));
    expect(Math.floor(endOf(confirmed!) / 1000)).toBe(Number(cookie('wxloadtime')));
    expect(Math.floor(endOf(ticket!) / 1000)).toBe(Number(cookie('wxloadtime')));
  });

  describe.skipIf(!existsSync(seeds))(
    'beside the trace in ../shared/seeds (skipped where that is missing)',
    () => {
      const trace = (): string =>
        readFileSync(join(seeds, readdirSync(seeds).find((name) => name.startsWith('000'))!), 'utf8');

      test('no personal value of the trace remains, in any encoding', () => {
        const patterns = [
          /wxuin=(\d+)/g,
          /wxsid=([^;]+)/g,
          /(@crypt_\w+)/g,
          /([\w-]+@qrticket_0)/g,
          /<pass_ticket>(.*?)</g,
          /webwx_data_ticket=([^;]+)/g,
          /webwxuvid=([^;]+)/g,
          /webwx_auth_ticket=([^;]+)/g,
          /"DeviceID":"(\w+)"/g,
          /uuid=([\w-]+==)/g,
        ];
        const values = patterns.flatMap((pattern) =>
          [...trace().matchAll(pattern)].map((match) => match[1]!),
        );
        expect(new Set(values).size).toBeGreaterThanOrEqual(patterns.length);
        const forms = (value: string): string[] => [
          value,
          decodeURIComponent(value),
          encodeURIComponent(value),
          Buffer.from(value).toString('base64').slice(0, -4),
        ];
        expect(values.filter((value) => forms(value).some((form) => text.includes(form)))).toEqual([]);
      });

      test('every request line and header of the trace is there, values aside', () => {
        const lines = (url: string): string => url.replace(/=[^&]*/g, '=');
        const wanted = [...trace().matchAll(/^curl '([^']+)'(.*)$/gm)].map((match) => ({
          url: lines(match[1]!),
          headers: [...match[2]!.matchAll(/-H '([^:]+): /g)].map((found) => found[1]),
        }));
        expect(wanted).toHaveLength(7);
        for (const { url, headers } of wanted) {
          const found = entries.filter((entry) => lines(entry.request.url) === url);
          expect(found.length).toBeGreaterThan(0);
          const names = found[0]!.request.headers.map(({ name }) => name);
          if (found[0]!.request.method === 'GET') expect(names).toEqual(headers);
          else expect(names).toEqual(expect.arrayContaining(headers));
        }
      });
    },
  );
});
