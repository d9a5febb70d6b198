/** The reference of a protocol, printed from its table. */
import type { Protocol } from '../protocol.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderOpenApi } from './openapi.ts';

export type ReferenceFormat = 'markdown' | 'json' | 'openapi';

const renderers: Readonly<Record<ReferenceFormat, (protocol: Protocol) => string>> = {
  markdown: renderMarkdown,
  json: renderJson,
  openapi: renderOpenApi,
};

/**
 * Everything the table says of a protocol: as a page to read, as data, or as OpenAPI 3.1 (JSON). The same table
 * always gives the same text, which ends with a line end.
 */
export function renderReference(protocol: Protocol, format: ReferenceFormat): string {
  return renderers[format](protocol);
}
