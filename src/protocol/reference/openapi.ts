/** The reference as an OpenAPI 3.1 document. */

import { fieldLeaves } from '../field.ts';
import type { Protocol } from '../protocol.ts';
import { operationOf } from './openapi-operation.ts';
import { schemaOf } from './openapi-schema.ts';

type Data = Record<string, unknown>;

/** The document as JSON, ending with a line end. */
export function renderOpenApi(protocol: Protocol): string {
  return `${JSON.stringify(openApi(protocol), undefined, 2)}\n`;
}

function openApi(protocol: Protocol): Data {
  const { title, lanes, machines, messages, returns } = protocol;
  return {
    openapi: '3.1.1',
    info: { title, version: '1', description: `${title}, as its table describes it.` },
    servers: serversOf(protocol, protocol.hosts[0]?.role ?? ''),
    tags: lanes.map((name) => ({ name })),
    paths: pathsOf(protocol),
    components: {
      schemas: Object.fromEntries(
        Object.entries(protocol.events).map(([type, shape]) => [`event.${type}`, schemaOf(shape)]),
      ),
      securitySchemes: Object.fromEntries(
        fieldLeaves(protocol.cookies).map(({ name, field }) => [
          name,
          { type: 'apiKey', in: 'cookie', name, 'x-key': field.key },
        ]),
      ),
    },
    'x-session': Object.fromEntries(
      Object.entries(protocol.session).map(([key, { shape, ...rest }]) => [
        key,
        { ...rest, schema: schemaOf(shape) },
      ]),
    ),
    'x-machines': machines.map(({ name, states, start, transitions }) => ({
      name,
      states,
      start,
      transitions,
    })),
    'x-messages': messages.map(({ kind, says, when }) => ({ kind, says, when })),
    'x-returns': returns,
  };
}

/** The hosts of one role; the newest of each family first, as the table has them. */
function serversOf({ hosts }: Protocol, role: string): Data[] {
  const known = hosts.filter((host) => host.role === role);
  return known.map(({ name, family, age }) => ({
    url: `https://${name}`,
    description: `${role} of ${family}, ${age}`,
  }));
}

function pathsOf(protocol: Protocol): Data {
  const paths = new Map<string, Data>();
  for (const row of protocol.endpoints) {
    const item = paths.get(row.path) ?? {};
    for (const method of row.methods)
      item[method.toLowerCase()] = {
        ...operationOf(row, method, protocol),
        servers: serversOf(protocol, row.host),
      };
    paths.set(row.path, item);
  }
  return Object.fromEntries(paths);
}
