/** `driftwire drift`: what changed between two recordings or baselines, and whom it breaks. */
import { UsageError } from '../errors.ts';
import { compare } from '../replay/drift/compare.ts';
import { command } from './command.ts';
import { printRule } from './drift-explain.ts';
import { driftOptions, fails, withAccepted } from './drift-options.ts';
import { printReport } from './drift-report.ts';
import { loadSide } from './drift-sides.ts';
import { loadProtocol, protocolOption } from './protocols.ts';

/** Exit code of findings at or above `--fail-on`. */
const found = 1;

export default command({
  says:
    'Compares two recordings or baselines of a protocol: what is gone, new, renamed, of another type or form, which ' +
    'step is skipped, which code was never seen, and which of it all came first. Severity follows use: what a later ' +
    'request, a state or an event needs is a break; what nobody needs a warning; what clients do differently a note.',
  positionals: [
    { name: 'BASE', says: 'what was: a recording or a baseline', optional: true },
    { name: 'NEW', says: 'what is: a recording or a baseline', optional: true },
  ],
  options: {
    ...driftOptions,
    protocol: protocolOption,
  },
  examples: [
    [
      'drift captures/wechat/logout-by-phone.har captures/wechat/logout-by-phone.har',
      'nothing changed: exit 0',
    ],
    [
      'drift captures/wechat/logout-by-phone.har captures/wechat/refused-1203.har --format json',
      'as data; exit 1',
    ],
    ['drift --explain field-renamed', 'what a rule is about'],
  ],
  async run({ options, positionals: [base, next] }, context) {
    if (options.explain !== undefined) {
      printRule(options.explain, context);
      return undefined;
    }
    if (base === undefined || next === undefined)
      throw new UsageError('usage/bad-option', 'drift needs BASE and NEW, each a recording or a baseline');
    const protocol = await loadProtocol(options.protocol);
    const one = await loadSide(base, protocol, context);
    const other = await loadSide(next, protocol, context);
    if (context.signal.aborted) return undefined;
    const report = await withAccepted(compare(protocol, one.profile, other.profile), options.accepted);
    const recording = other.isRecording && next !== '-' ? next : undefined;
    await printReport(options.format, { report, base: one.title, next: other.title }, context, recording);
    await context.out.flush();
    const damage = one.damage ?? other.damage;
    if (damage) throw damage;
    return fails(report, options['fail-on']) ? found : 0;
  },
});
