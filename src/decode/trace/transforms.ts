/** The steps by which a value gets from where it was produced to where it is used. */

/** Every transform by name, with what it does. */
export const transforms = {
  'percent-encode': 'percent-encoded once more than where it comes from',
  'percent-decode': 'percent-encoded once less than where it comes from',
  'html-decode': 'character references as &amp; undone',
  'base64-encode': 'written in base64',
  'base64-decode': 'read from base64',
  'form-encode': 'blanks written as +',
  'json-encode': 'written as JSON text',
  number: 'a text written as a JSON number',
  text: 'a number written as text',
  'url-part': 'one value out of a URL',
  part: 'a piece out of a longer text, between delimiters',
  embed: 'a piece of a longer text: something stands before or after it',
  join: 'the values of a list or object in their order, with delimiters between them',
  seconds: 'the clock in seconds instead of milliseconds',
  'bitwise-not': 'the low 32 bits inverted, as a signed number',
  negate: 'the sign turned',
  divide: 'divided by a fixed number, the fraction cut off',
  append: 'digits appended',
  date: 'written as a date',
} as const;

export type Transform = keyof typeof transforms;

/** What a value of a request is. */
export const kinds = {
  bound: 'an earlier reply, cookie or request has it',
  constant: 'the protocol or the program fixes it',
  clock: 'read off the clock',
  counter: 'counts up',
  random: 'drawn anew',
  input: 'the caller chose it',
  unknown: 'nothing in the recording explains it',
} as const;

export type Kind = keyof typeof kinds;

/** A value in a recording: the exchange and a JSON Pointer into it as decoded. */
export interface Place {
  /** Id of the exchange. */
  readonly exchange: string;
  /** Such as `/request/query/r` or `/response/body/SKey`. */
  readonly where: string;
}

/** Where one value of a request came from, with the evidence in words that quote no value. */
export interface TracedValue {
  readonly to: Place;
  readonly kind: Kind;
  readonly from?: Place;
  readonly transforms?: readonly Transform[];
  readonly why: string;
}

/** A value that an earlier exchange had: where, and the steps from there. */
export type Binding = TracedValue & Required<Pick<TracedValue, 'from' | 'transforms'>>;
