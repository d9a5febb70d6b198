/** `driftwire timeline`: what happened in a recording, laid out in time. */
import { basename } from 'node:path';
import { Decoder } from '../decode/events.ts';
import { hideInOutcome, hideInTimeline } from '../decode/render/hide.ts';
import type { Outcomes } from '../decode/render/rows.ts';
import { plainStyle } from '../decode/render/style.ts';
import { Secrets } from '../decode/secrets.ts';
import { type Timeline, TimelineBuilder } from '../decode/timeline.ts';
import { RecordingError } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import type { Outcome } from '../protocol/endpoint.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { type Context, command, fileArgument } from './command.ts';
import { intoFile, isStdout } from './into-file.ts';
import { loadProtocol, protocolOption } from './protocols.ts';
import { eachExchange, titleOf } from './recording.ts';
import { secretsOption } from './secrets-option.ts';

export default command({
  says:
    'Lays a recording out in time, ordered by the start of each exchange: the states of every login and sync, who was ' +
    'asked when and for how long, what came of it, gaps and anomalies.',
  positionals: [fileArgument],
  options: {
    format: { kind: 'text', says: 'how to show it', choices: ['text', 'json', 'mermaid'], default: 'text' },
    output: { kind: 'text', short: 'o', says: 'write to this file', value: 'FILE' },
    protocol: protocolOption,
    secrets: secretsOption,
  },
  examples: [
    ['timeline captures/wechat/logout-by-phone.har', 'a picture of a session'],
    ['timeline captures/wechat/push-login.har --format mermaid', 'a sequence diagram'],
    ['timeline captures/wechat/refused-1203.har --format json', 'everything as data'],
  ],
  async run({ options, positionals: [file = ''] }, context) {
    const protocol = await loadProtocol(options.protocol);
    const found = await read(file, protocol, options.secrets, context);
    if (context.signal.aborted) return undefined;
    // What is whole is shown before the damage is complained of.
    const print = async (to: Context): Promise<undefined> => {
      for (const line of await linesOf(options.format, found, file, protocol, to)) {
        to.out.write(`${line}\n`);
        if (to.out.isFull) await to.out.flush();
      }
    };
    if (isStdout(options.output)) await print(context);
    else await intoFile(options.output, [file], (out) => print({ ...context, out, style: plainStyle }));
    if (found.damage) throw found.damage;
    return undefined;
  },
});

interface Read {
  readonly timeline: Timeline;
  readonly outcomes: Outcomes;
  /** The recording could not be read to its end. */
  readonly damage: RecordingError | undefined;
}

/** Reads the whole recording; the credentials are hidden at the end, when all of them are known. */
async function read(
  file: string,
  protocol: Protocol,
  showsSecrets: boolean,
  context: Context,
): Promise<Read> {
  const decoder = new Decoder(protocol);
  const builder = new TimelineBuilder();
  const secrets = new Secrets(protocol);
  const outcomes = new Map<string, Outcome>();
  const damage = await eachWhole(file, context, (exchange) => {
    const decoded = decoder.decode(exchange);
    builder.add(decoded);
    outcomes.set(exchange.id, decoded.call.outcome);
    if (decoded.step.session) secrets.learn(decoded.step.session.values);
  });
  const timeline = builder.build();
  if (showsSecrets) return { timeline, outcomes, damage };
  for (const [id, outcome] of outcomes) outcomes.set(id, hideInOutcome(outcome, secrets));
  return { timeline: hideInTimeline(timeline, secrets), outcomes, damage };
}

/** The damage behind the last whole exchange; thrown where there was none. */
async function eachWhole(
  file: string,
  context: Context,
  visit: (exchange: Exchange) => void,
): Promise<RecordingError | undefined> {
  let count = 0;
  try {
    await eachExchange(file, 'time', 'reading', context, (exchange) => {
      count += 1;
      visit(exchange);
    });
    return undefined;
  } catch (error) {
    if (error instanceof RecordingError && count > 0) return error;
    throw error;
  }
}

/** Only the format that is asked for is loaded. */
async function linesOf(
  format: 'text' | 'json' | 'mermaid',
  { timeline, outcomes }: Read,
  file: string,
  { lanes, endpoints }: Protocol,
  { width, style }: Context,
): Promise<Iterable<string>> {
  const title = file === '-' ? titleOf(file) : basename(file);
  if (format === 'json') return (await import('../decode/render/json.ts')).timelineJson(timeline);
  if (format === 'text') {
    const { timelineText } = await import('../decode/render/text.ts');
    return timelineText(timeline, { title, outcomes, lanes, width, style });
  }
  const { timelineMermaid } = await import('../decode/render/mermaid.ts');
  const roles = new Map(endpoints.map(({ name, host }) => [name, host]));
  return timelineMermaid(timeline, { title, outcomes, roleOf: (endpoint) => roles.get(endpoint) });
}
