/** Parts that the JSON Schemas of all outputs are made of. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** An object of these keys and no others. */
export function record(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: 'object', properties, required, additionalProperties: false };
}
