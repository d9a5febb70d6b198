/** Recordings for the tests, good and bad, made from one that comes along. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { capture } from './driftwire.ts';

const whole = readFileSync(capture('logout-by-phone.har'));

export interface Folder {
  path(name: string): string;
  /** Writes a file into the folder and gives its path. */
  file(name: string, content: string | Uint8Array): string;
  remove(): void;
}

export function newFolder(): Folder {
  const folder = mkdtempSync(join(tmpdir(), 'driftwire-'));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    file: (name, content) => {
      writeFileSync(path(name), content);
      return path(name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The recording cut in the middle of the entry that follows so many whole ones. */
export function cutAfter(entries: number): Buffer {
  let at = -1;
  for (let seen = 0; seen <= entries; seen += 1) at = whole.indexOf('"startedDateTime"', at + 1);
  return whole.subarray(0, at + 40);
}

export const gzipped = (): Buffer => gzipSync(whole);
export const text = (): string => whole.toString();

/** An entry of that URL and reply, as a browser would have written it. */
export const entry = (url: string, reply = '', method = 'GET'): object => ({
  startedDateTime: '2026-03-01T08:00:00.000Z',
  time: 50,
  request: {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: [],
    queryString: [],
    headersSize: -1,
    bodySize: 0,
  },
  response: {
    status: 200,
    statusText: 'OK',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: [],
    content: { size: reply.length, mimeType: 'text/plain', text: reply },
    redirectURL: '',
    headersSize: -1,
    bodySize: reply.length,
  },
  cache: {},
  timings: { send: 0, wait: 50, receive: 0 },
});

export const har = (...entries: object[]): string =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries } });
