/** A run against every fault that `serve` knows, at every step: where it stops, with which cause, and where it goes on. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../../../src/exchange.ts';
import { inProcess, VirtualClock } from '../../../src/protocol/drive.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { faults, parseFault } from '../../../src/replay/faults.ts';
import { FaultyBackend } from '../../../src/replay/faulty.ts';
import { RecordedBackend } from '../../../src/replay/recorded.ts';
import { rerun } from '../../../src/replay/rerun/rerun.ts';
import { firstCause, isAsRecorded } from '../../../src/replay/rerun/verdict.ts';
import { captures, ordered } from '../rehearsal.ts';

const rows = wechat.endpoints.map(({ name }) => name);
let exchanges: Exchange[];
beforeAll(async () => {
  exchanges = await ordered(join(captures, 'logout-by-phone.har'));
});

async function run(isOwn: boolean, ...written: string[]) {
  const inner = isOwn ? new RecordedBackend(exchanges, { protocol: wechat }) : await wechat.simulate!();
  const backend = new FaultyBackend(
    inner,
    written.map((fault) => parseFault(fault, rows)),
    wechat,
  );
  const effects = inProcess(backend, new VirtualClock(Date.UTC(2030, 5, 1)));
  const result = await rerun(exchanges, { protocol: wechat, effects, isOwn });
  const cause = result.stopped && firstCause(result.stopped, 'the recording');
  const at = result.stopped?.endpoint;
  return { ...result, at, code: cause?.code, exit: cause?.exitCode ?? (isAsRecorded(result) ? 0 : 1) };
}

/** What moves the session: without its answer there is nothing to go on with. */
const leading = ['jslogin', 'login', 'webwxnewloginpage', 'webwxinit', 'webwxstatusnotify', 'webwxsync'];
/** What it could do without. */
const beside = ['webwxgetcontact', 'webwxbatchgetcontact', 'webwxgeticon', 'webwxstatreport'];
const polls = ['login', 'synccheck'];

/** By fault: the code of the first cause where something that leads is struck. */
const causes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  reset: { '*': 'transport/reset' },
  'half-body': { '*': 'transport/reset' },
  garbage: { '*': 'transport/protocol' },
  '503': { '*': 'remote/garbled', login: 'remote/expired' },
  'wrong-kind': { '*': 'remote/garbled', login: 'remote/expired', webwxnewloginpage: 'remote/refused' },
};

test('every fault has its playbook', () => {
  expect([...Object.keys(causes), 'slow', 'logout'].sort()).toEqual(faults.map(({ name }) => name).sort());
});

describe.each([
  ['itself', true],
  ['a simulation', false],
])('against %s', (_title, isOwn) => {
  describe.each(Object.entries(causes))('%s', (fault, codes) => {
    test.each(leading)('at %s stops the run there, exit 4', async (row) => {
      const { at, code, exit, reruns, left } = await run(isOwn, `${fault}:${row}:1`);
      expect([at, code, exit]).toEqual([row, codes[row] ?? codes['*'], 4]);
      expect(reruns.at(-1)?.endpoint).toBeDefined();
      expect(left.length).toBeGreaterThan(0);
    });

    test.each(beside)('at %s is told, the run goes on, exit 1', async (row) => {
      const { stopped, broken, ends, exit } = await run(isOwn, `${fault}:${row}:1`);
      expect(stopped).toBeUndefined();
      expect(broken.map(({ endpoint }) => endpoint)).toEqual([row]);
      expect(ends.reached).toEqual(ends.recorded);
      expect(exit).toBe(1);
    });
  });

  test.each(['reset', 'half-body', 'garbage'])(
    '%s at a poll ends the run: nobody is there',
    async (fault) => {
      for (const row of polls) {
        const { at, exit, code } = await run(isOwn, `${fault}:${row}:1`);
        expect([at, exit, code?.split('/')[0]]).toEqual([row, 4, 'transport']);
      }
    },
  );

  test.each(['503', 'wrong-kind'])('%s once at synccheck is asked again, exit 0', async (fault) => {
    const { stopped, ends, exit } = await run(isOwn, `${fault}:synccheck:1`);
    expect([stopped, exit]).toEqual([undefined, 0]);
    expect(ends.reached).toEqual(ends.recorded);
  });

  test.each(['503', 'wrong-kind'])('%s always at synccheck is given up in the end, exit 4', async (fault) => {
    const { at, code, exit, reruns } = await run(isOwn, `${fault}:synccheck`);
    expect([at, code, exit]).toEqual(['synccheck', 'remote/garbled', 4]);
    expect(reruns.length).toBeLessThan(100);
  });

  test('slow everywhere changes nothing but the time, exit 0', async () => {
    const { stopped, broken, ends, exit } = await run(isOwn, 'slow');
    expect([stopped, broken, exit]).toEqual([undefined, [], 0]);
    expect(ends.reached).toEqual(ends.recorded);
  });

  test.each(['webwxinit', 'webwxstatusnotify'])(
    'logout at %s, before the session had begun, is the first cause, exit 4',
    async (row) => {
      const { at, code, exit } = await run(isOwn, `logout:${row}:1`);
      expect([at, code, exit]).toEqual([row, 'remote/closed', 4]);
    },
  );

  test.each(['webwxgetcontact', 'webwxbatchgetcontact', 'synccheck', 'webwxsync'])(
    'logout at %s is the recorded end, only sooner, exit 0',
    async (row) => {
      const { stopped, ends, left, exit } = await run(isOwn, `logout:${row}:1`);
      expect([stopped, exit]).toEqual([undefined, 0]);
      expect(ends.reached).toEqual(ends.recorded);
      expect(left.length).toBeGreaterThan(0);
    },
  );
});

test('an answer that the recording lacks is told as that: exit 3', async () => {
  const gone = exchanges.filter(({ request }) => !request.url.includes('/webwxinit'));
  const backend = new RecordedBackend(gone, { protocol: wechat });
  const effects = inProcess(backend, new VirtualClock(Date.UTC(2030, 5, 1)));
  const { stopped } = await rerun(exchanges, { protocol: wechat, effects, isOwn: true });
  const cause = firstCause(stopped!, 'the recording');
  expect([stopped?.endpoint, cause.code, cause.exitCode]).toEqual(['webwxinit', 'replay/no-match', 3]);
});
