/** Result codes of the reference. */
import type { CodeTable } from '../endpoint.ts';
import { code, prose, table } from './markdown-text.ts';

/** The values of one result code. */
export function codeTable(codes: CodeTable): string {
  const rows = Object.entries(codes)
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([value, { name, ok, says }]) => [code(value), code(name), ok ? 'yes' : 'no', prose(says)]);
  return table(['Code', 'Outcome', 'Good', 'Meaning'], rows);
}
