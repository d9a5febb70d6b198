/** `driftwire schema`: the JSON Schema of an output or an input. */
import type { JsonSchema } from '../decode/json-schema.ts';
import { outputNames, scenarioSchema, schemasFor } from '../decode/schemas.ts';
import { UsageError } from '../errors.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { driftSchema, driftSchemaNames } from '../replay/drift/schemas.ts';
import { replaySchema } from '../replay/rerun/record.ts';
import { command } from './command.ts';
import { loadProtocol, protocolOption } from './protocols.ts';

type Source = (protocol: Protocol) => JsonSchema | Promise<JsonSchema>;

const sources: Readonly<Record<string, Source>> = {
  ...Object.fromEntries(
    outputNames.map((name): [string, Source] => [name, (protocol) => schemasFor(protocol)[name]]),
  ),
  ...Object.fromEntries(
    driftSchemaNames.map((name): [string, Source] => [name, (protocol) => driftSchema(name, protocol)]),
  ),
  replay: () => replaySchema,
  scenario: async (protocol) => {
    if (protocol.scenario) return scenarioSchema(await protocol.scenario());
    throw new UsageError('usage/unknown-name', `there is no simulation of ${protocol.title}, so no scenario`);
  },
};

export default command({
  says: 'Prints the JSON Schema (draft 2020-12) of an output, or of a file that people write.',
  positionals: [{ name: 'NAME', says: 'of what', choices: Object.keys(sources) }],
  options: { protocol: protocolOption },
  examples: [
    ['schema events', 'one line of decode'],
    ['schema scenario', 'what serve --simulate FILE plays'],
  ],
  async run({ options, positionals: [name = ''] }, { out }) {
    const schema = await sources[name]!(await loadProtocol(options.protocol));
    out.write(`${JSON.stringify(schema, undefined, 2)}\n`);
    return undefined;
  },
});
