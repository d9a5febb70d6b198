/** `driftwire protocol`: the reference of a protocol, printed from its table. */
import { renderReference } from '../protocol/reference/index.ts';
import { command } from './command.ts';
import { loadProtocol, protocolNames } from './protocols.ts';

export default command({
  says: 'Prints the reference of a protocol from the same table that decodes it: hosts, endpoints, fields, codes, states.',
  positionals: [
    {
      name: 'NAME',
      says: `which one: ${protocolNames.join(', ')}, or an ES module; default wechat`,
      optional: true,
    },
  ],
  options: {
    format: {
      kind: 'text',
      says: 'how to print it',
      choices: ['markdown', 'json', 'openapi'],
      default: 'markdown',
    },
  },
  examples: [
    ['protocol', 'the reference of WeChat Web'],
    ['protocol wechat --format openapi', 'as OpenAPI 3.1'],
  ],
  async run({ options, positionals: [name = 'wechat'] }, { out }) {
    const text = renderReference(await loadProtocol(name), options.format);
    out.write(text.endsWith('\n') ? text : `${text}\n`);
    return undefined;
  },
});
