/** What the tests of recordings share. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { DriftwireError, type RecordingError } from '../../src/errors.ts';
import type { Exchange } from '../../src/exchange.ts';
import type { HarItem } from '../../src/har/item.ts';
import { HarReader, type ReadOptions } from '../../src/har/read.ts';
import type { JsonObject } from '../../src/har/values.ts';

/** Real recordings, where they lie beside the checkout. */
const sharedHars = join(import.meta.dirname, '../../../shared/hars');
const clientHars = join(import.meta.dirname, '../../../shared/client-hars');
export const hasShared = existsSync(sharedHars);

/** One line of the manifest of the real recordings. */
export interface Listed {
  file: string;
  path: string;
  entries: number;
  isValid: boolean;
}

export function listedHars(): Listed[] {
  if (!hasShared) return [];
  const [header = '', ...lines] = readFileSync(join(sharedHars, 'manifest.tsv'), 'utf8').trim().split('\n');
  const names = header.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string) => cells[names.indexOf(name)] ?? '';
    const file = cell('file');
    return {
      file,
      path: join(sharedHars, file),
      entries: Number(cell('entries')),
      isValid: cell('har_validator_5.1.5') === 'valid',
    };
  });
}

export function clientHarPaths(): string[] {
  if (!existsSync(clientHars)) return [];
  return readdirSync(clientHars)
    .filter((name) => name.endsWith('.har'))
    .map((name) => join(clientHars, name));
}

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftwire-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes `content` to a new file in `folder` and gives its path. */
export function fileWith(folder: string, content: string | Uint8Array, suffix = '.har'): string {
  const name = createHash('sha1').update(content).digest('hex').slice(0, 16);
  const path = join(folder, `${name}${suffix}`);
  writeFileSync(path, content);
  return path;
}

/** A sound entry to be changed. */
export function soundEntry(): JsonObject {
  return {
    startedDateTime: '2020-01-01T00:00:00.000Z',
    time: 50,
    request: {
      method: 'GET',
      url: 'https://example.test/path?a=1',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      queryString: [{ name: 'a', value: '1' }],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: 200,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      content: { size: 4, mimeType: 'text/plain', text: 'body' },
      redirectURL: '',
      headersSize: -1,
      bodySize: 4,
    },
    cache: {},
    timings: { send: 10, wait: 30, receive: 10 },
  };
}

export function harOf(entries: readonly unknown[], log: JsonObject = {}): JsonObject {
  return { log: { version: '1.2', creator: { name: 'test', version: '1' }, ...log, entries } };
}

/** What reading a recording to its end came to. */
export interface Reading {
  items: HarItem[];
  error: RecordingError | undefined;
  reader: HarReader;
}

/** Reads everything; anything thrown but this project's errors fails the test. */
export async function readAll(path: string, options: ReadOptions = {}): Promise<Reading> {
  const reader = await HarReader.open(path, options);
  const items: HarItem[] = [];
  let error: RecordingError | undefined;
  try {
    for await (const item of reader.entries()) items.push(item);
  } catch (cause) {
    if (!(cause instanceof DriftwireError)) throw cause;
    error = cause as RecordingError;
  } finally {
    await reader.close();
  }
  return { items, error, reader };
}

/** Everything an iterable gives. */
export async function collect<Item>(iterable: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}

/** The code of the error that `work` ends in. */
export async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof DriftwireError) return error.code;
    throw error;
  }
}

/** All an Exchange says, in a form that can be compared. */
export function spoken(exchange: Exchange | undefined): unknown {
  if (exchange === undefined) return undefined;
  const bytes = (body: { bytes(): Uint8Array } | undefined) =>
    body === undefined ? 'not recorded' : Buffer.from(body.bytes()).toString('base64');
  const { request, response } = exchange;
  return {
    startedAt: exchange.startedAt,
    timing: exchange.timing,
    failure: exchange.failure,
    request: [request.method, request.url, request.httpVersion, request.headers, bytes(request.body)],
    response: response && [
      response.status,
      response.statusText,
      response.httpVersion,
      response.headers,
      bytes(response.body),
    ],
    messages: exchange.messages?.map(({ from, at, opcode, data }) => [from, at, opcode, bytes(data)]),
  };
}

/** A zip archive of these files. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const data = Buffer.from(content as Uint8Array);
    const packed = deflateRawSync(data);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x800, 2);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name)]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), shared, place, Buffer.from(name));
    local.push(header, packed);
    offset += header.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  const count = Object.keys(files).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06'), end]);
}

/** The CRC of zip and gzip. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A zstd frame that holds `bytes` in blocks as they are. */
export function zstdOf(bytes: Uint8Array, blockSize = 1000): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += blockSize) {
    const block = bytes.subarray(at, at + blockSize);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (at + blockSize >= bytes.length ? 1 : 0), 0, 3);
    blocks.push(header, Buffer.from(block));
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58]), ...blocks]);
}
