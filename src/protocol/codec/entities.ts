/** Character references of XML and HTML; decoding never makes a text longer. */

const reference = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g;
const named = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const escapes = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

/** Replaces the five named references and the numeric ones, once; what is not a reference stays. */
export function decodeEntities(text: string): string {
  return text.includes('&') ? text.replace(reference, character) : text;
}

/** Text of an element. Carriage returns, which readers would drop, become references. */
export function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, escapeOne);
}

/** Value of an attribute in double quotes. */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, escapeOne);
}

function character(all: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return named.get(name)!;
  const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
  return isCharacter(code) ? String.fromCodePoint(code) : all;
}

function isCharacter(code: number): boolean {
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

function escapeOne(found: string): string {
  return escapes.get(found) ?? `&#${found.charCodeAt(0)};`;
}
