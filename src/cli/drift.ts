/** `driftwire drift`: what changed between two recordings or baselines, and whom it breaks. */
import { compare } from '../replay/drift/compare.ts';
import type { Report, Severity } from '../replay/drift/finding.ts';
import { severities } from '../replay/drift/finding.ts';
import { command } from './command.ts';
import { printReport, reportFormats } from './drift-report.ts';
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
    { name: 'BASE', says: 'what was: a recording or a baseline' },
    { name: 'NEW', says: 'what is: a recording or a baseline' },
  ],
  options: {
    format: { kind: 'text', says: 'how to report', choices: reportFormats, default: 'text' },
    'fail-on': {
      kind: 'text',
      says: 'exit 1 where there is a finding of this severity or above',
      choices: severities,
      default: 'warn',
    },
    protocol: protocolOption,
  },
  examples: [
    [
      'drift captures/wechat/logout-by-phone.har captures/wechat/logout-by-phone.har',
      'nothing changed: exit 0',
    ],
    [
      'drift captures/wechat/logout-by-phone.har captures/wechat/refused-1203.har --fail-on break --format json',
      'as data',
    ],
  ],
  async run({ options, positionals: [base = '', next = ''] }, context) {
    const protocol = await loadProtocol(options.protocol);
    const one = await loadSide(base, protocol, context);
    const other = await loadSide(next, protocol, context);
    if (context.signal.aborted) return undefined;
    const report = compare(protocol, one.profile, other.profile);
    await printReport(options.format, { report, base: one.title, next: other.title }, context);
    await context.out.flush();
    const damage = one.damage ?? other.damage;
    if (damage) throw damage;
    return fails(report, options['fail-on']) ? found : 0;
  },
});

/** Whether there is a finding of that severity or above. */
function fails({ findings }: Report, least: Severity): boolean {
  return findings.some(({ severity }) => severities.indexOf(severity) <= severities.indexOf(least));
}
