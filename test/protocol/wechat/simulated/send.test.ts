/** Sending, recalling, uploading, downloading. */
import { describe, expect, test } from 'vitest';
import { formats } from '../../../../src/protocol/wechat/formats.ts';
import { uploadOf } from './files.ts';
import { loggedIn, type Message, type Page, type Said } from './page.ts';

const text = (page: Page, to = 'filehelper'): Promise<Said> =>
  page.ask('webwxsendmsg', { type: 1, text: 'hi', to, scene: 0 });
const ret = (answer: Said): unknown => answer.got('/BaseResponse/Ret');

describe('a message that is sent', () => {
  test('is answered with a new MsgID and its own LocalID', async () => {
    const page = await loggedIn();
    const answers = [await text(page), await text(page)];
    for (const answer of answers) {
      const sent = JSON.parse(answer.exchange.request.body!.text()) as { Msg: { LocalID: string } };
      expect(answer.got('/LocalID')).toBe(sent.Msg.LocalID);
      expect(answer.got('/MsgID')).toMatch(/^\d{19}$/);
    }
    expect(answers[0]!.got('/MsgID')).not.toBe(answers[1]!.got('/MsgID'));
  });

  test('does not come back to its sender', async () => {
    const page = await loggedIn({ events: [] });
    await text(page);
    expect((await page.pull()).got('/AddMsgCount')).toBe(0);
    expect((await page.check()).selector).toBe('0');
  });

  test('to the account itself or to nobody is refused with 1204', async () => {
    const page = await loggedIn();
    expect(ret(await text(page, String(page.session.userName)))).toBe(1204);
    expect(ret(await text(page, '@0000'))).toBe(1204);
    const answer = await text(page, '');
    expect([ret(answer), answer.got('/MsgID'), answer.got('/LocalID')]).toEqual([1204, '', '']);
  });

  test('in a burst is refused with 1205, in 79 bytes, until the window has passed', async () => {
    const page = await loggedIn({ limits: { sends: 3, window: 5_000 } });
    const rets: unknown[] = [];
    for (let count = 0; count < 5; count++) rets.push(ret(await text(page)));
    expect(rets).toEqual([0, 0, 0, 1205, 1205]);
    expect((await text(page)).exchange.response!.body!.size).toBe(79);
    await page.clock.sleep(5_000);
    expect(ret(await text(page))).toBe(0);
  });

  test.each([
    ['webwxsendmsgimg', { type: 3, mediaId: 'x' }],
    ['webwxsendvideomsg', { type: 43, mediaId: 'x' }],
    ['webwxsendappmsg', { type: 6, appmsg: '<appmsg><title>a & <b>.txt</title></appmsg>' }],
    ['webwxsendemoticon', { type: 47, mediaId: 'x' }],
  ])('by %s is taken too', async (name, input) => {
    const answer = await (await loggedIn()).ask(name, { ...input, to: 'filehelper', scene: 0 });
    expect(ret(answer)).toBe(0);
  });

  test('without a Msg is a parameter error', async () => {
    const page = await loggedIn();
    const { request } = (await text(page)).exchange;
    const body = JSON.parse(request.body!.text()) as Record<string, unknown>;
    delete body.Msg;
    expect(ret(await page.raw('POST', request.url, JSON.stringify(body)))).toBe(1);
  });
});

describe('a recall', () => {
  const recall = (page: Page, messageId: unknown, to = 'filehelper'): Promise<Said> =>
    page.ask('webwxrevokemsg', { messageId, to });

  test('takes an own message back, once, within two minutes', async () => {
    const page = await loggedIn({ events: [] });
    const [early, late] = [(await text(page)).got('/MsgID'), (await text(page)).got('/MsgID')];
    const answer = await recall(page, early);
    expect([ret(answer), answer.got('/SysWording')]).toEqual([0, '已撤回']);
    expect(ret(await recall(page, early))).toBe(1);
    await page.clock.sleep(120_001);
    const refused = await recall(page, late);
    expect([ret(refused), refused.got('/BaseResponse/ErrMsg')]).toEqual([1, '超过2分钟的消息不能撤回']);
  });

  test('of what others wrote, or in another chat, is refused', async () => {
    const page = await loggedIn({ events: [{ after: 1, message: { text: 'x' } }] });
    const [message] = await page.sync((found) => found.length > 0);
    expect(ret(await recall(page, message!.MsgId, String(message!.FromUserName)))).toBe(1);
    expect(ret(await recall(page, (await text(page)).got('/MsgID'), 'weixin'))).toBe(1);
  });
});

describe('an upload', () => {
  test('gives a MediaId, and the bytes back to who asks for it', async () => {
    const page = await loggedIn();
    const answer = await uploadOf(page, { name: 'Notes & more.txt' });
    expect(ret(answer)).toBe(0);
    expect(answer.got('/MediaId')).toMatch(formats.mediaId);
    expect(answer.got('/EncryFileName')).toBe('Notes%20%26%20more%2Etxt');
    const mediaId = answer.got('/MediaId');
    const media = await page.ask('webwxgetmedia', { sender: page.session.userName, mediaId, fileName: 'x' });
    expect(media.text).toBe('hello');
    expect(media.header('content-type')).toBe('application/octet-stream');
    expect((await page.ask('webwxpreview', { fun: 'preview', mediaId })).status).toBe(200);
  });

  test('in pieces has an empty MediaId until the last, in whatever order they come', async () => {
    const page = await loggedIn();
    const bytes = Uint8Array.from({ length: 1_200_000 }, (_, index) => index & 255);
    const piece = (chunk: number): Promise<Said> =>
      uploadOf(page, {
        bytes: bytes.slice(chunk * 524_288, (chunk + 1) * 524_288),
        chunk,
        chunks: 3,
        size: bytes.length,
      });
    const answers = [await piece(1), await piece(0), await piece(2)];
    expect(answers.map((answer) => answer.got('/MediaId') === '')).toEqual([true, true, false]);
    expect(answers.map((answer) => answer.got('/StartPos'))).toEqual([524_288, 1_048_576, 1_200_000]);
    const mediaId = answers[2]!.got('/MediaId');
    const media = await page.ask('webwxgetmedia', { sender: 'x', mediaId, fileName: 'x' });
    expect(Buffer.from(media.exchange.response!.body!.bytes()).equals(Buffer.from(bytes))).toBe(true);
  });

  test('is shown by the message that sends it', async () => {
    const page = await loggedIn();
    const picture = Uint8Array.from([0xff, 0xd8, 0xff, 1, 2, 3]);
    const mediaId = (await uploadOf(page, { name: 'a.jpg', mime: 'image/jpeg', bytes: picture })).got(
      '/MediaId',
    );
    const sent = await page.ask('webwxsendmsgimg', { type: 3, mediaId, to: 'filehelper', scene: 0 });
    const shown = await page.ask('webwxgetmsgimg', { messageId: sent.got('/MsgID') });
    expect([...shown.exchange.response!.body!.bytes()]).toEqual([...picture]);
    const local = await page.ask('webwxgetmsgimg', { messageId: '17952298495990231' });
    expect([local.status, local.text]).toEqual([200, '']);
  });

  test('of a session that is not alive is refused, in 128 bytes before there was EncryFileName', async () => {
    const page = await loggedIn({ age: '2017-06-01' });
    page.session.sid = 'AAAAAAAAAAAAAAAA';
    const answer = await uploadOf(page, {});
    expect([ret(answer), answer.exchange.response!.body!.size]).toEqual([1101, 128]);
  });

  test('without a readable uploadmediarequest is an error, never a failure', async () => {
    const page = await loggedIn();
    const url = 'https://file.wx.qq.com/cgi-bin/mmwebwx-bin/webwxuploadmedia?f=json';
    for (const body of [
      '',
      'x',
      '--b\r\nContent-Disposition: form-data; name="uploadmediarequest"\r\n\r\n{\r\n--b--',
    ]) {
      const answer = await page.raw('POST', url, body, [['Content-Type', 'multipart/form-data; boundary=b']]);
      expect(ret(answer)).toBe(1200);
    }
  });

  test('can be asked about before, and skipped when the file is there', async () => {
    const page = await loggedIn();
    const check = (): Promise<Said> =>
      page.ask('webwxcheckupload', { to: 'filehelper', size: 5, md5: 'm1', fileName: 'a.txt' });
    const before = await check();
    expect([before.got('/MediaId'), before.got('/AESKey')]).toEqual([
      '',
      expect.stringMatching(/^[0-9a-f]{32}$/),
    ]);
    const mediaId = (await uploadOf(page, {})).got('/MediaId');
    expect((await check()).got('/MediaId')).toBe(mediaId);
  });

  test('keeps no more than its share of memory', async () => {
    const page = await loggedIn({ changes: { D35: false } });
    const first = (await uploadOf(page, { bytes: new Uint8Array(30_000_000) })).got('/MediaId');
    for (let count = 0; count < 2; count++)
      await uploadOf(page, { bytes: new Uint8Array(30_000_000), md5: `${count}` });
    const media = await page.ask('webwxgetmedia', { sender: 'x', mediaId: first, fileName: 'x' });
    expect(media.exchange.response!.body!.size).toBe(0);
  });
});

describe('a download', () => {
  const events = [
    { after: 1, message: { kind: 'image' } },
    { after: 1, message: { kind: 'voice' } },
    { after: 1, message: { kind: 'video' } },
    { after: 1, message: { kind: 'file', name: 'a.txt', bytes: 5000 } },
    { after: 1, message: { kind: 'emoticon' } },
  ];
  const received = async (): Promise<[Page, Message[]]> => {
    const page = await loggedIn({ events });
    await page.clock.sleep(10);
    return [page, (await page.pull()).got('/AddMsgList') as Message[]];
  };

  test('of a message is of its kind', async () => {
    const [page, [image, voice, , file, emoticon]] = await received();
    const size = (answer: Said): number => answer.exchange.response!.body!.size;
    const big = await page.ask('webwxgetmsgimg', { messageId: image!.MsgId });
    const small = await page.ask('webwxgetmsgimg', { messageId: image!.MsgId, size: 'slave' });
    expect(size(big)).toBeGreaterThan(size(small));
    const types = [
      big,
      await page.ask('webwxgetvoice', { messageId: voice!.MsgId }),
      await page.ask('webwxgetmsgimg', { messageId: emoticon!.MsgId }),
    ].map((answer) => answer.header('content-type'));
    expect(types).toEqual(['image/jpeg', 'audio/mp3', 'image/gif']);
    const media = await page.ask('webwxgetmedia', {
      sender: 'x',
      mediaId: file!.MediaId,
      fileName: file!.EncryFileName,
    });
    expect([size(media), media.text.startsWith('a.txt\n')]).toEqual([5000, true]);
  });

  test('of a video needs a Range', async () => {
    const [page, [, , video]] = await received();
    const messageId = video!.MsgId;
    const url = `https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxgetvideo?msgid=${String(messageId)}&skey=x`;
    expect((await page.raw('GET', url)).text).toBe('');
    const whole = await page.ask('webwxgetvideo', { messageId });
    const bytes = whole.exchange.response!.body!.size;
    expect([whole.status, whole.header('content-range')]).toEqual([206, `bytes 0-${bytes - 1}/${bytes}`]);
    const part = await page.raw('GET', url, undefined, [['Range', 'bytes=4-11']]);
    expect(part.text).toBe('ftypisom');
  });

  test('of faces follows their UserName, of members who are no contacts too', async () => {
    const page = await loggedIn();
    const init = await page.start();
    const rooms = (
      init.got('/ContactList') as { UserName: string; MemberList: { UserName: string }[] }[]
    ).filter(({ UserName }) => UserName.startsWith('@@'));
    for (const user of [
      page.session.userName,
      'filehelper',
      ...rooms[0]!.MemberList.map(({ UserName }) => UserName),
    ]) {
      expect((await page.ask('webwxgeticon', { user, seq: '0' })).text.length).toBeGreaterThan(100);
    }
    expect((await page.ask('webwxgetheadimg', { user: rooms[0]!.UserName })).text.length).toBeGreaterThan(
      100,
    );
    expect((await page.ask('webwxgeticon', { user: '@0' })).text).toBe('');
  });

  test('without cookies is empty', async () => {
    const [page, [image]] = await received();
    page.dropCookies();
    const answer = await page.ask('webwxgetmsgimg', { messageId: image!.MsgId });
    expect([answer.status, answer.text]).toEqual([200, '']);
  });

  test('of a link that was clicked leads on, and nowhere but to the web', async () => {
    const page = await loggedIn();
    const click = (url: string): Promise<Said> => page.ask('webwxcheckurl', { url });
    const good = await click('https://example.org/a?b=1&c=ä');
    expect([good.status, good.header('location')]).toEqual([302, 'https://example.org/a?b=1&c=%C3%A4']);
    for (const url of ['javascript:alert(1)', 'https://a\r\nX: y', '//a', ''])
      expect((await click(url)).status).toBe(200);
  });
});
