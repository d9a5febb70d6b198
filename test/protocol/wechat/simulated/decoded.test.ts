/** A simulated session, decoded: no issue, the events that were played, and a flow that ends closed. */
import { describe, expect, test } from 'vitest';
import { Decoder, type Event } from '../../../../src/decode/events.ts';
import { issuesOf } from '../../../../src/decode/issues.ts';
import { TimelineBuilder } from '../../../../src/decode/timeline.ts';
import type { Exchange } from '../../../../src/exchange.ts';
import { wechat } from '../../../../src/protocol/wechat/index.ts';
import { readScenario, type ScenarioFile } from '../../../../src/protocol/wechat/simulated/scenario.ts';
import { uploadOf } from './files.ts';
import { Page, simulate } from './page.ts';

function decode(exchanges: readonly Exchange[]) {
  const decoder = new Decoder(wechat);
  const timeline = new TimelineBuilder();
  const events: Event[] = [];
  const issues: unknown[] = [];
  for (const exchange of exchanges) {
    const decoded = decoder.decode(exchange);
    timeline.add(decoded);
    events.push(...decoded.events);
    const found = issuesOf(decoded.call, decoder.table);
    issues.push(...found.map((issue) => ({ ...issue, endpoint: decoded.call.endpoint?.name })));
  }
  return { events, issues, timeline: timeline.build() };
}

/** What a page does from the QR code to the logout by the phone. */
async function session(file: ScenarioFile = {}): Promise<Page> {
  const page = new Page(simulate(file), { host: file.family === 'web2' ? 'web2.wechat.com' : 'wx.qq.com' });
  await page.ask('index');
  await page.code();
  await page.ask('qrcode');
  await page.pollToEnd();
  await page.redeem();
  await page.start();
  await page.notify();
  const contacts = (await page.ask('webwxgetcontact', { seq: '0' })).got('/MemberList') as {
    UserName: string;
  }[];
  const rooms = contacts.filter(({ UserName }) => UserName.startsWith('@@'));
  const list = rooms.map(({ UserName }) => ({ UserName, ChatRoomId: '' }));
  await page.ask('webwxbatchgetcontact', { count: list.length, list });
  await page.ask('webwxgeticon', { user: page.session.userName, seq: '0' });
  await page.ask('webwxsendmsg', { type: 1, text: 'hi', to: 'filehelper', scene: 0 });
  await uploadOf(page, {});
  const messages = await page.sync(() => false);
  const image = messages.find(({ MsgType }) => MsgType === 3);
  if (image) await page.ask('webwxgetmsgimg', { messageId: image.MsgId });
  return page;
}

describe('a simulated session', () => {
  test('decodes to the events that were played, and ends closed', async () => {
    const { events, issues, timeline } = decode((await session()).exchanges);
    expect(issues).toEqual([]);
    const types = events.map(({ type }) => type).filter((type) => type !== 'sync.checked');
    expect(types).toEqual([
      'login.qr',
      'login.scanned',
      'login.confirmed',
      'session.opened',
      'session.initialised',
      'session.notified',
      'contacts.listed',
      'contacts.fetched',
      'media.fetched',
      'message.sent',
      'media.uploaded',
      ...['sync.pulled', 'message.received'],
      ...['sync.pulled', 'message.received'],
      ...['sync.pulled', 'message.received'],
      ...['sync.pulled', 'message.received'],
      ...['sync.pulled', 'message.received'],
      ...['sync.pulled', 'message.received'],
      ...['sync.pulled', 'message.received'],
      ...['sync.pulled', 'message.revoked'],
      ...['sync.pulled', 'contact.changed'],
      'session.closed',
      'media.fetched',
    ]);
    const kinds = events.filter(({ type }) => type === 'message.received').map(({ kind }) => kind);
    expect(kinds).toEqual(['status-notify', 'text', 'text', 'image', 'link', 'file', 'text']);
    expect(events.find(({ type }) => type === 'session.closed')).toMatchObject({
      by: 'server',
      retcode: 1101,
    });
    expect(timeline.flows.map(({ machine, end }) => [machine, end])).toEqual([
      ['login', 'online'],
      ['sync', 'closed'],
    ]);
    expect(timeline.anomalies.map(({ kind }) => kind)).toEqual(['session-closed']);
  });

  test.each(['wx2', 'wx8', 'web', 'web2'])('decodes without an issue on the hosts of %s', async (family) => {
    const { issues, timeline } = decode((await session({ family })).exchanges);
    expect(issues).toEqual([]);
    expect(timeline.flows.map(({ end }) => end)).toEqual(['online', 'closed']);
  });

  test.each(['2017-01-01', '2019-02-26', '2023-01-01'])('of %s decodes without an issue', async (age) => {
    const { issues } = decode((await session({ age })).exchanges);
    expect(issues).toEqual([]);
  });

  test.each([
    ['{"phone":{"ignore":true},"qrLife":30000}', 'expired', 'qr-expired'],
    ['{"phone":{"cancel":0}}', 'cancelled', undefined],
    ['{"phone":{"refuse":"text"}}', 'refused', 'login-refused'],
    ['{"phone":{"refuse":"html"}}', 'refused', 'login-refused'],
    ['{"phone":{"refuse":"no-location"}}', 'refused', 'login-refused'],
    ['{"phone":{"refuse":"no-wxsid"}}', 'refused', 'login-refused'],
    ['{"phone":{"refuse":"init"}}', 'refused', 'login-refused'],
  ])('of %s ends %s', async (text, end, anomaly) => {
    const page = new Page(await wechat.simulate(text));
    await page.code();
    const last = (await page.pollToEnd()).at(-1);
    if (last === 200) {
      await page.redeem();
      if (page.session.sid) await page.start();
    }
    const { timeline, issues } = decode(page.exchanges);
    expect(timeline.flows.map((flow) => flow.end).filter((state) => state !== 'ready')).toEqual([end]);
    expect(timeline.anomalies.map(({ kind }) => kind)).toEqual(anomaly === undefined ? [] : [anomaly]);
    if (!text.includes('html')) expect(issues).toEqual([]);
    expect(readScenario(text).phone).toHaveLength(1);
  });
});
