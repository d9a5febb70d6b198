/** `driftwire serve`: a backend from a recording, or a simulated one. */
import type { Style } from '../decode/render/style.ts';
import { UsageError } from '../errors.ts';
import { HarWriter } from '../har/write.ts';
import type { Backend } from '../protocol/backend.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { openAuthority } from '../proxy/authority.ts';
import { parseFault } from '../replay/faults.ts';
import { FaultyBackend } from '../replay/faulty.ts';
import { serve } from '../replay/listen.ts';
import { paced, parsePace } from '../replay/pace.ts';
import { watchPolls } from '../replay/poll-watch.ts';
import { RecordedBackend, type Unmatched } from '../replay/recorded.ts';
import { listenOption } from './address.ts';
import { caFolder, caOptions } from './ca-folder.ts';
import { type Context, command, fileArgument } from './command.ts';
import { besides } from './into-file.ts';
import { loadProtocol, protocolOption } from './protocols.ts';
import { counted } from './quantities.ts';
import { allExchanges, titleOf } from './recording.ts';
import { secretsOption } from './secrets-option.ts';
import { Flood, guide, RequestLines } from './serve-lines.ts';
import { openSimulation } from './simulation.ts';
import { proseStyle } from './terminal.ts';

/** Exit code where `--strict` finds recorded exchanges that nobody asked for. */
const unusedFound = 1;
/** Stands for the scenario that comes along. */
const usual = 'default';

export default command({
  says:
    'Answers clients as the recorded server did: an unmodified client logs in, syncs, sends and is logged out against ' +
    'it, any number of them at once. Answers follow the state of each session. Without FILE the answers are made up ' +
    'by a simulation. Nothing is ever sent to a real host.',
  positionals: [{ ...fileArgument, optional: true }],
  options: {
    simulate: {
      kind: 'text',
      value: '[SCENARIO.json]',
      bare: usual,
      says: 'a simulated backend; with FILE, for the requests that FILE has no answer for',
    },
    listen: listenOption,
    pace: {
      kind: 'text',
      value: 'real|instant|xN',
      says: 'how fast time passes: as recorded, at once, or N times as fast',
      default: 'real',
      read: parsePace,
    },
    unmatched: {
      kind: 'text',
      says: 'what a request gets that has no recorded answer: 404 and why, the same with a warning, or the simulation',
      choices: ['error', 'warn', 'simulate'],
    },
    strict: { kind: 'flag', says: 'exit 1 where recorded exchanges were left that nobody asked for' },
    record: { kind: 'text', value: 'FILE.har', says: 'record what is served, in a new file' },
    fault: {
      kind: 'list',
      value: 'NAME[:ENDPOINT[:NTH]]',
      says: 'go wrong on purpose: reset, half-body, garbage, 503, slow, wrong-kind, logout',
    },
    protocol: protocolOption,
    ...caOptions,
    secrets: secretsOption,
  },
  examples: [
    ['serve captures/wechat/logout-by-phone.har --pace x10', 'a recording, ten times as fast'],
    ['serve --simulate --listen 127.0.0.1:0', 'a simulated account on any free port'],
    ['serve captures/wechat/push-login.har --fault 503:webwxsync:2', 'the second pull fails'],
    [
      'serve captures/wechat/push-login.har --strict --record served.har',
      'for a test: all of it must be used',
    ],
  ],
  endsByInterrupt: true,
  async run({ options, positionals: [file] }, given) {
    const context = besides(options.record, given);
    const protocol = await loadProtocol(options.protocol);
    if (file === undefined && options.simulate === undefined)
      throw new UsageError('usage/bad-option', 'serve needs FILE, a recording, or --simulate');
    if (file === undefined && (options.strict || options.unmatched !== undefined))
      throw new UsageError(
        'usage/bad-option',
        'serve: --strict and --unmatched are about a recording; name one',
      );
    const strikes = options.fault.map((text) =>
      parseFault(
        text,
        protocol.endpoints.map(({ name }) => name),
      ),
    );
    const unmatched = options.unmatched ?? (options.simulate === undefined ? 'error' : 'simulate');
    const simulated =
      unmatched === 'simulate' || file === undefined
        ? await openSimulation(protocol, options.simulate === usual ? undefined : options.simulate)
        : undefined;
    const style = proseStyle(context);
    const recorded = await Promise.race([
      file === undefined ? undefined : fromFile(file, protocol, unmatched, simulated, context, style),
      // A pipe may never come to its end.
      interruption(context.signal),
    ]);
    if (context.signal.aborted) return 0;
    const faulty = new FaultyBackend(recorded ?? simulated!, strikes, protocol);
    return run(paced(faulty, options.pace, watchPolls(protocol)), recorded, {
      ...options,
      protocol,
      style,
      context,
      what: recorded && file !== undefined ? describe(file, recorded) : `a simulated ${protocol.title}`,
    });
  },
});

async function fromFile(
  file: string,
  protocol: Protocol,
  unmatched: Unmatched,
  simulated: Backend | undefined,
  context: Context,
  { bad }: Style,
): Promise<RecordedBackend> {
  return new RecordedBackend(await allExchanges(file, context), {
    protocol,
    unmatched,
    ...(simulated && { simulated }),
    onUnmatched: ({ error }) => context.say(`${bad('unmatched')}  ${error}`),
  });
}

function describe(file: string, { tape }: RecordedBackend): string {
  return `${titleOf(file)}: ${counted(tape.takes.length, 'exchange')}, ${counted(tape.stories.length, 'session')}`;
}

interface Running {
  readonly listen: { readonly host: string; readonly port: number };
  readonly 'ca-dir'?: string | undefined;
  readonly record?: string | undefined;
  readonly strict: boolean;
  readonly secrets: boolean;
  readonly protocol: Protocol;
  readonly style: Style;
  readonly context: Context;
  readonly what: string;
}

/** Serves until the user interrupts. */
async function run(
  backend: Backend,
  recorded: RecordedBackend | undefined,
  options: Running,
): Promise<number> {
  const { context, style, protocol } = options;
  const authority = await openAuthority(caFolder(options['ca-dir']));
  const writer = options.record === undefined ? undefined : await HarWriter.create(options.record);
  const lines = new RequestLines(protocol, style, options.secrets);
  const flood = new Flood();
  const failure = new AbortController();
  const serving = await serve({
    backend,
    authority,
    ...options.listen,
    onServed: (exchange, why) => {
      writer?.append(exchange).catch((error: unknown) => failure.abort(error));
      for (const line of flood.take(() => lines.of(exchange, why), Date.now())) context.say(line);
    },
    onClientError: ({ host, reason, message }) =>
      context.say(
        `${style.bad(reason === 'no-request' ? 'http' : 'tls')}  ${host || 'a client'}: ${message}`,
      ),
    onError: (error) =>
      context.say(`${style.bad('error')}  ${error instanceof Error ? error.message : String(error)}`),
  });
  const { host, port } = serving;
  const { rootPath: certificate, spkiHash } = authority;
  const page = recorded ? undefined : protocol.startPage;
  for (const line of guide(options.what, { host, port, certificate, spkiHash, page }, style))
    context.say(line);
  try {
    await Promise.race([interruption(context.signal), interruption(failure.signal)]);
    // A recording that cannot go on is the end of the work.
    failure.signal.throwIfAborted();
  } finally {
    await serving.close();
    await writer?.close();
  }
  for (const line of flood.rest()) context.say(line);
  const { requests } = serving.statistics;
  context.say(
    `served ${counted(requests, 'request')}${recorded ? `, ${recorded.unmatched} without a recorded answer` : ''}`,
  );
  return options.strict && recorded ? reportUnused(recorded, context) : 0;
}

const interruption = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

/** The list is data: it goes to standard output, also under `--quiet`. */
function reportUnused(recorded: RecordedBackend, { out, say }: Context): number {
  const unused = recorded.unused();
  if (unused.length === 0) return 0;
  say(`${unused.length} recorded exchanges that nobody asked for:`);
  for (const { exchange, endpoint, method, url, why } of unused)
    out.write(`${exchange}\t${endpoint ?? `${method} ${url.split(/[?#]/)[0]}`}\t${why}\n`);
  return unusedFound;
}
