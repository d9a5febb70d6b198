/** `driftwire baseline`: what recordings teach, as a file to keep beside the code. */
import { UsageError } from '../errors.ts';
import { merge } from '../replay/drift/merge.ts';
import { Profile } from '../replay/drift/profile.ts';
import { baselineText } from '../replay/drift/profile-json.ts';
import { command, fileArgument } from './command.ts';
import { loadSide } from './drift-sides.ts';
import { intoFile, isStdout } from './into-file.ts';
import { loadProtocol, protocolOption } from './protocols.ts';
import { counted } from './quantities.ts';

export default command({
  says:
    'Learns from one or more recordings what every endpoint is asked and answers: names, types, forms, codes, states, ' +
    'times. A baseline holds no secret and no value that is somebody’s; it is small, sorted, and the same for the same ' +
    'recordings, fit for git.',
  positionals: [{ ...fileArgument, many: true }],
  options: {
    output: {
      kind: 'text',
      short: 'o',
      says: 'where it goes; without it, standard output',
      value: 'BASE.json',
    },
    add: { kind: 'flag', says: 'add what the recordings teach to BASE.json' },
    protocol: protocolOption,
  },
  examples: [
    ['baseline captures/wechat/logout-by-phone.har -o base.json', 'learn from one recording'],
    ['baseline captures/wechat/push-login.har --add -o base.json', 'and from another'],
  ],
  async run({ options, positionals }, context) {
    const { output, add } = options;
    if (add && isStdout(output))
      throw new UsageError('usage/bad-option', 'baseline: --add needs -o BASE.json, the baseline to add to');
    const protocol = await loadProtocol(options.protocol);
    const profile = new Profile(protocol.name);
    const sources = add && output !== undefined ? [output, ...positionals] : positionals;
    for (const path of sources) {
      const side = await loadSide(path, protocol, context);
      if (context.signal.aborted) return undefined;
      if (side.damage) throw side.damage;
      merge(profile, side.profile);
    }
    const text = baselineText(profile, protocol);
    if (isStdout(output)) context.out.write(text);
    else await intoFile(output, positionals, async (out) => out.write(text));
    context.say(
      `${isStdout(output) ? 'baseline' : output}: ${counted(profile.endpoints.size, 'endpoint')} from ${counted(profile.exchanges, 'exchange')} of ${counted(profile.recordings, 'recording')}`,
    );
    return undefined;
  },
});
