/** Makes text from a recording harmless in markup. */
import { oneLine } from '../../decode/render/safe.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for XML and HTML, in content and in quoted attributes, on one line. */
export const markup = (text: string): string =>
  oneLine(text).replace(/[&<>"']/g, (found) => entities[found]!);

/** Text for a Markdown table or list: no markup, no link, no mention of anybody. */
export const markdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~<>&]/g, (found) =>
      found === '<' ? '&lt;' : found === '>' ? '&gt;' : found === '&' ? '&amp;' : `\\${found}`,
    )
    .replace(/@/g, '@\u200c')
    .replace(/:\/\//g, ':\u200c//');

/** Text inside a code span of Markdown. */
export const code = (text: string): string => `\`${oneLine(text).replace(/`/g, "'").replace(/\|/g, '\\|')}\``;
