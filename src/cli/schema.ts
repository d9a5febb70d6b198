/** `driftwire schema`: the JSON Schema of an output. */
import { outputSchemas } from '../decode/schemas.ts';
import { command } from './command.ts';

const schemas: Readonly<Record<string, object>> = outputSchemas;

export default command({
  says: 'Prints the JSON Schema (draft 2020-12) of an output.',
  positionals: [{ name: 'NAME', says: 'of what', choices: Object.keys(schemas) }],
  options: {},
  examples: [['schema events', 'one line of decode']],
  async run({ positionals: [name = ''] }, { out }) {
    out.write(`${JSON.stringify(schemas[name], undefined, 2)}\n`);
    return undefined;
  },
});
