/** How well a text can be told from others. */

/** Longer texts are no values. */
export const longestValue = 4096;

/**
 * How little a text can be met by chance. 0: everywhere (`0`, `true`, words such as `zh_CN`); 1: only together with
 * its name; 2: by itself.
 */
export function strengthOf(text: string): 0 | 1 | 2 {
  const { length } = text;
  if (length < 4 || length > longestValue) return 0;
  const found = countIn(text);
  const { letters, digits } = found;
  if (letters === 0 && /^-?[\d.]+$/.test(text)) return text.includes('.') ? 0 : strengthOfDigits(text);
  if (found.isPlain && digits > 0 && letters > 0) return strengthOfMixture(text, found);
  // Text of people: by its length alone.
  if (found.isForeign) return length >= 24 ? 2 : 0;
  return strengthOfLetters(text, found);
}

interface Counts {
  readonly letters: number;
  readonly capitals: number;
  readonly digits: number;
  /** A capital after a small letter. */
  readonly humps: number;
  /** Letters and digits of the longest run that has a digit. */
  readonly longest: number;
  /** Visible ASCII alone. */
  readonly isPlain: boolean;
  /** Something beyond ASCII. */
  readonly isForeign: boolean;
}

/** One pass, since every value of a recording comes by here. */
function countIn(text: string): Counts {
  let [letters, capitals, digits, humps, longest, run] = [0, 0, 0, 0, 0, 0];
  let [runHasDigit, wasSmall, isPlain, isForeign] = [false, false, true, false];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isDigit = code >= 48 && code <= 57;
    const isCapital = code >= 65 && code <= 90;
    const isSmall = code >= 97 && code <= 122;
    if (isCapital) capitals += 1;
    if (isCapital && wasSmall) humps += 1;
    if (isCapital || isSmall) letters += 1;
    if (isDigit) digits += 1;
    if (code <= 32 || code >= 127) isPlain = false;
    if (code >= 128) isForeign = true;
    wasSmall = isSmall;
    if (isDigit || isCapital || isSmall) {
      run += 1;
      runHasDigit ||= isDigit;
      if (runHasDigit && run > longest) longest = run;
    } else [run, runHasDigit] = [0, false];
  }
  return { letters, capitals, digits, humps, longest, isPlain, isForeign };
}

/** Words, also written together (`getUserName`), say nothing; letters of both cases in no order were drawn. */
function strengthOfLetters(text: string, { letters, capitals, humps }: Counts): 0 | 2 {
  if (letters < 9 || /[\s.,;/]/.test(text)) return 0;
  const isMixed = humps >= 2 && capitals * 3 > letters && capitals < letters;
  return isMixed || (text.endsWith('=') && humps > 0) ? 2 : 0;
}

/** Round numbers and short ones are counts, sizes, codes. */
function strengthOfDigits(text: string): 0 | 1 | 2 {
  const digits = text.startsWith('-') ? text.slice(1) : text;
  if (digits.length < 5 || /^(\d)\1*$/.test(digits) || digits.endsWith('0000'))
    return digits.length >= 10 ? 1 : 0;
  return digits.length >= 9 ? 2 : 1;
}

/** Names with a version or a size in them are no keys: `jquery-1.8.2.min.js`, `utf-8`, `icon32.png`. */
function strengthOfMixture(text: string, { letters, digits, longest }: Counts): 0 | 1 | 2 {
  if (longest < 16 && /\.(?:js|css|png|jpe?g|gif|svg|html?|ico|woff2?|bin|txt)$/i.test(text)) return 0;
  if (longest >= 8 && digits >= 2) return 2;
  if (letters + digits >= 16 && digits >= 3 && !/[;,]/.test(text)) return 2;
  return longest >= 5 && digits >= 2 ? 1 : 0;
}
