/** The empty reply of a shape: every key in its order, texts empty, numbers 0, lists empty. */
import { once } from './once.ts';
import type { Shape } from './shape.ts';

type Maker = () => unknown;
const makers = new WeakMap<Shape, Maker>();

/** A new value of the shape with all its keys, the optional ones too, and nothing in it. */
export function blank(shape: Shape): unknown {
  return once(makers, shape, () => makerOf(shape))();
}

function makerOf(shape: Shape): Maker {
  const choice = (shape.anyOf as readonly Shape[] | undefined)?.[0];
  if (choice) return makerOf(choice);
  switch (shape.type) {
    case 'object':
      return objectMaker(shape.properties as Record<string, Shape>);
    case 'array':
      return () => [];
    case 'integer':
    case 'number':
      return () => 0;
    case 'boolean':
      return () => false;
    default:
      return () => '';
  }
}

/** Replies are made so many times that copying what holds nothing else pays. */
function objectMaker(properties: Record<string, Shape>): Maker {
  const template: Record<string, unknown> = {};
  const nested: [key: string, make: Maker][] = [];
  for (const [key, inner] of Object.entries(properties)) {
    const make = makerOf(inner);
    template[key] = make();
    if (typeof template[key] === 'object') nested.push([key, make]);
  }
  // An object that came out of the parser is copied a hundred times faster than one built key by key.
  const parsed = JSON.parse(JSON.stringify(template)) as Record<string, unknown>;
  return () => {
    const value = { ...parsed };
    for (const [key, make] of nested) value[key] = make();
    return value;
  };
}
