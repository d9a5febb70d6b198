/** The simulated backend as a whole: the default scenario, coverage of the table. */
import { describe, expect, test } from 'vitest';
import { wechat } from '../../../../src/protocol/wechat/index.ts';
import { answers } from '../../../../src/protocol/wechat/simulated/backend.ts';
import { loggedIn, Page, simulate } from './page.ts';

describe('the simulated backend', () => {
  test('has an answer for every row of the table, and none besides', () => {
    expect(Object.keys(answers).sort()).toEqual(wechat.endpoints.map(({ name }) => name).sort());
  });

  test('plays the default scenario: scan after 3 s, confirm after 3 s, news within a minute, logout after two', async () => {
    const page = new Page(simulate());
    await page.code();
    expect(await page.poll('1')).toBe(201);
    expect(page.now()).toBeLessThan(3_100);
    expect(await page.poll()).toBe(200);
    expect(page.now()).toBeLessThan(6_200);
    const opened = await page.redeem();
    expect(opened.status).toBe(200);
    const init = await page.start();
    expect(init.got('/BaseResponse/Ret')).toBe(0);
    const startedAt = page.now();
    expect((await page.notify()).got('/BaseResponse/Ret')).toBe(0);
    const messages = await page.sync(() => false);
    expect(messages.map(({ MsgType }) => MsgType)).toEqual([51, 1, 1, 3, 49, 49, 1, 10002]);
    expect(page.now() - startedAt).toBeGreaterThan(119_000);
    expect(page.now() - startedAt).toBeLessThan(121_000);
    expect((await page.start()).got('/BaseResponse/Ret')).toBe(1101);
  });

  test('sends a session through', async () => {
    const page = await loggedIn();
    expect(page.session.userName).toMatch(/^@[0-9a-f]{64}$/);
  });
});
