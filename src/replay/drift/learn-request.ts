/** Adds what requests send to what is known of their endpoint: names and looks, never values. */
import type { Call } from '../../decode/call.ts';
import { readClock } from '../../decode/trace/clocks.ts';
import type { HeaderList } from '../../exchange.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { type Field, type Fields, isField } from '../../protocol/field.ts';
import type { RequestView } from '../../protocol/request.ts';
import { asShape, object, type Shape } from '../../protocol/shape.ts';
import type { FieldStat } from './field-stat.ts';
import { NamesLearner } from './learn-names.ts';
import { FieldLearner } from './learn-value.ts';
import type { Lesson, Subject } from './lesson.ts';
import { Sent } from './sent.ts';
import type { Mark } from './tally.ts';

/** Headers of the connection, of the tool that recorded, and those that tell browsers apart. */
const unminded =
  /^(?::.*|host|connection|proxy-.*|content-length|transfer-encoding|te|upgrade|keep-alive|cookie|user-agent|accept.*|sec-.*|date|via|cache-control|pragma|dnt|priority|upgrade-insecure-requests|if-.*|range)$/;

/** Of one endpoint. */
export class RequestLearner {
  readonly #row: Endpoint;
  readonly #subject: Subject;
  readonly #stat: FieldStat;
  readonly #query: NamesLearner<ParamLearner>;
  readonly #headers: NamesLearner;
  readonly #cookies: NamesLearner;
  #body: FieldLearner | undefined;
  #latestHeaders: HeaderList | undefined;

  /** `cookies`: names of the session's. */
  constructor(stat: FieldStat, row: Endpoint, subject: Subject, cookies: ReadonlySet<string>) {
    this.#row = row;
    this.#subject = subject;
    this.#stat = stat;
    const paramOf = (child: FieldStat, name: string): ParamLearner =>
      new ParamLearner(child, fieldOf(row.query, name), subject);
    this.#query = new NamesLearner(stat.child('query')!, (name) => rowName(row.query, name), paramOf);
    const none = (): undefined => undefined;
    this.#headers = new NamesLearner(stat.child('headers')!, mindedHeader, none);
    this.#cookies = new NamesLearner(
      stat.child('cookies')!,
      (name) => (cookies.has(name) ? name : undefined),
      none,
    );
  }

  learn({ request, exchange }: Call, lesson: Lesson): Sent {
    const { mark } = lesson;
    this.#stat.types.add('object', mark);
    const sent = this.#learnQuery(request, lesson);
    this.#learnHeaders(exchange.request.headers, request, mark);
    const { body } = request;
    if (!body?.ok) return new Sent(sent, undefined);
    this.#body ??= new FieldLearner(
      this.#stat.child('body')!,
      this.#subject,
      shapeOf(this.#row.body!.fields),
    );
    this.#body.learn(body.value, lesson);
    return new Sent(sent, body.value);
  }

  /** Readers give the same list for headers that are the same as before, as most are. */
  #learnHeaders(headers: HeaderList, request: RequestView, mark: Mark): void {
    if (headers === this.#latestHeaders) {
      this.#headers.noteAgain(mark);
      this.#cookies.noteAgain(mark);
      return;
    }
    this.#latestHeaders = headers;
    this.#headers.begin(mark);
    this.#cookies.begin(mark);
    for (const [name] of headers) this.#headers.note(name, mark);
    for (const [name] of request.cookies()) this.#cookies.note(name, mark);
    this.#headers.end(mark);
    this.#cookies.end(mark);
  }

  /** The values of the parameters that were looked at. */
  #learnQuery({ query }: RequestView, lesson: Lesson): string[] {
    const { mark } = lesson;
    const sent: string[] = [];
    this.#query.begin(mark);
    for (const { name, value } of query) {
      const found = name === '' ? undefined : this.#query.see(name, mark);
      if (!found) continue;
      found.learner.learn(value, lesson);
      sent.push(value);
    }
    this.#query.end(mark);
    return sent;
  }
}

function mindedHeader(name: string): string | undefined {
  const lower = name.toLowerCase();
  return unminded.test(lower) ? undefined : lower;
}

/** A parameter: a text, whatever its field's shape says it stands for. */
class ParamLearner {
  readonly #stat: FieldStat;
  readonly #const: string | undefined;
  readonly #isInteger: boolean;
  /** The table says where it comes from. */
  readonly #isKnown: boolean;
  readonly #value: FieldLearner;

  constructor(stat: FieldStat, field: Field | undefined, subject: Subject) {
    const { shape } = field ?? {};
    this.#stat = stat;
    this.#const = shape?.const === undefined ? undefined : String(shape.const);
    this.#isKnown = field !== undefined;
    this.#isInteger = shape?.type === 'integer';
    const isText = shape?.type === 'string' || shape?.anyOf !== undefined;
    this.#value = new FieldLearner(stat, subject, isText ? shape : undefined, field?.source === 'session');
  }

  learn(value: string, lesson: Lesson): void {
    if (this.#const !== undefined) {
      this.#stat.types.add('string', lesson.mark);
      if (this.#const !== value) this.#stat.traits.add('misfit', lesson.mark);
      return;
    }
    this.#value.learn(value, lesson);
    if (!this.#isKnown && /^-?\d{1,15}$/.test(value)) this.#watch(value, lesson);
    if (this.#isInteger && !/^-?\d+$/.test(value)) this.#stat.traits.add('misfit', lesson.mark);
  }

  /** Where the table is silent, a number is watched as the trace does: is it read off the clock, does it count? */
  #watch(value: string, { mark, now }: Lesson): void {
    this.#stat.noteCourse(Number(value));
    if (readClock(value, now)) this.#stat.traits.add('clock', mark);
  }
}

function fieldOf(fields: Fields, name: string): Field | undefined {
  const own = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return own && isField(own) ? own : undefined;
}

/** The name that the row gives to the field of a wire name. */
function rowName(fields: Fields, name: string): string {
  if (fieldOf(fields, name)) return name;
  for (const [key, field] of Object.entries(fields))
    if (isField(field) && field.also?.includes(name)) return key;
  return name;
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
