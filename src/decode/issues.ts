/** How a call departs from its row: missing, unexpected, of another type, value or kind. */
import type { Endpoint } from '../protocol/endpoint.ts';
import { type Fields, fieldNamed, isField } from '../protocol/field.ts';
import { once } from '../protocol/once.ts';
import { asShape, object, optional, type Shape } from '../protocol/shape.ts';
import type { Table } from '../protocol/table.ts';
import { type Issue, walk } from '../protocol/walk.ts';
import type { Call } from './call.ts';

/** Every departure of the request and of the reply; none for a call outside the table. */
export function issuesOf(call: Call, table: Table): Issue[] {
  const row = call.endpoint;
  if (!row || call.request.isPreflight) return [];
  return [
    ...hostIssues(call, table),
    ...methodIssues(call, row),
    ...queryIssues(call, row),
    ...bodyIssues(call, row),
    ...replyIssues(call, row),
  ];
}

function hostIssues({ request }: Call, table: Table): Issue[] {
  const { host } = request.url;
  if (table.roles(host).length > 0) return [];
  return [{ code: 'value', path: '/host', expected: 'a host of the table', received: host }];
}

function methodIssues({ exchange }: Call, row: Endpoint): Issue[] {
  const { method } = exchange.request;
  if (row.methods.includes(method)) return [];
  return [{ code: 'value', path: '/request/method', expected: row.methods.join(' or '), received: method }];
}

function queryIssues({ request }: Call, row: Endpoint): Issue[] {
  const issues: Issue[] = [];
  const seen = new Set<string>();
  for (const { name, value } of request.query) {
    if (name === '' && value === '') continue;
    const path = `/request/query/${name}`;
    const known = fieldNamed(row.query, name);
    if (!known) issues.push({ code: 'unexpected', path, expected: 'nothing', received: 'a value' });
    else {
      seen.add(known[0]);
      issues.push(...textIssues(known[1].shape, value, path));
    }
  }
  for (const [name, field] of Object.entries(row.query)) {
    if (isField(field) && !field.optional && !seen.has(name))
      issues.push({
        code: 'missing',
        path: `/request/query/${name}`,
        expected: 'a value',
        received: 'nothing',
      });
  }
  return issues;
}

/** A value that travels as text, compared with a shape that may ask for a number. */
function textIssues(shape: Shape, value: string, path: string): Issue[] {
  if (shape.const !== undefined) {
    const expected = String(shape.const);
    return value === expected ? [] : [{ code: 'value', path, expected, received: value.slice(0, 120) }];
  }
  if (shape.type !== 'integer') return shape.type === 'string' ? walk(shape, value, path) : [];
  return /^-?\d+$/.test(value)
    ? []
    : [{ code: 'type', path, expected: 'integer', received: 'text that is no number' }];
}

const bodyShapes = new WeakMap<Fields, Shape>();

/** The fields of a body as one shape. */
function shapeOfFields(fields: Fields): Shape {
  return once(bodyShapes, fields, () => {
    const properties = Object.entries(fields).map(([name, field]) => {
      if (!isField(field)) return [name, shapeOfFields(field)];
      return [name, field.optional ? optional(field.shape) : field.shape];
    });
    return asShape(object(Object.fromEntries(properties)));
  });
}

function bodyIssues(call: Call, row: Endpoint): Issue[] {
  const decoded = call.request.body;
  if (!row.body || !decoded) return [];
  const path = '/request/body';
  if (!decoded.ok) {
    const absent = decoded.kind === 'empty' && shapeOfFields(row.body.fields).required?.toString() === '';
    return absent ? [] : [{ code: 'kind', path, expected: row.body.codec, received: decoded.kind }];
  }
  if (row.body.codec === 'json') return walk(shapeOfFields(row.body.fields), decoded.value, path);
  return textBodyIssues(row.body.fields, decoded.value as Record<string, unknown>, path);
}

/** Forms and multipart bodies: every value is text, or a file. */
function textBodyIssues(fields: Fields, values: Record<string, unknown>, path: string): Issue[] {
  const issues: Issue[] = [];
  for (const [name, value] of Object.entries(values)) {
    const known = fieldNamed(fields, name);
    if (!known)
      issues.push({ code: 'unexpected', path: `${path}/${name}`, expected: 'nothing', received: 'a value' });
    else if (typeof value === 'string') issues.push(...textIssues(known[1].shape, value, `${path}/${name}`));
  }
  for (const [name, field] of Object.entries(fields)) {
    if (isField(field) && !field.optional && !Object.hasOwn(values, name))
      issues.push({ code: 'missing', path: `${path}/${name}`, expected: 'a value', received: 'nothing' });
  }
  return issues;
}

function replyIssues(call: Call, row: Endpoint): Issue[] {
  const { response } = call.exchange;
  if (!response) return [];
  const issues: Issue[] = [];
  const statuses = row.reply.statuses ?? [200];
  if (!statuses.includes(response.status)) {
    const received = String(response.status);
    issues.push({ code: 'value', path: '/response/status', expected: statuses.join(' or '), received });
  }
  if (call.wrongKind) {
    const received = call.wrongKind.kind;
    issues.push({ code: 'kind', path: '/response/body', expected: row.reply.codec, received });
  }
  if (call.reply?.ok) {
    const found = walk(row.reply.shape, call.reply.value, '/response/body');
    // A refusal is not judged by what a good reply must hold.
    issues.push(...(call.outcome.ok ? found : found.filter(({ code }) => code !== 'missing')));
  }
  return issues;
}
