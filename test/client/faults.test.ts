/** The client against every fault that `serve` knows, at every step. */
import { describe, expect, test } from 'vitest';
import { DriftwireError } from '../../src/errors.ts';
import { faults } from '../../src/replay/faults.ts';
import { play } from './simulated.ts';

const steps = [
  'jslogin',
  'login',
  'webwxnewloginpage',
  'webwxinit',
  'webwxstatusnotify',
  'synccheck',
  'webwxsync',
  'webwxgetcontact',
];
const scenario = {
  events: [
    { after: 10_000, message: { text: 'one' } },
    { after: 60_000, logout: 1101 },
  ],
};

/** What no client survives: a page instead of the ticket is a refusal, a session that is over is over. */
const ends = (fault: string, step: string): boolean =>
  (fault === 'wrong-kind' && step === 'webwxnewloginpage') ||
  (fault === 'logout' && step === 'webwxstatusnotify');

describe.each(faults.map(({ name }) => name))('%s', (name) => {
  test.each(steps.filter((step) => !ends(name, step)))('once at %s is survived', async (step) => {
    const played = play({ scenario, faults: [`${name}:${step}:1`] });
    await played.client.login();
    const load = played.client.contacts.load().catch((error: unknown) => error);
    const ending = await played.client.sync();
    const failure = await load;
    expect(ending).toMatchObject({ by: 'server', code: 1101 });
    const texts = played.events.filter(({ kind }) => kind === 'text').map(({ text }) => text);
    const isOver = name === 'logout' && ['synccheck', 'webwxsync', 'webwxgetcontact'].includes(step);
    expect(texts).toEqual(isOver ? [] : ['one']);
    // A list that was not answered is the caller's to ask for again.
    if (step === 'webwxgetcontact' && name !== 'slow') expect(failure).toBeInstanceOf(DriftwireError);
    else if (!isOver) expect(failure).toBeUndefined();
  });

  test.each(steps)(
    'always at %s comes to an end, in one of our errors or that of the session',
    async (step) => {
      const played = play({ scenario, faults: [`${name}:${step}`] });
      const outcome = await played.client
        .login()
        .then(() => played.client.sync())
        .catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DriftwireError);
      else expect(outcome).toMatchObject({ by: 'server' });
      expect(played.exchanges.length).toBeLessThan(200);
    },
  );
});

test('a message is never sent twice, whatever became of it', async () => {
  for (const { name } of faults) {
    const played = play({ scenario: { events: [] }, faults: [`${name}:webwxsendmsg:1`] });
    await played.client.login();
    const sent = await played.client.send.text('filehelper', 'hello').catch((error: unknown) => error);
    if (sent instanceof Error) expect(sent).toBeInstanceOf(DriftwireError);
    expect(
      played.calls().filter((call) => call === 'webwxsendmsg'),
      name,
    ).toHaveLength(1);
  }
});
