/** Adds what a request sends to what is known of its endpoint: names and looks, never values. */
import type { Call } from '../../decode/call.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { type Field, type Fields, isField } from '../../protocol/field.ts';
import { asShape, object, type Shape } from '../../protocol/shape.ts';
import type { FieldStat } from './field-stat.ts';
import { type Lesson, learnValue } from './learn-value.ts';

/** Headers of the connection, of the tool that recorded, and those that tell browsers apart. */
const unminded =
  /^(?::.*|host|connection|proxy-.*|content-length|transfer-encoding|te|upgrade|keep-alive|cookie|user-agent|accept.*|sec-.*|date|via|cache-control|pragma|dnt|priority|upgrade-insecure-requests|if-.*|range)$/;
/** Texts shorter than this are found everywhere. */
const shortestEcho = 5;
const longestEcho = 200;
const mostEchoes = 200;

/** Learns the request; gives the texts that it sent, in which replies may echo. */
export function learnRequest(
  stat: FieldStat,
  call: Call,
  row: Endpoint,
  lesson: Lesson,
): ReadonlySet<string> {
  const sent = new Set<string>();
  const { request } = call;
  stat.types.add('object', lesson.mark);
  const query = part(stat, 'query', lesson);
  const names = new Set<string>();
  for (const { name, value } of request.query) {
    if (name === '' || names.has(name)) continue;
    names.add(name);
    const field = fieldNamed(row.query, name);
    const child = query.child(field?.[0] ?? name);
    if (!child) continue;
    learnText(child, value, field?.[1], lesson);
    note(sent, value);
  }
  lacking(query, names, lesson, row.query);
  learnNames(part(stat, 'headers', lesson), headerNames(call), lesson);
  const cookies = request.cookies().map(([name]) => name);
  learnNames(
    part(stat, 'cookies', lesson),
    new Set(cookies.filter((name) => lesson.cookies.has(name))),
    lesson,
  );
  const { body } = request;
  if (body?.ok) {
    learnValue(part(stat, 'body', undefined), body.value, shapeOf(row.body!.fields), lesson);
    noteAll(sent, body.value, 0);
  }
  return sent;
}

/** A part of the request, which is there with or without members. */
function part(stat: FieldStat, name: string, lesson: Lesson | undefined): FieldStat {
  const child = stat.child(name)!;
  if (lesson) child.types.add('object', lesson.mark);
  return child;
}

function learnText(stat: FieldStat, value: string, field: Field | undefined, lesson: Lesson): void {
  const { shape } = field ?? {};
  if (shape?.const !== undefined) {
    stat.types.add('string', lesson.mark);
    if (String(shape.const) !== value) stat.traits.add('misfit', lesson.mark);
    return;
  }
  const isText = shape?.type === 'string' || shape?.anyOf !== undefined;
  learnValue(stat, value, isText ? shape : undefined, lesson, field?.source === 'session');
  if (shape?.type === 'integer' && !/^-?\d+$/.test(value)) stat.traits.add('misfit', lesson.mark);
}

/** The row's field of a wire name, by the name that the row gives it. */
function fieldNamed(fields: Fields, name: string): [string, Field] | undefined {
  const own = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (own && isField(own)) return [name, own];
  for (const [key, field] of Object.entries(fields))
    if (isField(field) && field.also?.includes(name)) return [key, field];
  return undefined;
}

function lacking(stat: FieldStat, names: ReadonlySet<string>, { mark }: Lesson, fields: Fields): void {
  for (const [name, child] of stat.children) {
    if (names.has(name)) continue;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const also = field && isField(field) ? field.also : undefined;
    if (!also?.some((other) => names.has(other))) child.lacked ??= mark;
  }
}

function learnNames(stat: FieldStat, names: ReadonlySet<string>, { mark }: Lesson): void {
  for (const name of names) stat.child(name)?.types.add('string', mark);
  for (const [name, child] of stat.children) if (!names.has(name)) child.lacked ??= mark;
}

function headerNames({ exchange }: Call): Set<string> {
  const names = exchange.request.headers.map(([name]) => name.toLowerCase());
  return new Set(names.filter((name) => !unminded.test(name)));
}

const shapes = new WeakMap<Fields, Shape>();

function shapeOf(fields: Fields): Shape {
  let shape = shapes.get(fields);
  if (!shape) {
    const properties = Object.entries(fields).map(([name, field]) => [
      name,
      isField(field) ? field.shape : shapeOf(field),
    ]);
    shape = asShape(object(Object.fromEntries(properties)));
    shapes.set(fields, shape);
  }
  return shape;
}

function note(sent: Set<string>, text: string): void {
  if (text.length >= shortestEcho && text.length <= longestEcho && sent.size < mostEchoes) sent.add(text);
}

function noteAll(sent: Set<string>, value: unknown, depth: number): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    note(sent, String(value));
  else if (typeof value === 'object' && value !== null && depth < 4)
    for (const inner of Object.values(value)) noteAll(sent, inner, depth + 1);
}
