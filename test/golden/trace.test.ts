/** Where the values of every recording came from, by endpoint and place: one golden each, without a single value. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TraceOverview } from '../../src/decode/trace/overview.ts';
import { captures, clientHars, filesIn, recordingOf } from '../decode/trace/recordings.ts';

/** `npm run golden` writes what the code gives; it is reviewed as a diff. */
const isWriting = process.env.GOLDEN === 'write';

/** A line for each way in which a place got its values; headers of the client's software left out. */
async function waysOf(path: string): Promise<string[]> {
  const { exchanges, values } = await recordingOf(path);
  const overview = new TraceOverview();
  for (const { id } of exchanges) {
    const own = values.filter(({ to }) => to.exchange === id);
    overview.add(id, own[0]?.endpoint, own);
  }
  return [...overview.endpoints.values()].flatMap(({ endpoint, ways }) =>
    [...ways.values()]
      .filter(({ kind, place }) => kind !== 'constant' || !place.startsWith('/headers/'))
      .map(({ place, kind, from, transforms, count }) =>
        [
          endpoint,
          place,
          kind,
          ...(from ? ['from', from.endpoint, from.where] : []),
          ...transforms,
          `×${count}`,
        ].join(' '),
      ),
  );
}

const files = [captures, clientHars].flatMap((folder) =>
  filesIn(folder).map((name) => [name, folder] as const),
);

describe('the values of a recording are explained as before', () => {
  test.each(files)('%s', async (name, folder) => {
    const lines = await waysOf(join(folder, name));
    const file = join(import.meta.dirname, 'trace', name.replace(/\.har$/, '.txt'));
    if (isWriting) writeFileSync(file, `${lines.join('\n')}\n`);
    expect(existsSync(file), `${file} is missing: npm run golden`).toBe(true);
    expect(lines).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
  });
});
