/** What is to be said of a recording as a whole, once it has been read. */
import type { RecordingError } from '../errors.ts';
import type { HarHead } from './head.ts';
import type { Outline } from './outline.ts';
import type { Problem } from './problem.ts';
import type { TextForm } from './transcode.ts';

const damage: Readonly<Partial<Record<RecordingError['code'], string>>> = {
  'recording/truncated': 'file/truncated',
  'recording/not-har': 'file/not-har',
  'recording/too-large': 'file/too-large',
  'recording/bad-archive': 'file/bad-archive',
  'recording/not-readable': 'file/not-readable',
  'recording/empty': 'file/empty',
};

/** Problems of the form of the file. */
export function formProblems(form: TextForm, outline: Outline, head: HarHead): Problem[] {
  const problems: Problem[] = [];
  const note = (rule: string, where: string, message: string) =>
    problems.push({ rule, entry: null, where, message });
  if (form === 'utf8-bom')
    note('file/bom', '', 'the file begins with a byte order mark, which JSON does without');
  if (form === 'utf16le' || form === 'utf16be')
    note('file/utf16', '', 'the file is UTF-16, where JSON is UTF-8');
  if (outline.isCall)
    note('file/jsonp', '', 'the file is a call of a function (JSONP), where JSON is a value');
  if (outline.arrays > 1) {
    note(
      'file/duplicate-entries',
      '/log/entries',
      `there are ${outline.arrays} arrays of entries; all were read`,
    );
  }
  if (outline.arrays > 0 && !head.hasLog) note('file/no-log', '/entries', 'the entries are not inside `log`');
  return problems;
}

/** The problem that ended reading; undefined where an entry carries it already. */
export function damageProblem(error: RecordingError): Problem | undefined {
  const rule = damage[error.code];
  return rule === undefined
    ? undefined
    : { rule, entry: null, where: '/log/entries', message: error.message };
}
