/** Media go up and come down byte for byte. */
import { describe, expect, test } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import { mediumOfBytes } from '../../src/client/session-file.ts';
import { rows } from '../../src/protocol/wechat/index.ts';
import { type Played, play } from './simulated.ts';

const bytes = (size: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length: size }, (_, index) => (index * 31 + seed * 7 + (index >> 8)) & 255);
const piece = 512 * 1024;

async function online(): Promise<Played> {
  const played = play({ scenario: { events: [] } });
  await played.client.login();
  return played;
}

/** Without a picture of the difference, which takes longer than the test. */
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
const shown = async (client: Pick<Client, 'call'>, messageId: string): Promise<Uint8Array> =>
  (await client.call(rows.getmsgimg, { messageId })).response!.body!.bytes();
const calls = (played: Played, name: string) =>
  played.exchanges.filter(({ request }) => request.url.includes(`/${name}`));

describe('uploads', () => {
  test.each([
    ['image', 1],
    ['image', piece],
    ['image', piece + 1],
    ['emoticon', 3 * piece],
    ['file', 4 * piece + 17],
    ['video', 2 * piece],
  ] as const)('%s of %i bytes', async (kind, size) => {
    const played = await online();
    const { client } = played;
    const medium = mediumOfBytes('图 <1> & "2".gif', bytes(size), 0);
    const sent = await client.send[kind]('filehelper', medium);
    expect(sent).toMatchObject({ to: 'filehelper', kind });
    expect(calls(played, 'webwxuploadmedia')).toHaveLength(Math.ceil(size / piece));
    expect(same(await shown(client, sent.id), bytes(size))).toBe(true);
    expect(played.calls()).not.toContain('webwxcheckupload');
  });

  test('all pieces say the same of the whole', async () => {
    const played = await online();
    await played.client.send.file('filehelper', mediumOfBytes('a.bin', bytes(3 * piece), 0));
    const requests = calls(played, 'webwxuploadmedia').map(
      ({ request }) => /name="uploadmediarequest"\r\n\r\n(.*?)\r\n/s.exec(request.body!.text())![1],
    );
    expect(new Set(requests).size).toBe(1);
    expect(requests).toHaveLength(3);
  });

  test('above 25 MB the server is asked first, and what it has is not sent again', async () => {
    const played = await online();
    const medium = mediumOfBytes('large.bin', bytes(25 * 1024 * 1024 + 1), 0);
    const first = await played.client.send.file('filehelper', medium);
    const uploads = calls(played, 'webwxuploadmedia');
    expect(uploads).toHaveLength(51);
    expect(uploads[0]!.request.body!.text()).toMatch(/"AESKey":"[0-9a-f]{32}","Signature":"[0-9a-f]{128}"/);
    const card = calls(played, 'webwxsendappmsg')[0]!.request.body!.text();
    expect(card).toMatch(/"Signature":"[0-9a-f]{128}"/);
    const second = await played.client.send.file('filehelper', medium);
    expect(second.id).not.toBe(first.id);
    expect(calls(played, 'webwxuploadmedia')).toHaveLength(51);
    expect(calls(played, 'webwxcheckupload')).toHaveLength(2);
  });

  test('a piece that is not taken ends the upload, and nothing is sent', async () => {
    const played = play({ scenario: { events: [] }, faults: ['503:webwxuploadmedia:2'] });
    await played.client.login();
    const sending = played.client.send.file('filehelper', mediumOfBytes('a.bin', bytes(3 * piece), 0));
    await expect(sending).rejects.toMatchObject({ code: 'remote/garbled' });
    expect(calls(played, 'webwxuploadmedia')).toHaveLength(2);
    expect(played.calls()).not.toContain('webwxsendappmsg');
  });
});

/** Message kinds that carry something, and the row that gives it. */
const carried = {
  image: 'webwxgetmsgimg',
  voice: 'webwxgetvoice',
  video: 'webwxgetvideo',
  'micro-video': 'webwxgetvideo',
  emoticon: 'webwxgetmsgimg',
  file: 'webwxgetmedia',
  link: 'webwxgetmsgimg',
  location: 'webwxgetpubliclinkimg',
} as const;

describe('downloads', () => {
  test.each(Object.entries(carried))('of kind %s, by %s', async (kind, row) => {
    const events = [
      { after: 20_000, message: { kind, name: 'a b.txt', bytes: 100_000 } },
      { after: 60_000, logout: 1101 },
    ];
    const played = play({ scenario: { events } });
    const got: Promise<{ said: number; taken: Uint8Array }>[] = [];
    played.client.on('message', (event) => {
      if (event.kind !== kind) return;
      const chunks: Uint8Array[] = [];
      const take = (chunk: Uint8Array): void => void chunks.push(chunk);
      got.push(
        played.client.media
          .download(event, take)
          .then((said) => ({ said, taken: Uint8Array.from(chunks.flatMap((chunk) => [...chunk])) })),
      );
    });
    await played.client.login();
    await played.client.sync();
    const [one] = await Promise.all(got);
    const exchange = played.exchanges.find(({ request }) => request.url.includes(`/${row}`))!;
    expect(same(one!.taken, exchange.response!.body!.bytes())).toBe(true);
    expect(one!.said).toBe(one!.taken.length);
    expect(one!.said).toBeGreaterThan(10);
    if (kind === 'file') expect(one!.said).toBe(100_000);
  });

  test('a text carries nothing', async () => {
    const played = play();
    const failures: Promise<unknown>[] = [];
    played.client.on('message', (event) => {
      if (event.kind === 'text')
        failures.push(
          expect(played.client.media.download(event, () => undefined)).rejects.toMatchObject({
            code: 'usage/bad-option',
          }),
        );
    });
    await played.client.login();
    await played.client.sync();
    await Promise.all(failures);
    expect(failures.length).toBeGreaterThan(0);
  });

  test('pictures of people and rooms', async () => {
    const { client } = await online();
    for (const wanted of ['person', 'room']) {
      const contact = [...client.contacts].find(({ kind }) => kind === wanted)!;
      expect(await client.media.picture(contact, () => undefined)).toBeGreaterThan(100);
    }
  });
});
