/** Profiles of recordings, for the tests of drift. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Exchange } from '../../../src/exchange.ts';
import { HarReader } from '../../../src/har/read.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { compare } from '../../../src/replay/drift/compare.ts';
import type { Finding, Report } from '../../../src/replay/drift/finding.ts';
import { Learner } from '../../../src/replay/drift/learn.ts';
import type { Profile } from '../../../src/replay/drift/profile.ts';

export const captures = join(import.meta.dirname, '../../../captures/wechat');
export const captureNames = readdirSync(captures).sort();

export async function exchangesOf(path: string): Promise<Exchange[]> {
  const reader = await HarReader.open(path, { reread: true });
  const found: Exchange[] = [];
  for await (const { exchange } of reader.ordered()) if (exchange) found.push(exchange);
  await reader.close();
  return found;
}

export function learned(exchanges: Iterable<Exchange>): Profile {
  const learner = new Learner(wechat);
  for (const exchange of exchanges) learner.add(exchange);
  return learner.finish();
}

export const drift = (base: Iterable<Exchange>, next: Iterable<Exchange>): Report =>
  compare(wechat, learned(base), learned(next));

/** `break rule endpoint where`, as far as severe. */
export const said = ({ findings }: Report, ...severities: string[]): string[] =>
  findings
    .filter(({ severity }) => severities.length === 0 || severities.includes(severity))
    .map(({ severity, rule, endpoint, where }: Finding) => `${severity} ${rule} ${endpoint} ${where}`);
