/** The pages: the web client in miniature works, and so does the phone. */
import { describe, expect, test } from 'vitest';
import type { ScenarioFile } from '../../../../src/protocol/wechat/simulated/scenario.ts';
import { Browser } from './browser.ts';
import { Page, simulate } from './page.ts';

async function opened(file: ScenarioFile = {}, url = 'https://wx.qq.com/'): Promise<Browser> {
  const browser = new Browser(simulate(file));
  await browser.open(url);
  return browser;
}

const quiet: ScenarioFile = { events: [] };
const settle = (browser: Browser, ms: number): Promise<void> => browser.page.clock.sleep(ms);
const asked = (browser: Browser, path: string): string[] =>
  browser.page.exchanges.map(({ request }) => request.url).filter((url) => url.includes(path));

/** Forms are read outside virtual time: lets both go on until something was asked. */
async function settled(browser: Browser, path: string): Promise<void> {
  for (let turn = 0; turn < 500 && asked(browser, path).length === 0; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await settle(browser, 20);
  }
  await settle(browser, 1_000);
}

describe('the index page', () => {
  test('shows a QR code, the face after the scan, and the chats after the confirm', async () => {
    const browser = await opened(quiet);
    await settle(browser, 1_000);
    expect(browser.element('code').src).toMatch(/^https:\/\/login\.weixin\.qq\.com\/qrcode\/[\w-]{10}==$/);
    await settle(browser, 3_000);
    expect(browser.element('code').src).toMatch(/^data:image\/jpeg;base64,/);
    expect(browser.element('hint').textContent).toMatch(/^Scanned/);
    await settle(browser, 4_000);
    expect([browser.element('login').hidden, browser.element('app').hidden]).toEqual([true, false]);
    expect(browser.element('name').textContent).toBe('林间小路');
    const chats = browser.element('chats').children.map(({ textContent }) => textContent);
    expect(chats[0]).toBe('文件传输助手');
    expect(chats.length).toBeGreaterThan(30);
    expect(chats.join(' ')).not.toMatch(/span class|&amp;/);
    for (const path of [
      'webwxinit',
      'webwxstatusnotify',
      'webwxgetcontact',
      'webwxbatchgetcontact',
      'synccheck',
    ]) {
      expect(asked(browser, path).length).toBeGreaterThan(0);
    }
  });

  test('shows messages as they come, recalls, and who is new', async () => {
    const browser = await opened();
    await settle(browser, 70_000);
    const chats = browser.element('chats').children.filter(({ className }) => className === 'news');
    expect(chats.length).toBeGreaterThan(2);
    const seen: string[] = [];
    for (const chat of chats) {
      chat.onclick?.();
      seen.push(browser.element('messages').textContent);
    }
    const text = seen.join('\n');
    for (const wanted of [
      '晚上一起吃饭吗？😄',
      '<别迟到>',
      '城里最后一家旧书店店主说，书总会遇到它的读者 & 反过来也是',
      '会议纪要 & 附件.txt2.0 KB',
      'A message was recalled.',
    ]) {
      expect(text).toContain(wanted);
    }
    expect(browser.element('chats').textContent).toContain('New name 🌙');
  });

  test('sends a text to the chat that is open, and shows it', async () => {
    const browser = await opened(quiet);
    await settle(browser, 10_000);
    browser.element('text').value = 'Hello <b> & "you"';
    browser.element('compose').onsubmit?.({ preventDefault: () => undefined });
    await settle(browser, 1_000);
    expect(browser.element('messages').textContent).toBe('Hello <b> & "you"');
    const sent = browser.page.exchanges.find(({ request }) => request.url.includes('webwxsendmsg'))!;
    expect(sent.request.body!.text()).toContain('"Content":"Hello <b> & \\"you\\""');
    expect(sent.request.body!.text()).toMatch(/"LocalID":"\d{17}"/);
  });

  test('uploads a picture and a file in pieces to the file host, and sends them', async () => {
    const browser = await opened(quiet);
    await settle(browser, 10_000);
    const file = browser.element('file');
    file.files = [new File([new Uint8Array([0xff, 0xd8, 0xff, 0])], 'a.jpg', { type: 'image/jpeg' })];
    file.onchange?.();
    await settled(browser, 'webwxsendmsgimg');
    file.files = [new File([new Uint8Array(1_100_000)], 'big & <x>.bin')];
    file.onchange?.();
    await settled(browser, 'webwxsendappmsg');
    expect(asked(browser, 'file.wx.qq.com')).toHaveLength(4);
    expect(asked(browser, 'webwxsendmsgimg')).toHaveLength(1);
    expect(asked(browser, 'webwxsendappmsg')).toHaveLength(1);
    const [picture, big] = browser.element('messages').children;
    expect(picture!.children[0]!.children[0]!.src).toMatch(/webwxgetmsgimg\?&MsgID=\d{19}/);
    expect(big!.textContent).toBe('big & <x>.bin1.0 MB');
    const xml = browser.page.exchanges.find(({ request }) => request.url.includes('webwxsendappmsg'))!;
    expect(xml.request.body!.text()).toContain('<title>big &amp; &lt;x&gt;.bin</title>');
  });

  test('moves to the host of the account', async () => {
    const browser = await opened({ ...quiet, family: 'wx2' });
    await settle(browser, 10_000);
    expect(browser.visited).toEqual(['https://wx.qq.com/', 'https://wx2.qq.com/']);
    expect(browser.element('app').hidden).toBe(false);
    expect(asked(browser, 'wx2.qq.com/cgi-bin/mmwebwx-bin/webwxinit')).toHaveLength(1);
    expect(asked(browser, 'webpush.wx2.qq.com')).not.toHaveLength(0);
  });

  test('logs out by its button, and asks for a new QR code', async () => {
    const browser = await opened(quiet);
    await settle(browser, 10_000);
    browser.element('logout').onclick?.();
    await settle(browser, 1_000);
    expect(browser.visited.at(-1)).toBe('https://wx.qq.com/?&lang=zh_CN');
    expect(browser.element('code').src).toContain('/qrcode/');
    expect(browser.element('push').hidden).toBe(false);
  });

  test('logs in again on the phone alone', async () => {
    const browser = await opened(quiet);
    await settle(browser, 10_000);
    browser.element('logout').onclick?.();
    await settle(browser, 1_000);
    browser.element('push').onclick?.();
    await settle(browser, 10_000);
    expect(browser.element('app').hidden).toBe(false);
  });

  test('goes back to the QR code when the phone logs it out', async () => {
    const browser = await opened({ events: [{ after: 20_000, logout: 1100 }] });
    await settle(browser, 40_000);
    expect(asked(browser, 'webwxlogout')[0]).toContain('type=0');
    expect(browser.visited).toHaveLength(2);
  });

  test.each([
    [{ phone: { cancel: 100 } }, 'Cancelled on the phone.'],
    [{ phone: { ignore: true }, qrLife: 2_000 }, 'The QR code has expired.'],
    [{ phone: { refuse: 'text', says: 'Not you.' } }, 'Not you.'],
    [{ phone: { refuse: 'no-wxsid' } }, 'The login was refused.'],
  ] as const)('says why a login failed: %j', async (file, text) => {
    const browser = await opened(file as ScenarioFile);
    await settle(browser, 10_000);
    expect(browser.element('hint').textContent).toBe(text);
    expect(browser.element('again').hidden).toBe(false);
  });

  test('loads nothing that is not part of the protocol', async () => {
    const page = await new Page(simulate()).ask('index');
    expect(page.text).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="?http/);
    expect(page.header('content-type')).toBe('text/html; charset=utf-8');
  });
});

describe('the phone', () => {
  const url = (uuid: string, action = ''): string => `https://login.weixin.qq.com/l/${uuid}${action}`;
  const played = async (): Promise<{ page: Page; uuid: string }> => {
    const page = new Page(simulate({ person: true }));
    return { page, uuid: await page.code() };
  };

  test('played by a person does nothing by itself', async () => {
    const { page } = await played();
    expect((await page.pollToEnd()).every((code) => code === 408 || code === 400)).toBe(true);
  });

  test('scans, confirms and says so', async () => {
    const { page, uuid } = await played();
    expect((await page.raw('GET', url(uuid))).text).toMatch(/value="scan".*value="confirm"/s);
    const scanning = page.poll('1');
    expect((await page.raw('POST', url(uuid), 'action=scan')).text).toContain('value="cancel"');
    expect(await scanning).toBe(201);
    const confirming = page.poll('0');
    expect((await page.raw('POST', url(uuid), 'action=confirm')).text).toContain('Confirmed');
    expect(await confirming).toBe(200);
    expect((await page.redeem()).got('/error/ret')).toBe('0');
    expect((await page.raw('GET', url(uuid))).text).toContain('was used');
  });

  test('cancels, by GET too', async () => {
    const { page, uuid } = await played();
    await page.raw('GET', url(uuid, '?action=scan'));
    await page.raw('GET', url(uuid, '?action=cancel'));
    expect(await page.poll('1')).toBe(202);
    expect((await page.raw('GET', url(uuid))).text).toContain('was used');
  });

  test('helps a plan along', async () => {
    const page = new Page(simulate());
    const uuid = await page.code();
    await page.raw('POST', url(uuid), 'action=confirm');
    expect(await page.poll('1')).toBe(200);
    await page.clock.sleep(10_000);
    expect(await page.poll('1')).toBe(200);
  });

  test('asks at once where the login needs no QR code', async () => {
    const page = new Page(simulate({ person: true }));
    const uuid = await page.code();
    await page.raw('POST', url(uuid), 'action=confirm');
    await page.pollToEnd();
    await page.redeem();
    const push = String((await page.ask('webwxpushloginurl')).got('/uuid'));
    expect((await page.raw('GET', url(push))).text).toContain('value="cancel"');
  });

  test('knows no action but its own', async () => {
    const { page, uuid } = await played();
    for (const action of ['destroy', '__proto__', '']) await page.raw('POST', url(uuid), `action=${action}`);
    expect(await page.poll('1')).toBe(408);
  });
});
