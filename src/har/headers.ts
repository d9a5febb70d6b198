/** Reads the headers and cookies of HAR files, whatever their form. */
import { type HeaderList, header } from '../exchange.ts';
import { asText, isObject, jsonText, member } from './values.ts';

type Pair = readonly [name: string, value: string];

/** One element of a HAR's header array with the header lines it stands for. */
export interface HeaderGroup {
  readonly element: unknown;
  readonly pairs: readonly Pair[];
}

/** A new line in a value separates two headers of that name, unless the next line is indented. */
const joint = /\r?\n(?![ \t])/;

/** Safari joins cookies by commas, which dates hold too: the next one begins with its name. */
const cookieJoint = /, (?=[\w!#$%&'*+.^`|~-]+=)/;

/** The header lines in wire order; pseudo headers such as `:authority` are left out. */
export function headerList(value: unknown): HeaderList {
  const list: Pair[] = [];
  for (const element of headerElements(value)) addPairs(element, list);
  return list;
}

/** The same, kept apart by element. */
export function headerGroups(value: unknown): HeaderGroup[] {
  return headerElements(value).map((element) => {
    const pairs: Pair[] = [];
    addPairs(element, pairs);
    return { element, pairs };
  });
}

export function isPseudoHeader(name: unknown): boolean {
  return typeof name === 'string' && name.startsWith(':');
}

function headerElements(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((one) => ({ name, value: one })),
  );
}

function addPairs(element: unknown, list: Pair[]): void {
  const name = asText(Array.isArray(element) ? element[0] : member(element, 'name'));
  const value = asText(Array.isArray(element) ? element[1] : member(element, 'value'));
  if (name === undefined || name === '' || value === undefined || name.startsWith(':')) return;
  if (value.includes('\n')) for (const part of value.split(joint)) list.push([name, part]);
  else if (value.includes(', ') && name.toLowerCase() === 'set-cookie')
    for (const line of cookieLines(value)) list.push([name, line]);
  else list.push([name, value]);
}

/** A comma before any attribute is of the value, and no joint. */
function cookieLines(value: string): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  let isWhole = false;
  for (const part of value.split(cookieJoint)) {
    if (isWhole) lines.push(line!);
    line = isWhole || line === undefined ? part : `${line}, ${part}`;
    isWhole = part.includes(';');
  }
  lines.push(line!);
  return lines;
}

/** Name and value of each cookie in a HAR's list or map of cookies. */
export function cookiePairs(value: unknown): Pair[] {
  const elements: [unknown, unknown][] = Array.isArray(value)
    ? value.filter(isObject).map((element) => [element.name, element.value])
    : Object.entries(isObject(value) ? value : {}).map(([name, one]) => [
        name,
        isObject(one) ? one.value : one,
      ]);
  return elements
    .map(([name, one]) => [jsonText(name) ?? '', jsonText(one) ?? ''] as const)
    .filter(([name, one]) => name !== '' || one !== '');
}

/** The headers of a request; where none were recorded, one made of the cookies. */
export function requestHeaders(headers: unknown, cookies: unknown): HeaderList {
  const list = headerList(headers);
  const pairs = list.length === 0 ? cookiePairs(cookies) : [];
  return pairs.length === 0
    ? list
    : [['Cookie', pairs.map(([name, value]) => `${name}=${value}`).join('; ')]];
}

/** The headers of a response; where none were recorded, those that set its cookies. */
export function responseHeaders(headers: unknown, cookies: unknown): HeaderList {
  const list = headerList(headers);
  return list.length > 0
    ? list
    : cookiePairs(cookies).map(([name, value]) => ['Set-Cookie', `${name}=${value}`]);
}

/** The first value of a header, found without making a list of all. `name` is lower-case. */
export function recordedHeader(headers: unknown, name: string): string | undefined {
  if (!Array.isArray(headers)) return header(headerList(headers), name);
  for (const element of headers) {
    const key = isObject(element) ? element.name : undefined;
    if (typeof key !== 'string' || key.length !== name.length || key.toLowerCase() !== name) continue;
    return headerText(member(element, 'value'));
  }
  return undefined;
}

/** A value as one header line has it. */
function headerText(value: unknown): string | undefined {
  const text = asText(value);
  return text?.includes('\n') === true ? text.split(joint)[0] : text;
}
