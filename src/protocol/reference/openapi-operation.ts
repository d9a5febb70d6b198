/** One endpoint as an operation of an OpenAPI document. */
import { type Endpoint, outcomesOf } from '../endpoint.ts';
import { type Field, type Fields, isField } from '../field.ts';
import type { Protocol } from '../protocol.ts';
import { schemaOf } from './openapi-schema.ts';
import { requestFields } from './request-fields.ts';

type Data = Record<string, unknown>;

const mediaTypes = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
};

export function operationOf(row: Endpoint, method: string, { cookies }: Protocol): Data {
  const { name, says, lane, methods, body, call, follows, longPoll, lasting, code, asks } = row;
  const operationId = method === methods[0] ? name : `${name}.${method.toLowerCase()}`;
  return {
    operationId,
    summary: says,
    tags: [lane],
    parameters: parametersOf(row),
    ...(body && method !== 'GET' && { requestBody: requestBodyOf(body) }),
    responses: responsesOf(row),
    ...(Object.keys(cookies).length > 0 && { security: securityOf(cookies) }),
    'x-call': call ?? 'xhr',
    'x-outcomes': outcomesOf(row),
    ...(follows && { 'x-follows': follows }),
    ...(code && { 'x-codes': code }),
    ...(longPoll && { 'x-long-poll': { idle: longPoll.idle, holdMs: longPoll.hold } }),
    ...(asks && { 'x-asks': asks }),
    ...(lasting && { 'x-lasting': true }),
  };
}

/** Cookies come with a session, and none is needed to begin one. */
function securityOf(cookies: Fields): Data[] {
  return [{}, Object.fromEntries(Object.keys(cookies).map((name) => [name, []]))];
}

function parametersOf(row: Endpoint): Data[] {
  return requestFields(row)
    .filter((field) => field.in !== 'body')
    .map(({ in: place, name, field }) => ({
      name,
      in: place,
      required: place === 'path' || field.optional !== true,
      ...described(field),
    }));
}

/** What a field says beside its name; `x-source` is where its value comes from. */
function described({ shape, source, key, also, secret, seldom, spelling, says }: Field): Data {
  return {
    ...(says !== undefined && { description: says }),
    schema: schemaOf(shape),
    'x-source': source,
    ...(key !== undefined && { 'x-key': key }),
    ...(also && { 'x-also': also }),
    ...(secret && { 'x-secret': true }),
    ...(seldom && { 'x-seldom': true }),
    ...(spelling && { 'x-spelling': spelling }),
  };
}

function requestBodyOf({ codec, fields }: NonNullable<Endpoint['body']>): Data {
  const required = Object.values(fields).some((field) => !isField(field) || !field.optional);
  return { required, content: { [mediaTypes[codec]]: { schema: bodySchema(fields) } } };
}

/** Fields as a schema; what each says beside its shape stands in it. */
function bodySchema(fields: Fields): Data {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => !isField(field) || !field.optional).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length > 0 && { required }),
  };
}

function fieldSchema(field: Field | Fields): Data {
  if (!isField(field)) return bodySchema(field);
  const { schema, ...rest } = described(field);
  const inner = field.inner && { contentMediaType: mediaTypes.json, contentSchema: bodySchema(field.inner) };
  return { ...(schema as Data), ...rest, ...inner };
}

function responsesOf({ reply }: Endpoint): Data {
  const { statuses = [200], type, codec, shape, examples = [], cookies = {}, also = [] } = reply;
  const set = Object.keys(cookies);
  const response = {
    description: `${codec} reply${also.length > 0 ? `; may also be ${also.join(', ')}` : ''}`,
    ...(set.length > 0 && {
      headers: {
        'Set-Cookie': { description: set.join(', '), schema: { type: 'string' }, 'x-feeds': cookies },
      },
    }),
    content: {
      [type]: {
        schema: schemaOf(shape),
        'x-codec': codec,
        ...(examples.length > 0 && { 'x-examples': examples }),
      },
    },
  };
  return Object.fromEntries(statuses.map((status) => [String(status), response]));
}
