/** `driftwire decode`: the typed events of a recording, or its calls with their issues. */
import { Decoder } from '../decode/events.ts';
import { Secrets } from '../decode/secrets.ts';
import { UsageError } from '../errors.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { Table } from '../protocol/table.ts';
import { command, fileArgument } from './command.ts';
import { eventLines, type Lines, type LineView } from './decode-lines.ts';
import { frameOf } from './frame.ts';
import { glob } from './glob.ts';
import { didYouMean } from './nearest.ts';
import { loadProtocol, protocolOption } from './protocols.ts';
import { eachExchange } from './recording.ts';
import { secretsOption } from './secrets-option.ts';

export default command({
  says:
    'Decodes a recording into typed events, in file order: one JSON object a line with at, type, exchange, state and ' +
    'the fields of its type. Credentials are shortened so that equal values still look equal.',
  positionals: [fileArgument],
  options: {
    format: { kind: 'text', says: 'what a line is', choices: ['ndjson', 'json', 'table'], default: 'ndjson' },
    calls: {
      kind: 'flag',
      says: 'calls instead of events: input, output, outcome and issues of each exchange',
    },
    type: { kind: 'list', says: 'only events of these types, as message.*; may be repeated', value: 'GLOB' },
    protocol: protocolOption,
    secrets: secretsOption,
  },
  examples: [
    ['decode captures/wechat/logout-by-phone.har', 'every event as NDJSON'],
    ["decode captures/wechat/logout-by-phone.har --type 'message.*' --format table", 'the messages, to read'],
    ['decode captures/wechat/refused-1203.har --calls', 'every call with what departs from the table'],
  ],
  async run({ options, positionals: [file = ''] }, context) {
    const { out } = context;
    const protocol = await loadProtocol(options.protocol);
    const wanted = wantedTypes(options.type, protocol, options.calls);
    const decoder = new Decoder(protocol);
    const secrets = options.secrets ? undefined : new Secrets(protocol);
    const { rowWidth: width, style } = context;
    const view = { format: options.format, secrets, wanted, lanes: protocol.lanes, width, style };
    const lines = await linesOf(view, options.calls ? 'calls' : 'events', decoder.table);
    const frame = frameOf(options.format, out, lines.head);
    try {
      await eachExchange(file, 'file', 'decoding', context, (exchange) => {
        for (const line of lines.of(decoder.decode(exchange))) frame.item(line);
      });
    } catch (error) {
      frame.stop();
      throw error;
    }
    frame.end();
    return undefined;
  },
});

/** Tables and the reading of issues are loaded only where they are asked for. */
async function linesOf(view: LineView, what: 'events' | 'calls', table: Table): Promise<Lines> {
  if (what === 'calls') return (await import('./decode-calls.ts')).callLines(view, table);
  if (view.format === 'table') return (await import('./decode-rows.ts')).eventRows(view);
  return eventLines(view);
}

/** Which event types are wanted. Throws UsageError for a pattern that fits no type there is. */
function wantedTypes(
  patterns: readonly string[],
  { events }: Protocol,
  calls: boolean,
): (type: string) => boolean {
  if (patterns.length === 0) return () => true;
  if (calls) throw new UsageError('usage/bad-option', 'decode: --type chooses events, --calls prints none');
  const types = [...Object.keys(events), 'failure', 'unknown'];
  const tests = patterns.map((pattern) => ({ pattern, test: glob(pattern) }));
  const idle = tests.find(({ test }) => !types.some(test));
  if (idle) {
    const hint = didYouMean(idle.pattern, types);
    throw new UsageError('usage/unknown-name', `decode: no event type fits --type ${idle.pattern}${hint}`);
  }
  const chosen = new Set(types.filter((type) => tests.some(({ test }) => test(type))));
  return (type) => chosen.has(type);
}
