#!/usr/bin/env node
/** The executable. */
import { interrupted, run } from './run.ts';

const controller = new AbortController();
const interrupt = (): void => {
  if (controller.signal.aborted) process.exit(interrupted);
  controller.abort();
};
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// Whoever writes hears of the error too; unheard it would end the process with a stack.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const { stdout, stderr, env } = process;
const now = (): number => performance.now();
process.exit(await run(process.argv.slice(2), { stdout, stderr, env, now, signal: controller.signal }));
