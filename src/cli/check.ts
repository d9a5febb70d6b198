/** `driftwire check`: runs a flow again and says what changed, in one line for a pipeline. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DriftwireError, TransportError, UsageError } from '../errors.ts';
import { compare } from '../replay/drift/compare.ts';
import type { Profile } from '../replay/drift/profile.ts';
import type { Pace } from '../replay/pace.ts';
import { againstOptions, againstUnsaid, isRemote } from './against.ts';
import { type Context, command } from './command.ts';
import { printRule } from './drift-explain.ts';
import { driftOptions, fails, withAccepted } from './drift-options.ts';
import { printReport } from './drift-report.ts';
import { loadSide, type Side } from './drift-sides.ts';
import { Output } from './output.ts';
import { loadProtocol, protocolOption } from './protocols.ts';

/** Exit code of findings at or above `--fail-on`. */
const found = 1;
/** How long the client's own flow is followed where nobody says. */
const usualTime = '3m';

export default command({
  says:
    'Runs a recording again (`replay`), or without one the client\u2019s own login (`login`), and compares what came back ' +
    'with BASE (`drift`). Exits 0 where nothing severe changed, 1 where something did, and as `replay` and `login` do ' +
    'where they could not begin.',
  positionals: [
    { name: 'BASE', says: 'what was: a recording or a baseline', optional: true },
    {
      name: 'RECORDING',
      says: 'the flow to run again; without it, a login of the client\u2019s own',
      optional: true,
    },
  ],
  options: {
    ...againstOptions,
    'allow-host': { kind: 'list', value: 'GLOB', says: 'hosts outside of the protocol that may be asked' },
    'send-messages': { kind: 'flag', says: 'also what sends or changes something that other people see' },
    'dry-run': {
      kind: 'flag',
      says: 'tell what of RECORDING would be sent, and why each value; send and compare nothing',
    },
    for: {
      kind: 'text',
      value: 'DURATION',
      says: 'how long a login of its own is followed',
      default: usualTime,
    },
    output: { kind: 'text', short: 'o', value: 'NEW.har', says: 'keep the run, in a new file' },
    ...driftOptions,
    protocol: protocolOption,
  },
  examples: [
    [
      'check captures/wechat/logout-by-phone.har captures/wechat/logout-by-phone.har --against captures/wechat/logout-by-phone.har',
      'a recording against itself',
    ],
    ['check base.json --against simulated --pace x100', 'a login of its own against the simulation'],
    [
      'check base.json session.har --against http://127.0.0.1:8080 --format junit',
      'in a pipeline, through serve',
    ],
  ],
  async run({ options, positionals: [base, recording] }, context) {
    if (options.explain !== undefined) {
      printRule(options.explain, context);
      return undefined;
    }
    if (base === undefined)
      throw new UsageError('usage/bad-option', 'check needs BASE, a recording or a baseline');
    if (options['dry-run']) return plan(recording, options, context);
    if (options.against === undefined) throw againstUnsaid('check');
    if (options.output === '-')
      throw new UsageError(
        'usage/bad-option',
        'check: standard output is the report\u2019s; name a file with -o',
      );
    const protocol = await loadProtocol(options.protocol);
    const before = await loadSide(base, protocol, context);
    if (before.damage) throw before.damage;
    const folder = await mkdtemp(join(tmpdir(), 'driftwire-'));
    try {
      const run = options.output ?? join(folder, 'run.har');
      const { code, error } = await record(recording, run, options, context);
      if (context.signal.aborted) return undefined;
      const after = await whereRecorded(error, () => loadSide(run, protocol, context));
      // Nothing was sent, or nobody was there: that says nothing of the protocol.
      if (after.profile.exchanges === 0 && error) throw error;
      if (error instanceof TransportError && isUnanswered(after.profile)) throw error;
      const report = await withAccepted(compare(protocol, before.profile, after.profile), options.accepted);
      const title = options.output ?? `the run against ${options.against}`;
      await printReport(options.format, { report, base: before.title, next: title }, context, run);
      await context.out.flush();
      // Where the report says what went wrong, it is said once.
      if (fails(report, options['fail-on'])) return found;
      if (error) throw error;
      return code > found ? code : 0;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

interface Wishes {
  readonly against?: string | undefined;
  readonly via?: string | undefined;
  readonly trust?: string | undefined;
  readonly pace: Pace;
  readonly 'ca-dir'?: string | undefined;
  readonly 'allow-host': readonly string[];
  readonly 'send-messages': boolean;
  readonly for: string;
  readonly protocol: string;
}

/** Tells what a run would send. Only a recording says so beforehand: what a login sends hangs on the answers. */
async function plan(
  recording: string | undefined,
  wishes: Wishes & { readonly format: string },
  context: Context,
): Promise<number> {
  if (recording === undefined)
    throw new UsageError(
      'usage/bad-option',
      'check: --dry-run needs RECORDING, the flow that would be run again',
    );
  const format = wishes.format === 'json' ? 'json' : 'text';
  return context.tryOther(['replay', recording, '--dry-run', '--format', format, ...replayWishes(wishes)]);
}

/** Runs the flow into a new recording: the exit code of the command that did, or what stopped it. */
async function record(
  recording: string | undefined,
  path: string,
  wishes: Wishes,
  context: Context,
): Promise<{ code: number; error?: DriftwireError }> {
  const { against = '', via, trust, pace } = wishes;
  const given = { via, trust, 'ca-dir': wishes['ca-dir'] };
  const common = [
    ...['--against', against, '-o', path],
    // A person has to see the code that is to be scanned.
    ...(isRemote(against) && recording === undefined ? [] : ['--quiet']),
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
  ];
  const argv =
    recording === undefined
      ? ['login', ...common, '--protocol', wishes.protocol, '--pace', paceText(pace), '--for', wishes.for]
      : [
          ...['replay', recording, ...common, '--pace', isRemote(against) ? paceText(pace) : 'real'],
          ...replayWishes(wishes),
        ];
  // What the run itself prints is not what was asked for.
  const nowhere = new Output({ write: (_, done) => done() }, 'nowhere');
  try {
    return { code: await context.tryOther(argv, nowhere) };
  } catch (error) {
    if (!(error instanceof DriftwireError)) throw error;
    return { code: error.exitCode, error };
  }
}

const replayWishes = (wishes: Wishes): string[] => [
  ...['--protocol', wishes.protocol],
  ...wishes['allow-host'].flatMap((host) => ['--allow-host', host]),
  ...(wishes['send-messages'] ? ['--send-messages'] : []),
];

const paceText = (pace: Pace): string => (pace === 'instant' ? pace : `x${pace.factor}`);

const isUnanswered = ({ endpoints }: Profile): boolean =>
  [...endpoints.values()].every(({ calls, failures }) => failures.total === calls);

/** A run that could not begin recorded nothing to compare: what stopped it is thrown. */
async function whereRecorded(stopped: DriftwireError | undefined, load: () => Promise<Side>): Promise<Side> {
  try {
    return await load();
  } catch (error) {
    throw stopped ?? error;
  }
}
