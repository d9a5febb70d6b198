/** A real browser uses the index page and the phone's page of `driftwire serve --simulate`. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsqr from 'jsqr';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { browse, hasChromium } from '../support/chromium.ts';
import { driftwire, lines } from './driftwire.ts';
import { newFolder } from './recordings.ts';
import { type Served, serving } from './serving.ts';

// Its types say that it is a module of one function; it is that function.
const readCode = jsqr as unknown as typeof jsqr.default;

const folder = newFolder();
afterAll(() => folder.remove());
const serve = serving();
const browsers: Browser[] = [];
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close();
});

/** A folder to look at what the page looked like. */
const pictures = process.env.SCREENSHOTS;

async function shoot(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  for (const scheme of ['light', 'dark'] as const)
    for (const width of [1280, 390]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 800 });
      await page.bringToFront();
      await page.screenshot({ path: join(pictures, `${name}-${scheme}-${width}.png`) });
    }
  await page.setViewportSize({ width: 1280, height: 800 });
}

interface Desk {
  readonly served: Served;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of scripts, and what the console had to complain about. */
  readonly complaints: string[];
}

/** The index page, open in a new browser. */
async function desk(scenario: object, ...argv: string[]): Promise<Desk> {
  const served = await serve('--simulate', folder.file('scenario.json', JSON.stringify(scenario)), ...argv);
  const browser = await browse(`http://127.0.0.1:${served.port}`, served.certificate);
  browsers.push(browser);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
  onTestFinished(() => expect(complaints).toEqual([]));
  await page.goto('https://wx.qq.com/');
  return { served, context, page, complaints };
}

/** What the picture on the page says to a camera. */
async function scanned(page: Page): Promise<string | undefined> {
  await page.waitForFunction(
    `document.querySelector('#code').complete && /qrcode/.test(document.querySelector('#code').src)`,
  );
  const { data, width, height } = PNG.sync.read(await page.locator('#code').screenshot());
  return readCode(new Uint8ClampedArray(data), width, height)?.data;
}

/** Opens the page behind the code, as a phone would. */
async function phoneOf({ page, context }: Desk): Promise<Page> {
  const address = await scanned(page);
  expect(address).toMatch(/^https:\/\/login\.weixin\.qq\.com\/l\/[\w-]{10}==$/);
  const phone = await context.newPage();
  await phone.goto(address!);
  return phone;
}

/** Parts that reach out of a narrow window. */
const sticking = `[...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() &&
  one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.localName + '#' + one.id)`;

const people = [{ name: 'Anna' }, { name: 'Bert 🌙' }];
const slow = { people, rooms: [{ topic: 'Reading', members: 2 }], officials: 0 };

describe.skipIf(!hasChromium)('the page in Chromium (needs Linux)', () => {
  test('logs in by a phone, shows what arrives, sends, and logs out', async () => {
    const out = folder.path('page.har');
    const all = await desk(
      {
        ...slow,
        person: true,
        events: [
          { after: 300, message: { from: 0, text: 'Hello <you> & 你好 😄' } },
          { after: 400, message: { from: 0, kind: 'image', width: 240, height: 160 } },
          {
            after: 500,
            message: {
              from: 0,
              kind: 'link',
              title: 'A & B',
              description: 'c < d',
              url: 'https://example.com/x?a=1&b=2',
            },
          },
          { after: 600, message: { from: 0, kind: 'file', name: 'plan & draft.txt', bytes: 2048 } },
          { after: 700, message: { from: 0, id: 'slip', text: 'not for you' } },
          { after: 800, message: { from: 0, kind: 'voice', seconds: 3 } },
          { after: 900, message: { room: 0, from: 1, text: 'in the room' } },
          { after: 1500, recall: 'slip' },
          { after: 1600, contact: { user: 1, name: 'Berta' } },
        ],
      },
      '--record',
      out,
    );
    const { page, context, served } = all;
    const phone = await phoneOf(all);
    await shoot(page, '1-code');
    await shoot(phone, '2-phone');
    await phone.click('text="Scan"');
    await page.waitForSelector('#code[src^="data:image/"]');
    await phone.waitForSelector('text="Cancel"');
    await shoot(page, '3-avatar');
    await shoot(phone, '4-phone');
    await phone.click('text="Confirm"');
    await page.waitForSelector('#app:not([hidden])');
    expect(await page.locator('#login').isVisible()).toBe(false);

    await page.click('#chats li:has-text("Anna")');
    const messages = page.locator('#messages');
    await messages.locator('text="A message was recalled."').waitFor();
    const shown = await messages.locator('li > div').allInnerTexts();
    expect(shown).toEqual([
      'Hello <you> & 你好 😄',
      '',
      'A & B\nc < d',
      'plan & draft.txt\n2.0 KB',
      'A message was recalled.',
      '[a voice message]',
    ]);
    expect(await page.evaluate(`document.querySelector('#messages img').naturalWidth`)).toBe(120);
    expect(await messages.locator('a').first().getAttribute('href')).toBe('https://example.com/x?a=1&b=2');
    const file = await messages.locator('a').nth(1).getAttribute('href');
    const tab = await context.newPage();
    // A page that becomes a download is never reached.
    const [download] = await Promise.all([
      tab.waitForEvent('download'),
      tab.goto(file!).catch(() => undefined),
    ]);
    expect(readFileSync(await download.path())).toHaveLength(2048);
    await tab.close();
    await page.waitForSelector('#chats li:has-text("Reading"):has-text("in the room")');
    await page.waitForSelector('#chats li:has-text("Berta")');
    await shoot(page, '5-messages');

    await page.fill('#text', 'See you & <bye>');
    await page.keyboard.press('Enter');
    expect(await messages.locator('.own').textContent()).toBe('See you & <bye>');
    await page.setInputFiles('#file', {
      name: 'a & b.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('hello'),
    });
    await messages.locator('.own:has-text("a & b.txt")').waitFor();
    await page.setInputFiles('#file', {
      name: 'code.png',
      mimeType: 'image/png',
      buffer: await phone.screenshot(),
    });
    await messages.locator('.own img').waitFor();
    await shoot(page, '6-sent');

    for (const one of [page, phone]) {
      await one.setViewportSize({ width: 320, height: 640 });
      expect(await one.evaluate(sticking)).toEqual([]);
    }
    await page.reload();
    await page.waitForSelector('#app:not([hidden])');
    await page.click('text="Log out"');
    await page.waitForSelector('#login:not([hidden])');
    expect(await scanned(page)).toContain('/l/');
    await page.waitForSelector('#push:not([hidden])');
    await shoot(page, '7-after');

    await context.close();
    await served.stop();
    const events = lines(driftwire(['decode', out]).stdout).map(({ type }) => type);
    for (const type of [
      'login.scanned',
      'session.opened',
      'message.received',
      'message.revoked',
      'message.sent',
      'media.uploaded',
      'media.fetched',
      'contact.changed',
    ])
      expect(events).toContain(type);
    expect(events.filter((type) => type === 'session.closed')).toHaveLength(1);
    expect(events).not.toContain('unknown');
  });

  test('offers a new code after a cancel, and after one that nobody scanned', async () => {
    const all = await desk({ ...slow, person: true, qrLife: 3000 });
    const { page } = all;
    const phone = await phoneOf(all);
    await phone.click('text="Scan"');
    await phone.click('text="Cancel"');
    await phone.waitForSelector('text="Cancelled."');
    await page.waitForSelector('text="Cancelled on the phone."');
    const before = await phone.url();
    await page.click('text="New QR code"');
    expect(await scanned(page)).not.toBe(before);
    await page.waitForSelector('text="The QR code has expired."');
  });

  test('goes on by itself where the phone is played by the scenario, to the logout by the phone', async () => {
    const { page } = await desk({
      ...slow,
      phone: { scan: 300, confirm: 300 },
      events: [
        { after: 200, message: { from: 0, text: 'soon over' } },
        { after: 1500, logout: 1101 },
      ],
    });
    await page.waitForSelector('#code[src^="data:image/"]');
    await page.waitForSelector('#app:not([hidden])');
    await page.locator('#chats').getByText('soon over').waitFor();
    await page.waitForSelector('#login:not([hidden])');
  });
});
