/** `driftwire replay`: runs a recorded flow again. */

import { UsageError } from '../errors.ts';
import { HarWriter } from '../har/write.ts';
import { type DryStep, dryRun } from '../replay/rerun/dry.ts';
import { dryRecord, runRecord } from '../replay/rerun/record.ts';
import { type RerunResult, rerun } from '../replay/rerun/rerun.ts';
import { firstCause, isAsRecorded, nothingSent } from '../replay/rerun/verdict.ts';
import { againstOptions, isRemote, isSimulated } from './against.ts';
import { type Context, command, fileArgument } from './command.ts';
import { glob } from './glob.ts';
import { besides, refuseOverwrite } from './into-file.ts';
import { loadProtocol, protocolOption } from './protocols.ts';
import { allExchanges, titleOf } from './recording.ts';
import { dryLines, leftLines, outcomeLine, summaryLine } from './replay-lines.ts';
import { worldOf } from './replay-world.ts';

/** Exit code where the run ends in other states than the recording, or somebody did not answer. */
const isOtherwise = 1;

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
    format: { kind: 'text', says: 'how to show it', choices: ['text', 'json'], default: 'text' },
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
  async run({ options, positionals: [file = ''] }, given) {
    const context = besides(options.output, given);
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
    const exchanges = await allExchanges(file, context);
    if (options['dry-run'] || against === undefined) {
      const steps = dryRun(exchanges, plan);
      printPlan(steps, options.format, context);
      if (steps.every(({ left }) => left !== undefined)) context.say('nothing would be sent');
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
          if (options.format === 'json') return;
          context.out.write(`${outcomeLine(ran, context.style)}\n`);
          // Over sockets it takes as long as the session did.
          if (isRemote(against)) context.out.flush().catch((error: unknown) => failure.abort(error));
        },
      });
    } finally {
      await writer?.close();
      await world.close();
    }
    // A recording that cannot go on is the end of the work.
    failure.signal.throwIfAborted();
    return report(result, titleOf(file), options.format, world.unused(), context);
  },
});

function printPlan(
  steps: readonly DryStep[],
  format: 'text' | 'json',
  { out, style, rowWidth }: Context,
): void {
  if (format === 'json') out.write(`${JSON.stringify(dryRecord(steps), undefined, 2)}\n`);
  else for (const line of dryLines(steps, style, rowWidth)) out.write(`${line}\n`);
}

async function writerFor(path: string | undefined, file: string): Promise<HarWriter | undefined> {
  if (path === undefined) return undefined;
  await refuseOverwrite(path, [file]);
  return HarWriter.create(path);
}

/** Throws RecordingError, RemoteError or TransportError where an answer ended the run before its time, RecordingError where nothing was sent. */
function report(
  result: RerunResult,
  title: string,
  format: 'text' | 'json',
  unused: number,
  { out, say, style, signal }: Context,
): number | undefined {
  const cause = result.stopped && firstCause(result.stopped, title);
  if (format === 'json') out.write(`${JSON.stringify(runRecord(result, cause), undefined, 2)}\n`);
  for (const line of leftLines(result.left, style)) say(line);
  if (unused > 0) say(`${unused} ${unused === 1 ? 'answer' : 'answers'} of the recording not asked for`);
  say(summaryLine(result, style));
  if (signal.aborted) return undefined;
  if (cause) throw cause;
  if (result.reruns.length === 0) throw nothingSent(result.left, title);
  return isAsRecorded(result) ? 0 : isOtherwise;
}
