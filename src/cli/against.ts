/** Whom a client talks to: the real hosts, a simulation, a recording, or whoever is behind a proxy. */
import { readFile } from 'node:fs/promises';
import type { Transport } from '../client/transport.ts';
import { UsageError } from '../errors.ts';
import { readError } from '../har/file-error.ts';
import type { Backend } from '../protocol/backend.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { readIfThere } from '../proxy/files.ts';
import { pathsIn } from '../proxy/root.ts';
import { type Pace, parsePace } from '../replay/pace.ts';
import type { RecordedBackend } from '../replay/recorded.ts';
import { caFolder, caOptions } from './ca-folder.ts';
import type { Context, Options } from './command.ts';
import { allExchanges } from './recording.ts';
import { openSimulation } from './simulation.ts';

/** For every command that runs a client. */
export const againstOptions = {
  against: {
    kind: 'text',
    value: 'WHOM',
    says: 'live; simulated or simulated:SCENARIO.json; a recording; or http://HOST:PORT, a proxy to all hosts',
  },
  via: { kind: 'text', value: 'PROXY', says: 'reach the live hosts through this proxy' },
  trust: { kind: 'text', value: 'FILE', says: 'a certificate authority to trust, PEM' },
  pace: {
    kind: 'text',
    value: 'real|instant|xN',
    says: 'how fast time passes in a simulation or a recording',
    default: 'real',
    read: parsePace,
  },
  ...caOptions,
} as const satisfies Options;

export interface Against {
  readonly against?: string | undefined;
  readonly via?: string | undefined;
  readonly trust?: string | undefined;
  readonly pace: Pace;
  readonly 'ca-dir'?: string | undefined;
}

const isProxy = (text: string): boolean => /^https?:\/\//.test(text);
const scenarioOf = (text: string): string | undefined => /^simulated:(.+)$/s.exec(text)?.[1];

/** That nobody said whom to ask. */
export const againstUnsaid = (command: string): UsageError =>
  new UsageError(
    'usage/bad-option',
    `${command}: say with --against whom to ask: live, simulated, a recording, or http://HOST:PORT`,
  );

/** Opens the way there; what only one of them needs is loaded for it alone. Throws UsageError, and RecordingError for a recording or scenario that cannot be read. */
export async function openAgainst(
  command: string,
  options: Against,
  protocol: Protocol,
  context: Context,
): Promise<Transport> {
  const { against, via, trust } = options;
  if (against === undefined) throw againstUnsaid(command);
  if (via !== undefined && against !== 'live')
    throw new UsageError('usage/bad-option', `${command}: --via goes with --against live`);
  const trusted = trust === undefined ? [] : [await readText(trust)];
  if (against === 'live') return throughProxy(via, trusted);
  if (isProxy(against)) {
    const own = await readIfThere(pathsIn(caFolder(options['ca-dir'])).certificate);
    return throughProxy(against, own === undefined ? trusted : [...trusted, own]);
  }
  const { served } = await import('./served.ts');
  const backend: Backend = isSimulated(against)
    ? await simulated(against, protocol)
    : await recorded(against, protocol, context);
  return served(backend, options.pace, caFolder(options['ca-dir']), protocol);
}

/** Whether this names somebody to be reached over sockets. */
export const isRemote = (against: string): boolean => against === 'live' || isProxy(against);
/** Whether this names a simulation. */
export const isSimulated = (against: string): boolean =>
  against === 'simulated' || scenarioOf(against) !== undefined;

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw readError(path, error);
  });
}

async function throughProxy(via: string | undefined, trust: readonly string[]): Promise<Transport> {
  const { openTransport } = await import('../client/transport.ts');
  try {
    return openTransport({ via, trust });
  } catch (error) {
    throw new UsageError('usage/bad-option', `${via} is no proxy: ${(error as Error).message}`);
  }
}

/** The simulation that this names. Throws UsageError, and RecordingError for a scenario that cannot be read. */
export const simulated = (against: string, protocol: Protocol): Promise<Backend> =>
  openSimulation(protocol, scenarioOf(against));

/** Answers from a recording. Throws RecordingError where it cannot be read. */
export async function recorded(path: string, protocol: Protocol, context: Context): Promise<RecordedBackend> {
  const [{ RecordedBackend }, exchanges] = await Promise.all([
    import('../replay/recorded.ts'),
    allExchanges(path, context),
  ]);
  return new RecordedBackend(exchanges, { protocol });
}
