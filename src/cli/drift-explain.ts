/** Says what a rule of drift finds. */
import type { Style } from '../decode/render/style.ts';
import { UsageError } from '../errors.ts';
import { rules } from '../replay/drift/rules/index.ts';
import type { Script } from '../replay/drift/rules/rule.ts';
import type { Context } from './command.ts';
import { didYouMean } from './nearest.ts';

/** Throws UsageError for a rule that there is not. */
export function printRule(id: string, { out, style }: Context): void {
  for (const line of explain(id, style)) out.write(`${line}\n`);
}

function* explain(id: string, { bold, dim, bad, good }: Style): Generator<string> {
  const rule = rules.find((one) => one.id === id);
  const names = rules.map((one) => one.id);
  if (!rule)
    throw new UsageError(
      'usage/unknown-name',
      `there is no rule ${id}${didYouMean(id, names)} (${names.join(', ')})`,
    );
  yield bold(rule.id);
  yield rule.says;
  yield '';
  yield `${dim('severity')}  ${rule.severity}`;
  yield `${dim('do')}        ${rule.advice}`;
  yield '';
  const { before, after, finds, recordings = 1 } = rule.example;
  yield dim(recordings > 1 ? `For example, before, in ${recordings} recordings:` : 'For example, before:');
  for (const line of script(before)) yield good(`  ${line}`);
  yield dim('and after:');
  for (const line of script(after)) yield bad(`  ${line}`);
  yield `is a ${finds.severity} at ${finds.where}`;
}

const script = (lines: Script): string[] =>
  lines.map(([request, reply, headers = {}, { after, held } = {}]) =>
    [
      `${after === undefined ? '' : `(${after} s later) `}${request} → ${held === undefined ? '' : `(after ${held} s) `}${reply}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ].join('  '),
  );
