/** Any number of sessions at once, and none sees a value of another. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../../src/protocol/drive.ts';
import { noon, Page, simulate } from './page.ts';

const secrets = ['uuid', 'ticket', 'sid', 'skey', 'passTicket', 'dataTicket', 'userName'] as const;

type Step = (page: Page) => Promise<unknown>;
const steps: Readonly<Record<string, Step>> = {
  notify: (page) => page.notify(),
  contacts: (page) => page.ask('webwxgetcontact', { seq: '0' }),
  check: (page) => page.check(),
  pull: (page) => page.pull(),
  send: (page) => page.ask('webwxsendmsg', { type: 1, text: 'x', to: 'filehelper', scene: 0 }),
  index: (page) => page.ask('index'),
  remark: (page) => page.ask('webwxoplog', { user: 'weixin', command: 2, remark: String(page.session.sid) }),
  restart: (page) => page.start(),
  wait: (page) => page.clock.sleep(4_000),
  logout: (page) => page.ask('webwxlogout', { type: '0' }),
};

const plan = fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 8 });

describe('two sessions', () => {
  test('never see a value of each other, in whatever order they act', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plan, { minLength: 2, maxLength: 4 }),
        fc.nat(3_000),
        async (plans, delay) => {
          const backend = simulate();
          const clock = new VirtualClock(noon);
          const pages = plans.map((_, seed) => new Page(backend, { clock, seed }));
          const given: Record<string, unknown>[] = [];
          await Promise.all(
            pages.map(async (page, index) => {
              await clock.sleep(index * delay);
              await page.login();
              given[index] = { ...page.session };
              for (const step of plans[index]!) await steps[step]!(page);
            }),
          );
          for (const [index, page] of pages.entries()) {
            const own = page.exchanges
              .map(({ response }) => `${JSON.stringify(response?.headers)} ${response?.body?.text()}`)
              .join('\n');
            for (const [place, values] of given.entries()) {
              if (place === index) continue;
              for (const key of secrets) {
                const value = String(values[key]);
                expect(value.length).toBeGreaterThan(9);
                expect(own.includes(value), `${key} of another session`).toBe(false);
              }
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('end each by itself', async () => {
    const backend = simulate({ events: [{ after: 50_000, logout: 1100 }] });
    const clock = new VirtualClock(noon);
    const [one, other] = [new Page(backend, { clock }), new Page(backend, { clock })];
    await one.login();
    await clock.sleep(30_000);
    await other.login();
    await clock.sleep(30_000);
    expect((await one.check()).retcode).toBe('1100');
    expect((await other.check()).retcode).toBe('1100');
    expect(one.now()).toBeGreaterThan(86_000);
  });

  test('do not answer with the cookies of one and the body of another', async () => {
    const backend = simulate({ events: [] });
    const clock = new VirtualClock(noon);
    const [one, other] = [new Page(backend, { clock }), new Page(backend, { clock })];
    await Promise.all([one.login(), other.login()]);
    const { sid, skey } = other.session;
    const answer = await one.ask(
      'webwxstatusnotify',
      { code: 1, to: 'filehelper' },
      { session: { sid, skey } },
    );
    expect(answer.got('/BaseResponse/Ret')).toBe(1101);
    const theirs = await one.ask('webwxbatchgetcontact', {
      count: 1,
      list: [{ UserName: other.session.userName }],
    });
    expect(theirs.got('/Count')).toBe(0);
  });
});
