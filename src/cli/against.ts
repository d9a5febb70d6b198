/** Whom a client talks to: the real hosts, a simulation, a recording, or whoever is behind a proxy. */
import { readFile } from 'node:fs/promises';
import { openTransport, type Transport } from '../client/transport.ts';
import { UsageError } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import { readError } from '../har/file-error.ts';
import type { Backend } from '../protocol/backend.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { openAuthority } from '../proxy/authority.ts';
import { readIfThere } from '../proxy/files.ts';
import { pathsIn } from '../proxy/root.ts';
import { serve } from '../replay/listen.ts';
import { type Pace, paced, parsePace } from '../replay/pace.ts';
import { watchPolls } from '../replay/poll-watch.ts';
import { RecordedBackend } from '../replay/recorded.ts';
import { urlOf } from './address.ts';
import { caFolder, caOptions } from './ca-folder.ts';
import type { Context, Options } from './command.ts';
import { eachExchange } from './recording.ts';

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

/** Opens the way there. Throws UsageError, and RecordingError for a recording or scenario that cannot be read. */
export async function openAgainst(
  command: string,
  options: Against,
  protocol: Protocol,
  context: Context,
): Promise<Transport> {
  const { against, via, trust } = options;
  if (against === undefined)
    throw new UsageError(
      'usage/bad-option',
      `${command}: say with --against whom to ask: live, simulated, a recording, or http://HOST:PORT`,
    );
  if (via !== undefined && against !== 'live')
    throw new UsageError('usage/bad-option', `${command}: --via goes with --against live`);
  const trusted = trust === undefined ? [] : [await readText(trust)];
  if (against === 'live') return throughProxy(via, trusted);
  if (isProxy(against)) {
    const own = await readIfThere(pathsIn(caFolder(options['ca-dir'])).certificate);
    return throughProxy(against, own === undefined ? trusted : [...trusted, own]);
  }
  return served(await backendOf(against, protocol, context), options, protocol);
}

/** Whether this names somebody to be reached over sockets. */
export const isRemote = (against: string): boolean => against === 'live' || isProxy(against);
/** Whether this names a simulation. */
export const isSimulated = (against: string): boolean =>
  against === 'simulated' || scenarioOf(against) !== undefined;

/** The simulation or the recording that this names. Throws UsageError, and RecordingError where it cannot be read. */
export function backendOf(against: string, protocol: Protocol, context: Context): Promise<Backend> {
  return isSimulated(against)
    ? simulated(protocol, scenarioOf(against))
    : recorded(against, protocol, context);
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw readError(path, error);
  });
}

function throughProxy(via: string | undefined, trust: readonly string[]): Transport {
  try {
    return openTransport({ via, trust });
  } catch (error) {
    throw new UsageError('usage/bad-option', `${via} is no proxy: ${(error as Error).message}`);
  }
}

async function simulated(protocol: Protocol, scenario: string | undefined): Promise<Backend> {
  if (!protocol.simulate)
    throw new UsageError('usage/bad-option', `there is no simulation of ${protocol.title}`);
  return protocol.simulate(scenario === undefined ? undefined : await readText(scenario));
}

async function recorded(path: string, protocol: Protocol, context: Context): Promise<Backend> {
  const exchanges: Exchange[] = [];
  await eachExchange(path, 'time', 'reading', context, (exchange) => exchanges.push(exchange));
  return new RecordedBackend(exchanges, { protocol });
}

/** Over loopback, so that the client is the same whoever answers. */
async function served(backend: Backend, options: Against, protocol: Protocol): Promise<Transport> {
  const authority = await openAuthority(caFolder(options['ca-dir']));
  const serving = await serve({ backend: paced(backend, options.pace, watchPolls(protocol)), authority });
  const transport = throughProxy(urlOf(serving), [authority.rootPem]);
  return {
    effects: transport.effects,
    close: async () => {
      await transport.close();
      await serving.close();
    },
  };
}
