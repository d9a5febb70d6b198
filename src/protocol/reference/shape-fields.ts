/** The values inside a shape as one flat list. */
import { escapeKey, type Shape } from '../shape.ts';

export interface ShapeField {
  /** JSON Pointer; `*` stands for the items of a list. */
  readonly pointer: string;
  readonly shape: Shape;
  readonly required: boolean;
}

/** Every value below the root; of a choice between kinds, what only some of them hold is listed too. */
export function* shapeFields(shape: Shape, pointer = ''): Generator<ShapeField> {
  const required = (shape.required ?? []) as string[];
  for (const [key, inner] of Object.entries((shape.properties ?? {}) as Record<string, Shape>)) {
    const where = `${pointer}/${escapeKey(key)}`;
    yield { pointer: where, shape: inner, required: required.includes(key) };
    yield* shapeFields(inner, where);
  }
  if (shape.items) yield* itemFields(shape.items as Shape, `${pointer}/*`);
  for (const choice of (shape.anyOf ?? []) as Shape[]) yield* shapeFields(choice, pointer);
}

/** Items that are objects are told by their keys. */
function* itemFields(items: Shape, pointer: string): Generator<ShapeField> {
  if (items.type !== 'object' && items.type !== undefined) yield { pointer, shape: items, required: true };
  yield* shapeFields(items, pointer);
}
