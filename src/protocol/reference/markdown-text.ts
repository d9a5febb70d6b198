/** Markdown made from text that may hold its signs. */

/** Text as text: what Markdown or HTML would read as markup is escaped. */
export function prose(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*[\]|]/g, '\\$&')
    .replaceAll('<', '&lt;');
}

/** Text as code, also inside a table. */
export function code(text: string): string {
  const shown = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return shown.includes('`') ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}

/** A table without the columns that have nothing to say; '' without rows. Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const kept = head.map((_, index) => index).filter((index) => rows.some((row) => (row[index] ?? '') !== ''));
  const line = (cells: readonly string[]): string =>
    `| ${kept.map((index) => cells[index] ?? '').join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Code that keeps its lines. */
export function fence(language: string, text: string): string {
  const mark = text.includes('```') ? '~~~~' : '```';
  return `${mark}${language}\n${text}\n${mark}`;
}

/** Blocks with an empty line between them; empty ones are left out. */
export function blocks(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The anchor that a heading gets. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** A link to a heading of the same page. */
export function linkTo(heading: string): string {
  return `[${prose(heading)}](#${anchor(heading)})`;
}
