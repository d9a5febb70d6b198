/** `driftwire trace`: where every request value of a recording came from. */
import { basename } from 'node:path';
import { plainStyle } from '../decode/render/style.ts';
import { traceJsonHead, traceJsonTail, traceJsonValue } from '../decode/render/trace-json.ts';
import { traceMermaid } from '../decode/render/trace-mermaid.ts';
import { traceText, traceUse } from '../decode/render/trace-text.ts';
import { barest, type Traced, Tracer } from '../decode/trace/index.ts';
import { TraceOverview } from '../decode/trace/overview.ts';
import { RecordingError, UsageError } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import type { HarReader } from '../har/read.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { type Context, command, fileArgument } from './command.ts';
import { intoFile, isStdout } from './into-file.ts';
import { didYouMean } from './nearest.ts';
import { loadProtocol, protocolOption } from './protocols.ts';
import { titleOf, withRecording } from './recording.ts';
import { secretsOption } from './secrets-option.ts';

export default command({
  says:
    'Tells for every value of every request where it came from: which reply, cookie or earlier request had it before, ' +
    'and by which steps it got there; or that it is constant, read off the clock, counted, drawn at random, or chosen ' +
    'by the caller. Evidence comes from the recording alone, so it works on any HAR (--protocol none).',
  positionals: [fileArgument],
  options: {
    value: {
      kind: 'text',
      says: 'only uses of this value, in any encoding, also inside others',
      value: 'TEXT',
    },
    endpoint: { kind: 'text', says: 'only requests to this endpoint of the table', value: 'NAME' },
    format: { kind: 'text', says: 'how to show it', choices: ['text', 'json', 'mermaid'], default: 'text' },
    output: { kind: 'text', short: 'o', says: 'write to this file', value: 'FILE' },
    protocol: protocolOption,
    secrets: { ...secretsOption, says: 'show the values themselves (json)' },
  },
  examples: [
    ['trace captures/wechat/seed-login.har', 'every endpoint with the sources of its values'],
    ['trace captures/wechat/logout-by-phone.har --endpoint webwxinit', 'one endpoint'],
    ['trace captures/wechat/seed-login.har --value vf5gf3j1hdx5g26t', 'where was this used?'],
    ['trace captures/wechat/push-login.har --format json', 'everything as data'],
  ],
  async run({ options, positionals: [file = ''] }, context) {
    const protocol = await loadProtocol(options.protocol);
    const filter = filterOf(options.endpoint, options.value, protocol);
    const show = (to: Context): Promise<undefined> =>
      traced(file, protocol, { ...options, filter, isSearch: options.value !== undefined }, to);
    if (isStdout(options.output)) return show(context);
    await intoFile(options.output, [file], (out) => show({ ...context, out, style: plainStyle }));
    return undefined;
  },
});

type Filter = (value: Traced) => boolean;

interface Wanted {
  readonly format: 'text' | 'json' | 'mermaid';
  readonly secrets: boolean;
  readonly filter: Filter;
  /** Every use is told by itself. */
  readonly isSearch: boolean;
}

/** Shorter texts are found as whole values only. */
const shortestInside = 4;

function filterOf(
  endpoint: string | undefined,
  value: string | undefined,
  { endpoints, name }: Protocol,
): Filter {
  const names = endpoints.map((row) => row.name);
  if (endpoint !== undefined && !names.includes(endpoint)) {
    const known =
      names.length === 0 ? 'has no endpoints' : `has no endpoint ${endpoint}${didYouMean(endpoint, names)}`;
    throw new UsageError('usage/unknown-name', `the protocol ${name} ${known}`);
  }
  const wanted = value === undefined ? undefined : barest(value);
  return (traced) => {
    if (endpoint !== undefined && traced.endpoint !== endpoint) return false;
    if (wanted === undefined) return true;
    const text = barest(traced.value);
    return wanted.length < shortestInside ? text === wanted : text.includes(wanted);
  };
}

/** Reads the recording twice: what its places hold as a whole, then value by value. What is whole is shown before damage is complained of. */
async function traced(
  file: string,
  protocol: Protocol,
  wanted: Wanted,
  context: Context,
): Promise<undefined> {
  const tracer = new Tracer(protocol);
  const overview = new TraceOverview();
  const lines = new Lines(wanted, overview, context);
  let damage: RecordingError | undefined;
  await withRecording(file, context, { reread: true }, async (reader) => {
    await eachOrdered(reader, 'reading', context, (exchange) => tracer.survey(exchange));
    lines.begin();
    damage = await eachOrdered(reader, 'tracing', context, (exchange) => {
      const values = tracer.trace(exchange);
      const chosen = values.filter(wanted.filter);
      overview.add(exchange.id, values[0]?.endpoint, chosen);
      lines.values(chosen);
    });
  });
  if (context.signal.aborted) return undefined;
  lines.end(file === '-' ? titleOf(file) : basename(file), file);
  if (damage) throw damage;
  return undefined;
}

/** Goes through the exchanges by their start; gives the damage behind the last whole one, and throws it where there is none. */
async function eachOrdered(
  reader: HarReader,
  label: string,
  context: Context,
  visit: (exchange: Exchange) => void,
): Promise<RecordingError | undefined> {
  const { signal, out } = context;
  const progress = context.progress(label);
  let count = 0;
  try {
    for await (const { exchange } of reader.ordered()) {
      if (signal.aborted) break;
      count += 1;
      if (exchange) visit(exchange);
      if (out.isFull) await out.flush();
      progress.tick(count);
    }
  } catch (error) {
    if (signal.aborted) return undefined;
    if (error instanceof RecordingError && count > 0) return error;
    throw error;
  } finally {
    progress.done();
  }
  return undefined;
}

/** What is printed, in the chosen form. */
class Lines {
  readonly #wanted: Wanted;
  readonly #overview: TraceOverview;
  readonly #context: Context;
  #hasValues = false;

  constructor(wanted: Wanted, overview: TraceOverview, context: Context) {
    this.#wanted = wanted;
    this.#overview = overview;
    this.#context = context;
  }

  begin(): void {
    if (this.#wanted.format === 'json') this.#print(traceJsonHead);
  }

  values(values: readonly Traced[]): void {
    const { format, secrets, isSearch } = this.#wanted;
    for (const value of values) {
      if (format === 'json') this.#context.out.write(this.#hasValues ? ',\n' : '');
      this.#hasValues = true;
      if (format === 'json') this.#context.out.write(traceJsonValue(value, secrets));
      else if (format === 'text' && isSearch) this.#print(traceUse(value, this.#context.style));
    }
  }

  end(title: string, file: string): void {
    const { format, isSearch } = this.#wanted;
    const { rowWidth: width, style } = this.#context;
    if (format === 'json')
      this.#print(`${this.#hasValues ? '\n' : ''}${traceJsonTail(this.#overview.summary)}`);
    else if (format === 'mermaid') this.#all(traceMermaid(this.#overview, title));
    else if (!isSearch) this.#all(traceText(this.#overview, { title, width, style }));
    if (isSearch && !this.#hasValues) this.#context.say(`${titleOf(file)}: no request has this value`);
  }

  #all(lines: Iterable<string>): void {
    for (const line of lines) this.#print(line);
  }

  #print(line: string): void {
    this.#context.out.write(`${line}\n`);
  }
}
