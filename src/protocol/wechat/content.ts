/** How the Content of a message is written: escapes, line breaks, emoji, the sender in a room (protocol.md 6.4, 6.6). */

const named = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&nbsp;', '\u00a0'],
] as const;
const numeric = /&#(?:(\d{1,7})|[xX]([0-9a-fA-F]{1,6}));/g;

/** One round of HTML unescaping; what is no entity stays. The ampersand comes last, so that nothing is undone twice. */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text;
  let plain = text;
  for (const [entity, character] of named) plain = plain.replaceAll(entity, character);
  if (plain.includes('&#')) plain = plain.replace(numeric, characterOf);
  return plain.replaceAll('&amp;', '&');
}

function characterOf(whole: string, decimal: string | undefined, hex: string | undefined): string {
  const point = decimal !== undefined ? Number(decimal) : Number.parseInt(hex!, 16);
  // `&#38;` must not start a new entity here: it is left to the ampersand's own turn.
  if (point === 0x26) return '&amp;';
  return point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : whole;
}

/** Numbers the server gets wrong, with the emoji they stand for. */
const misnumbered: Readonly<Record<string, string>> = {
  '1f63c': '1f601',
  '1f639': '1f602',
  '1f63a': '1f603',
  '1f4ab': '1f616',
  '1f64d': '1f614',
  '1f63b': '1f60d',
  '1f63d': '1f618',
  '1f64e': '1f621',
  '1f63f': '1f622',
};

/** The closing `>` is missing in one known variant. */
const emojiSpan = /<span class="emoji emoji([0-9a-fA-F]{2,10})"(?:><\/span>|<\/span>)/g;

/** Four or five digits make a code point; flags and keycaps come as two in one number. */
const pair = /^(1[0-9a-f]{4}|[0-9a-f]{4})([0-9a-f]{4,5})$/i;
const keycap = /^([0-9a-f]{2})(20e3)$/i;

function emoji(hex: string): string {
  const fixed = misnumbered[hex.toLowerCase()] ?? hex;
  const points = (keycap.exec(fixed) ?? pair.exec(fixed))?.slice(1) ?? [fixed];
  const numbers = points.map((point) => Number.parseInt(point, 16));
  return numbers.every((point) => point <= 0x10ffff && (point < 0xd800 || point > 0xdfff))
    ? String.fromCodePoint(...numbers)
    : `[emoji ${hex}]`;
}

export function replaceEmoji(text: string): string {
  return text.includes('<span') ? text.replace(emojiSpan, (_, hex: string) => emoji(hex)) : text;
}

/** A text, nickname or remark as its reader sees it. */
export function plainText(content: string): string {
  if (!content.includes('<') && !content.includes('&')) return content;
  return unescapeHtml(replaceEmoji(content).replace(/<br\s*\/?>/g, '\n'));
}

/** The XML inside a Content: unescaped once more where the sender escaped twice; '' where there is none. */
export function innerXml(content: string): string {
  let text = unescapeHtml(replaceEmoji(content).replace(/<br\s*\/?>/g, ''));
  if (!text.includes('<') && text.includes('&lt;')) text = unescapeHtml(text);
  const start = text.search(
    /<(?:\?xml|msg|sysmsg|revokemsg|appmsg|mmreader|location|voipinvitemsg|voiplocalinfo|voipmt)\b/,
  );
  return start < 0 ? '' : text.slice(start);
}

const prefix = /^(@[a-zA-Z0-9]+|[a-zA-Z0-9_-]+):<br\/>/;

/** Splits the sender off a room message; own messages and system texts carry none. */
export function splitSender(content: string): { readonly sender?: string; readonly rest: string } {
  const found = prefix.exec(content);
  return found ? { sender: found[1]!, rest: content.slice(found[0].length) } : { rest: content };
}
