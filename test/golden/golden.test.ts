/** What every recording of `captures/` decodes to: one golden of its events, one of its flows and anomalies. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/decode/events.ts';
import { TimelineBuilder } from '../../src/decode/timeline.ts';
import { HarReader } from '../../src/har/read.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';

const captures = join(import.meta.dirname, '../../captures/wechat');
/** `npm run golden` writes what the code gives; it is reviewed as a diff. */
const isWriting = process.env.GOLDEN === 'write';

function compare(name: string, lines: readonly string[]): void {
  const file = join(import.meta.dirname, name);
  if (isWriting) writeFileSync(file, `${lines.join('\n')}\n`);
  expect(existsSync(file), `${name} is missing: npm run golden`).toBe(true);
  const golden = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.length).toBe(golden.length);
  lines.forEach((line, index) => {
    expect(JSON.parse(line)).toEqual(JSON.parse(golden[index]!));
  });
}

describe('a recording decodes as before', () => {
  test.each(readdirSync(captures).filter((file) => file.endsWith('.har')))('%s', async (file) => {
    const reader = await HarReader.open(join(captures, file));
    const decoder = new Decoder(wechat);
    const builder = new TimelineBuilder();
    for await (const { exchange } of reader.ordered()) if (exchange) builder.add(decoder.decode(exchange));
    await reader.close();
    const { events, flows, anomalies, summary } = builder.build();
    const name = file.replace(/\.har$/, '');
    compare(
      `${name}.events.ndjson`,
      events.map((event) => JSON.stringify(event)),
    );
    compare(
      `${name}.flows.ndjson`,
      [...flows, ...anomalies, summary].map((part) => JSON.stringify(part)),
    );
  });
});
