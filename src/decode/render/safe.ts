/** Makes text from a recording harmless to a terminal. */

/** Controls, marks that reorder or hide what follows, separators that break a line, halves of a pair. */
const harmful =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/gu;
const plain = /^[\x20-\x7e]*$/;

/** The text with every harmful character written as `\u{…}`. */
export function visible(text: string): string {
  if (plain.test(text)) return text;
  return text.replace(harmful, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`);
}

/** What JSON.stringify leaves raw and a terminal, or a reader of lines, would act on. */
const harmfulInJson = /[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The same and more in fewer ranges, which is quicker to look for: most text has none of it. */
const suspect = /[\x7f-\x9f\u061c\u200e-\u2069]/;

/** JSON text, of any size, with those characters as `\uXXXX`; it still parses to the same value. */
export function safeJson(json: string): string {
  if (!suspect.test(json)) return json;
  return json.replace(harmfulInJson, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** One line of a text that may have several; blanks are single. */
export function oneLine(text: string): string {
  return visible(text.replace(/\r\n?|\n/g, '↵').replace(/[\t ]+/g, ' '));
}
