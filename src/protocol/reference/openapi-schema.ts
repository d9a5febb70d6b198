/** Shapes as the schemas of an OpenAPI document. */
import type { Shape } from '../shape.ts';

/** Keywords of JSON Schema; every other one is ours, and gets the prefix of an extension. */
const standard = new Set(['type', 'const', 'enum', 'pattern', 'required', 'minimum', 'maximum']);

/** A shape with its annotations as extensions. */
export function schemaOf(shape: Shape): Record<string, unknown> {
  const schema: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(shape)) {
    if (keyword === '~optional') continue;
    if (keyword === 'properties') schema.properties = propertiesOf(value as Record<string, Shape>);
    else if (keyword === 'items') schema.items = schemaOf(value as Shape);
    else if (keyword === 'anyOf') schema.anyOf = (value as Shape[]).map(schemaOf);
    else if (keyword === 'says') schema.description = value;
    else if (keyword === 'required' && (value as string[]).length === 0) continue;
    else schema[standard.has(keyword) ? keyword : `x-${keyword}`] = value;
  }
  return schema;
}

function propertiesOf(properties: Record<string, Shape>): object {
  return Object.fromEntries(Object.entries(properties).map(([key, shape]) => [key, schemaOf(shape)]));
}
