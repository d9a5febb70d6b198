/** What characters mean in JavaScript: parts of names, digits, escapes in texts. */

/** For `classOf`, by ASCII code. */
const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return character === '.' ? 1 : /[\w$]/.test(character) ? 2 : 0;
});
const escapePattern = /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r\n|([\s\S]))/g;
/** One character after a backslash; a line end there is nothing. */
const escapes = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
  ['\n', ''],
  ['\r', ''],
  ['\u2028', ''],
  ['\u2029', ''],
]);

/** 2: a part of a name, 1: the dot between parts, 0: neither. `code` is NaN beyond the end of a text. */
export function classOf(code: number): number {
  return code < 0x80 ? classes[code]! : code >= 0x80 && !isSpace(code) ? 2 : 0;
}

/** The spaces and line ends beyond ASCII. */
export function isSpace(code: number): boolean {
  return code >= 0xa0 && (code === 0xa0 || code === 0x2028 || code === 0x2029 || code === 0xfeff);
}

export function isNamePart(code: number): boolean {
  return classOf(code) === 2;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The text that a literal between quotes stands for; most are JSON as well, which is read faster. */
export function unescapeText(raw: string, quote: number): string {
  if (quote === 0x22) {
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      return raw.replace(escapePattern, unescapeOne);
    }
  }
  return raw.replace(escapePattern, unescapeOne);
}

function unescapeOne(_all: string, braced?: string, four?: string, two?: string, one?: string): string {
  const hex = braced ?? four ?? two;
  if (hex === undefined) return one === undefined ? '' : (escapes.get(one) ?? one);
  const code = Number.parseInt(hex, 16);
  return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
}
