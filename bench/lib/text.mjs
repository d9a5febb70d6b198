/** How text changes on its way into a message: emoji become spans, markup is escaped (protocol.md 6.4, 6.6). */

const emoji = /\p{Regional_Indicator}{2}|\p{Extended_Pictographic}\uFE0F?/gu;

/** `🦉` becomes `<span class="emoji emoji1f989"></span>`; a flag's two letters stand side by side in one span. */
export function emojiSpans(text) {
  return text.replace(emoji, (found) => {
    const points = [...found].filter((character) => character !== '\uFE0F');
    return `<span class="emoji emoji${points.map((character) => character.codePointAt(0).toString(16)).join('')}"></span>`;
  });
}

/** HTML-escaped once; a line break is a tag that stays unescaped. */
export const escaped = (text) => xmlText(text).replaceAll('\n', '<br/>');

/** What somebody typed, as it arrives. */
export const typed = (text) => emojiSpans(escaped(text).replaceAll('"', '&quot;').replaceAll("'", '&#39;'));

/** Text inside an XML element. */
export const xmlText = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Text inside double quotes in XML. */
export const xmlAttribute = (text) => xmlText(text).replaceAll('"', '&quot;');
