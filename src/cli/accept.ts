/** `driftwire accept`: findings to live with, in a file that people review. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { UsageError } from '../errors.ts';
import { readError } from '../har/file-error.ts';
import {
  type Acceptance,
  acceptanceOf,
  acceptedText,
  isDay,
  readAccepted,
} from '../replay/drift/accepted.ts';
import { severities } from '../replay/drift/finding.ts';
import { readFindings } from '../replay/drift/report-file.ts';
import { command } from './command.ts';
import { intoFile } from './into-file.ts';
import { stdin, stdinText } from './stdin.ts';

const usualFile = 'driftwire.accepted.json';

export default command({
  says:
    'Writes the findings of a report into a file of accepted ones, with the reason, who accepts them, and until when. ' +
    '`drift --accepted FILE` leaves them out from then on; what is accepted and not found any more, or found beyond ' +
    'its day, is a finding again.',
  positionals: [{ name: 'REPORT.json', says: 'what `drift --format json` wrote; - is standard input' }],
  options: {
    reason: { kind: 'text', says: 'why they are accepted', value: 'TEXT' },
    until: { kind: 'text', says: 'the last day on which they are', value: 'DATE', read: readDay },
    only: {
      kind: 'list',
      says: 'only the finding of this fingerprint; may be repeated',
      value: 'FINGERPRINT',
    },
    severity: {
      kind: 'text',
      says: 'findings of this severity or above',
      choices: severities,
      default: 'warn',
    },
    output: {
      kind: 'text',
      short: 'o',
      says: 'the file, made or added to',
      value: 'FILE',
      default: usualFile,
    },
  },
  examples: [
    ["accept report.json --reason 'the page of May sends it' --until 2026-12-31", 'for a while'],
    ["accept report.json --only 6f1966eb34f1 --reason 'known'", 'one of them'],
  ],
  async run({ options, positionals: [path = ''] }, { say }) {
    const { reason, until, only, output } = options;
    if (reason === undefined || reason.trim() === '')
      throw new UsageError('usage/bad-option', 'accept: say why with --reason');
    const least = severities.indexOf(options.severity);
    const findings = readFindings(await textOf(path), path);
    const chosen = findings.filter(({ severity, fingerprint }) =>
      only.length > 0 ? only.includes(fingerprint) : severities.indexOf(severity) <= least,
    );
    const strange = only.find((print) => !findings.some(({ fingerprint }) => fingerprint === print));
    if (strange !== undefined)
      throw new UsageError('usage/unknown-name', `accept: ${path} has no finding ${strange}`);
    const before = await known(output);
    const by = await author();
    const added = chosen.map((finding) => acceptanceOf(finding, reason.trim(), by, until));
    const prints = new Set(added.map(({ fingerprint }) => fingerprint));
    const list = [...before.filter(({ fingerprint }) => !prints.has(fingerprint)), ...added];
    await intoFile(output, [path], async (out) => out.write(acceptedText(list)));
    say(`${output}: ${added.length} accepted by ${by}, ${list.length} in all`);
    return undefined;
  },
});

function readDay(text: string): string {
  if (isDay(text)) return text;
  throw new UsageError('usage/bad-option', `accept: --until takes a day, as 2026-12-31, not ${text}`);
}

async function textOf(path: string): Promise<string> {
  if (path === stdin) return stdinText();
  return readFile(path, 'utf8').catch((error: unknown) => Promise.reject(readError(path, error)));
}

/** What the file holds already. */
async function known(path: string): Promise<Acceptance[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw readError(path, error);
  });
  return text === undefined ? [] : readAccepted(text, path);
}

/** As git knows the user; the system's name where it does not. */
async function author(): Promise<string> {
  const ask = async (key: string): Promise<string> =>
    (await promisify(execFile)('git', ['config', key]).catch(() => ({ stdout: '' }))).stdout.trim();
  const [name, mail] = [await ask('user.name'), await ask('user.email')];
  if (name !== '') return mail === '' ? name : `${name} <${mail}>`;
  return mail || process.env.USER || 'somebody';
}
