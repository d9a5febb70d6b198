import { mkdtempSync, readdirSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { composeLarge, type Part } from '../../src/capture/large-entry.ts';
import { Body, type SocketMessage, type StoredBody } from '../../src/exchange.ts';
import { HarReader } from '../../src/har/read.ts';
import { validateEntry } from '../../src/har/validate.ts';
import { exchangeTo, startedAt } from './exchanges.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-large-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const recording = join(folder, 'session.har');

const stored = (bytes: Buffer): StoredBody => ({
  size: bytes.length,
  isText: true,
  async *chunks() {
    for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
  },
});

function textOf({ file, length, close }: Part): string {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, 0);
  close();
  return bytes.toString();
}

test('what readers would not take lies beside the recording, whole, and its owner’s alone', async () => {
  const bytes = Buffer.from('0123456789'.repeat(100));
  const { response, ...exchange } = exchangeTo('huge');
  const { body: _, ...answer } = response!;
  const part = await composeLarge(
    { ...exchange, response: answer },
    { responseBody: stored(bytes) },
    recording,
    999,
  );
  const entry = JSON.parse(textOf(part));
  expect(validateEntry(entry)).toEqual([]);
  expect(entry.response.content).toEqual({
    size: 1000,
    mimeType: 'text/plain',
    _file: 'session.bodies/huge-response',
  });
  expect(readFileSync(join(folder, 'session.bodies/huge-response'))).toEqual(bytes);
  writeFileSync(recording, JSON.stringify({ log: { entries: [entry] } }));
  const reader = await HarReader.open(recording);
  for await (const { exchange, problems } of reader.entries())
    expect([exchange!.response!.body!.text(), problems]).toEqual([bytes.toString(), []]);
  await reader.close();
  rmSync(recording);
  if (process.platform !== 'win32') {
    expect(statSync(join(folder, 'session.bodies')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'session.bodies/huge-response')).mode & 0o777).toBe(0o600);
  }
});

test('messages for which there is no room follow in a file of lines', async () => {
  const messages: SocketMessage[] = Array.from({ length: 20 }, (_, index) => ({
    from: 'server',
    at: startedAt + index,
    opcode: 1,
    data: Body.ofText(`message ${index}`),
  }));
  const all = (async function* () {
    yield* messages;
  })();
  const entry = JSON.parse(
    textOf(await composeLarge(exchangeTo('socket'), { messages: all }, recording, 300)),
  );
  expect(validateEntry(entry)).toEqual([]);
  const rest = readFileSync(join(folder, entry._webSocketMessagesFile), 'utf8').trim().split('\n');
  const data = [...entry._webSocketMessages, ...rest.map((line) => JSON.parse(line))].map((one) => one.data);
  expect(data).toEqual(messages.map((message) => message.data.text()));
  expect(entry._webSocketMessages.length).toBeGreaterThan(1);
});

test('nothing else is left behind', () => {
  expect(readdirSync(folder)).toEqual(['session.bodies']);
});
