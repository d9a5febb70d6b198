/** Every recording, run again against itself: the same end, and nothing that can be asked for left unused. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inProcess, VirtualClock } from '../../../src/protocol/drive.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { RecordedBackend } from '../../../src/replay/recorded.ts';
import { rerun } from '../../../src/replay/rerun/rerun.ts';
import { captures, clientHars, harsIn, ordered } from '../rehearsal.ts';

const folders = [
  ['recordings of captures/', captures],
  ['recordings of real clients (skipped where ../shared is missing)', clientHars],
] as const;

/** Exchanges that nobody could send again, or be answered with: their bodies were not recorded. */
const lacking: Readonly<Record<string, readonly string[]>> = {
  'sync-every-message.har': ['e93'],
  'seed-login.har': [],
};

describe.each(folders)('%s', (_title, folder) => {
  describe.skipIf(harsIn(folder).length === 0)('against themselves', () => {
    test.each(harsIn(folder))('%s', async (name) => {
      const exchanges = await ordered(join(folder, name));
      const backend = new RecordedBackend(exchanges, { protocol: wechat });
      const effects = inProcess(backend, new VirtualClock(Date.UTC(2030, 5, 1, 12)));
      const result = await rerun(exchanges, {
        protocol: wechat,
        effects,
        isOwn: true,
        sendsLasting: true,
        allowsHost: () => true,
      });
      expect(result.stopped).toBeUndefined();
      expect(result.ends.reached).toEqual(result.ends.recorded);
      expect(backend.unused().map(({ exchange }) => exchange)).toEqual(lacking[name] ?? []);
      const failed = exchanges.filter(({ failure }) => failure).map(({ id }) => id);
      expect(result.left.map(({ exchange }) => exchange).filter((id) => !failed.includes(id))).toEqual(
        lacking[name] ?? [],
      );
    });
  });
});
