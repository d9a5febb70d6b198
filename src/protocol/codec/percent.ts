/** Percent-encoding, read whatever its state and written in the spelling of an example. */

/** The shapes of one UTF-8 character, percent-encoded. */
const sequence =
  /%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}/gi;
const plain = /^[A-Za-z0-9]$/;
/** Besides letters and digits, what encoders leave as it is. */
const unreserved = "-_.~!*'()";
const exampleLength = 4096;
const encoder = new TextEncoder();
/** What no example makes stand raw: a control character, and the mark of a lost one. */
const unsafe = '\x7f\ufffd';
/** Rounds after which a text that still changes is left as it is. */
const mostRounds = 5;

/** Decodes what is well formed and leaves the rest as it stands: a bare `%`, bytes that are no UTF-8. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(sequence, decodeOne);
  }
}

/** Decodes until nothing changes, five times at most: a value as it was before anybody encoded it (protocol.md 1.5). */
export function decodeToFixpoint(text: string): string {
  let current = text;
  for (let round = 0; round < mostRounds; round++) {
    const next = percentDecode(current);
    if (next === current) break;
    current = next;
  }
  return current;
}

/** How an example spells characters. */
export interface Spelling {
  /** Texts to learn from, the most telling first. */
  readonly examples: readonly string[];
  /** Characters that must not stand raw. */
  readonly never: string;
  /** Whether a space is written `+`, as in forms, where no example shows otherwise. */
  readonly plusIsSpace: boolean;
}

/**
 * Encodes a text, each character raw or escaped as the first 4096 characters of the examples have it, escaped
 * where they are silent.
 */
export function percentEncode(text: string, spelling: Spelling): string {
  const examples = spelling.examples.map((example) => example.slice(0, exampleLength));
  const spelled = new Map<string, string>();
  let out = '';
  for (const character of text) {
    let written = plain.test(character) ? character : spelled.get(character);
    if (written === undefined) {
      written = spell(character, { ...spelling, examples });
      spelled.set(character, written);
    }
    out += written;
  }
  return out;
}

function spell(character: string, { examples, never, plusIsSpace }: Spelling): string {
  const escaped = escapeCharacter(character, examples);
  const forms = character === ' ' && plusIsSpace ? ['+', escaped] : [escaped];
  const isRawAllowed = character > ' ' && !unsafe.includes(character) && !never.includes(character);
  for (const example of examples) {
    if (isRawAllowed && hasRaw(example, character)) return character;
    const form = forms.find((candidate) => example.includes(candidate));
    if (form !== undefined) return form;
    if (character > '\x7f' && /%[c-f][0-9a-f]/i.test(example)) return escaped;
  }
  return unreserved.includes(character) ? character : forms[0]!;
}

/** Beyond ASCII one raw character shows that all are. */
function hasRaw(example: string, character: string): boolean {
  return character > '\x7f' ? /[^\0-\x7f]/.test(example) : example.includes(character);
}

function escapeCharacter(character: string, examples: readonly string[]): string {
  const hex = Array.from(encoder.encode(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(
    '',
  );
  return isLowerCase(examples) ? hex : hex.toUpperCase();
}

function isLowerCase(examples: readonly string[]): boolean {
  const found = examples.join(' ').match(/%(?:[0-9][a-fA-F]|[a-fA-F][0-9a-fA-F])/g) ?? [];
  return found.length > 0 && found.every((escaped) => escaped === escaped.toLowerCase());
}

function decodeOne(escaped: string): string {
  if (escaped.length === 3) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}
