/** Errors as their reader needs them: what happened, evidence, what to do next, the code. */
import { visible } from '../decode/render/safe.ts';
import { DriftwireError } from '../errors.ts';

/** Neither finding nor one of ours: a mistake in Driftwire itself. */
const brokenExitCode = 70;

export function exitCodeOf(error: unknown): number {
  return error instanceof DriftwireError ? error.exitCode : brokenExitCode;
}

/** Lines for stderr; a stack only where `debug` asks for it. */
export function complaint(error: unknown, debug: boolean): string {
  const lines = error instanceof DriftwireError ? ours(error) : foreign(error);
  if (debug && error instanceof Error) lines.push(...(error.stack ?? '').split('\n'), ...causes(error));
  return `${lines.map(visible).join('\n')}\n`;
}

function ours(error: DriftwireError): string[] {
  return [`driftwire: ${error.message}`, ...evidence(error), `  ${error.hint}`, `  (${error.code})`];
}

function evidence({ details, message }: DriftwireError): string[] {
  const { offset, lastGoodEntry, lastGoodOffset } = details;
  const lines: string[] = [];
  if (offset !== undefined && !message.includes(String(offset))) lines.push(`  at byte ${offset}`);
  if (lastGoodEntry !== undefined)
    lines.push(`  last whole entry: e${lastGoodEntry}, at byte ${lastGoodOffset}`);
  else if (offset !== undefined) lines.push('  no whole entry before it');
  return lines;
}

function foreign(error: unknown): string[] {
  const message = error instanceof Error ? error.message : String(error);
  return [
    `driftwire: something went wrong inside: ${message}`,
    '  set DRIFTWIRE_DEBUG=1 to see where, and report it',
  ];
}

function causes({ cause }: Error): string[] {
  return cause instanceof Error ? [...`caused by ${cause.stack}`.split('\n'), ...causes(cause)] : [];
}
