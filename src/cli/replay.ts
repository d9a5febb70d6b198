/** `driftwire replay`: runs a recorded flow again. */

import { remoteCodeOf, transportCodeOf } from '../client/answer.ts';
import { type DriftwireError, RecordingError, RemoteError, TransportError, UsageError } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import { HarWriter } from '../har/write.ts';
import { dryRun } from '../replay/rerun/dry.ts';
import { type RerunResult, rerun } from '../replay/rerun/rerun.ts';
import type { Miss } from '../replay/unmatched.ts';
import { againstOptions, isRemote, isSimulated } from './against.ts';
import { type Context, command, fileArgument } from './command.ts';
import { glob } from './glob.ts';
import { refuseOverwrite } from './into-file.ts';
import { loadProtocol, protocolOption } from './protocols.ts';
import { eachExchange, titleOf } from './recording.ts';
import { dryLines, leftLines, outcomeLine, summaryLine } from './replay-lines.ts';
import { type World, worldOf } from './replay-world.ts';
import { version } from './version.ts';

/** What a recording answers where it has no answer. */
const unmatchedStatus = 404;
/** Exit code where the run ends in other states than the recording. */
const endsElsewhere = 1;

export default command({
  says:
    'Runs a recorded flow again: every session value is taken from the new replies, clocks and random values are new, ' +
    'polls go on until the recorded outcome comes, cookies follow the new replies. Ends at the first refusal. A ' +
    'simulation or a recording answers in the same process and needs no time. What sends or changes something for ' +
    'other people is left out unless --send-messages is given.',
  positionals: [fileArgument],
  options: {
    ...againstOptions,
    pace: {
      ...againstOptions.pace,
      says: 'how long to wait between requests: as recorded, not at all, or N times as fast',
    },
    output: { kind: 'text', short: 'o', value: 'NEW.har', says: 'record the run, in a new file' },
    'dry-run': { kind: 'flag', says: 'tell what would be sent, and why each value; send nothing' },
    'allow-host': {
      kind: 'list',
      value: 'GLOB',
      says: 'hosts outside of the protocol that may be asked; may be repeated',
    },
    'send-messages': { kind: 'flag', says: 'also what sends or changes something that other people see' },
    protocol: protocolOption,
  },
  examples: [
    [
      'replay captures/wechat/logout-by-phone.har --against simulated',
      'the same client with another account',
    ],
    [
      'replay captures/wechat/seed-login.har --against captures/wechat/seed-login.har',
      'a recording against itself',
    ],
    ['replay captures/wechat/logout-by-phone.har --dry-run', 'what would be sent, and why'],
  ],
  async run({ options, positionals: [file = ''] }, context) {
    const protocol = await loadProtocol(options.protocol);
    const { against } = options;
    if (against === undefined && !options['dry-run'])
      throw new UsageError(
        'usage/bad-option',
        'replay: say with --against whom to ask: live, simulated, a recording, or http://HOST:PORT; or --dry-run',
      );
    const isOwn = against !== undefined && !isRemote(against) && !isSimulated(against);
    const hosts = options['allow-host'].map(glob);
    const plan = {
      protocol,
      sendsLasting: options['send-messages'],
      allowsHost: (host: string) => isOwn || hosts.some((fits) => fits(host)),
    };
    const exchanges: Exchange[] = [];
    await eachExchange(file, 'time', 'reading', context, (exchange) => exchanges.push(exchange));
    if (options['dry-run'] || against === undefined) {
      for (const line of dryLines(dryRun(exchanges, plan), context.style)) context.out.write(`${line}\n`);
      return undefined;
    }
    const world = await worldOf(against, options, protocol, context);
    const writer = await writerFor(options.output, file);
    const failure = new AbortController();
    let result: RerunResult;
    try {
      result = await rerun(exchanges, {
        ...plan,
        effects: world.effects,
        pace: options.pace,
        isOwn,
        signal: AbortSignal.any([context.signal, failure.signal]),
        onExchange: (ran) => {
          writer?.append(ran.exchange).catch((error: unknown) => failure.abort(error));
          context.out.write(`${outcomeLine(ran, context.style)}\n`);
        },
      });
    } finally {
      await writer?.close();
      await world.close();
    }
    // A recording that cannot go on is the end of the work.
    failure.signal.throwIfAborted();
    return report(result, titleOf(file), world, context);
  },
});

async function writerFor(path: string | undefined, file: string): Promise<HarWriter | undefined> {
  if (path === undefined) return undefined;
  await refuseOverwrite(path, [file]);
  return HarWriter.create(path, { head: { creator: { name: 'driftwire', version: version() } } });
}

/** Throws RemoteError, TransportError, or RecordingError where an answer, or the lack of one, ended the run before its time. */
function report(
  result: RerunResult,
  title: string,
  world: World,
  { say, style, signal }: Context,
): number | undefined {
  for (const line of leftLines(result.left, style)) say(line);
  const unused = world.unused();
  if (unused > 0) say(`${unused} answers of the recording were not asked for`);
  say(summaryLine(result, style));
  if (signal.aborted) return undefined;
  if (result.stopped) throw firstCause(result.stopped, title, world.missed());
  const { recorded, reached } = result.ends;
  const isSame = Object.entries(recorded).every(([machine, state]) => reached[machine] === state);
  return isSame ? 0 : endsElsewhere;
}

function firstCause(
  { exchange, endpoint = 'a request', outcome, origin, recorded }: NonNullable<RerunResult['stopped']>,
  title: string,
  missed: Miss | undefined,
): DriftwireError {
  const where = `, where ${origin} of ${title} was ${recorded.name}; nothing more was sent`;
  const meaning = outcome.meaning === undefined ? '' : ` (${outcome.meaning})`;
  const message = `${endpoint}: ${outcome.name}${meaning}${where}`;
  const details = { endpoint, code: outcome.code };
  if (exchange.failure)
    return new TransportError(
      transportCodeOf(exchange.failure.cause),
      `${message}: ${exchange.failure.message}`,
      details,
    );
  if (missed && exchange.response?.status === unmatchedStatus)
    return new RecordingError('replay/no-match', `${missed.error}${where}`, details);
  return new RemoteError(remoteCodeOf(outcome.name), message, details);
}
