/** Opens the simulation of a protocol, with a scenario from a file or without. */
import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import { readError } from '../har/file-error.ts';
import type { Backend } from '../protocol/backend.ts';
import type { Protocol } from '../protocol/protocol.ts';

/** Throws UsageError where there is no simulation or the scenario is none, RecordingError where it cannot be read. */
export async function openSimulation(protocol: Protocol, scenario: string | undefined): Promise<Backend> {
  if (!protocol.simulate)
    throw new UsageError('usage/bad-option', `there is no simulation of ${protocol.title}`);
  if (scenario === undefined) return protocol.simulate();
  const text = await readFile(scenario, 'utf8').catch((error: unknown) => {
    throw readError(scenario, error);
  });
  return protocol.simulate(text).catch((error: unknown) => {
    if (!(error instanceof UsageError) || error.code !== 'usage/bad-scenario') throw error;
    throw new UsageError(error.code, `${scenario}: ${error.message}`, error.details);
  });
}
