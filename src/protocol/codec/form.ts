/** The codec of form fields, and the reader of queries. */
import { Body } from '../../exchange.ts';
import { type Codec, type Edited, type Edits, limits } from './codec.ts';
import { percentDecode, percentEncode } from './percent.ts';
import { applyAll } from './replace.ts';
import { broken, isEmpty, refuse } from './sniff.ts';
import { addField, type Fields, fieldsOf, keysOf, stepsOf, textOf } from './values.ts';

export { percentDecode } from './percent.ts';

/** A name that starts so would make a form look like something else. */
const neverInNames = '=<{["';

/** One `name=value` of a query or form. */
export interface QueryField {
  readonly name: string;
  /** Percent-decoded once; in a query `+` stays, in a form it is a space. */
  readonly value: string;
  /** The value as on the wire. */
  readonly raw: string;
}

/** A field with its place in the text: the value in `[start, end)`. */
interface PlacedField extends QueryField {
  readonly start: number;
  readonly end: number;
  /** False for a name without an equals sign. */
  readonly assigned: boolean;
}

/**
 * The fields of a query (without its question mark) in order; empty ones between ampersands are no fields. `+` is
 * kept, because this protocol puts base64 into queries as it is (protocol.md 1.3).
 */
export function parseQuery(rawQuery: string): QueryField[] {
  return fieldsIn(rawQuery, false).map(({ name, value, raw }) => ({ name, value, raw }));
}

/** As `parseQuery`, for the body of a form: `+` is a space. */
export function parseForm(text: string): QueryField[] {
  return fieldsIn(text, true).map(({ name, value, raw }) => ({ name, value, raw }));
}

/**
 * A form as an object by name, in order; a name that comes again gives a list. `like` of `encode` is an example
 * whose order and spelling are kept: raw or escaped, character by character.
 */
export const form: Codec = {
  name: 'form',
  decode(body, contentType) {
    if (isEmpty(body)) return { ok: true, value: {} };
    const text = body.text();
    if (text.length > limits.text) return broken('the form is too long to be read');
    if (!isForm(text)) return refuse(body, contentType, 'form');
    const fields: Fields = {};
    for (const field of fieldsIn(text, true)) addField(fields, field.name, field.value);
    return { ok: true, value: fields };
  },
  encode: (value, like) =>
    Body.ofText(writeForm(fieldsOf(value, 'a form'), like !== undefined && isForm(like) ? like : '')),
};

/** Replaces values of a form: `/sid`, or `/name/1` for the second of several. Spelled as the value was. */
export function editForm(text: string, edits: Edits): Edited {
  const fields = fieldsIn(text, true);
  return applyAll(text, edits, (pointer, value) => {
    const [name, index = '0'] = stepsOf(pointer);
    const field = fields.filter((candidate) => candidate.name === name)[Number(index)];
    if (!field) return [];
    const { start, end } = field;
    const equals = field.assigned ? '' : '=';
    return [{ start, end, text: equals + respell(textOf(value, 'a field'), field.raw, fields) }];
  });
}

/** Pairs, or names alone; markup and JSON are not taken for a field without a value. */
function isForm(text: string): boolean {
  const start = text.slice(0, 1024);
  if (/^\s*[<{["]/.test(start) || /[\0-\x08\x0e-\x1f\ufffd]/.test(start)) return false;
  return text.includes('=') || !/\s/.test(start);
}

function fieldsIn(text: string, plusIsSpace: boolean): PlacedField[] {
  const decode = (raw: string): string => percentDecode(plusIsSpace ? raw.replaceAll('+', ' ') : raw);
  const fields: PlacedField[] = [];
  let end = 0;
  for (let at = 0; at < text.length && fields.length < limits.fields; at = end + 1) {
    const next = text.indexOf('&', at);
    end = next < 0 ? text.length : next;
    if (end === at) continue;
    const segment = text.slice(at, end);
    const equals = segment.indexOf('=');
    const assigned = equals >= 0;
    const raw = assigned ? segment.slice(equals + 1) : '';
    const name = decode(assigned ? segment.slice(0, equals) : segment);
    fields.push({ name, value: decode(raw), raw, start: assigned ? at + equals + 1 : end, end, assigned });
  }
  return fields;
}

function respell(value: string, raw: string, fields: readonly QueryField[], never = ''): string {
  return percentEncode(value, { examples: [raw, rawOf(fields)], never: `&%+${never}`, plusIsSpace: true });
}

/** The values of a form as an example of its spelling. */
function rawOf(fields: readonly QueryField[]): string {
  return fields
    .slice(0, 100)
    .map((field) => field.raw)
    .join('&');
}

/** The fields in the order of `like`; what it lacks comes last. */
function writeForm(fields: Fields, like: string): string {
  const waiting = new Map(keysOf(fields).map((name) => [name, textsOf(fields[name])]));
  const known = fieldsIn(like, true);
  const kept = like === '' ? [] : like.split('&').map((segment) => keepSegment(segment, waiting, known));
  const added = [...waiting].flatMap(([name, values]) =>
    values.map((value) => `${respell(name, '', known, neverInNames)}=${respell(value, '', known)}`),
  );
  return [...kept, ...added].filter((part) => part !== undefined).join('&');
}

/** One `name=value` of the example with the next value of that name; undefined where there is none left. */
function keepSegment(
  segment: string,
  waiting: ReadonlyMap<string, string[]>,
  known: readonly QueryField[],
): string | undefined {
  const [field] = fieldsIn(segment, true);
  if (!field) return segment;
  const value = waiting.get(field.name)?.shift();
  if (value === undefined || value === field.value) return value === undefined ? undefined : segment;
  return segment.slice(0, field.start) + (field.assigned ? '' : '=') + respell(value, field.raw, known);
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((item) => textOf(item, 'a field'));
}
