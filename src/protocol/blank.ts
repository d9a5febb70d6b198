/** The empty reply of a shape: every key in its order, texts empty, numbers 0, lists empty. */
import type { Shape } from './shape.ts';

type Maker = () => unknown;
const makers = new WeakMap<Shape, Maker>();

/** A new value of the shape with all its keys, the optional ones too, and nothing in it. */
export function blank(shape: Shape): unknown {
  let make = makers.get(shape);
  if (!make) {
    make = makerOf(shape);
    makers.set(shape, make);
  }
  return make();
}

function makerOf(shape: Shape): Maker {
  const choice = (shape.anyOf as readonly Shape[] | undefined)?.[0];
  if (choice) return makerOf(choice);
  switch (shape.type) {
    case 'object': {
      const members = Object.entries(shape.properties as Record<string, Shape>).map(
        ([key, inner]) => [key, makerOf(inner)] as const,
      );
      return () => {
        const value: Record<string, unknown> = {};
        for (const [key, make] of members) value[key] = make();
        return value;
      };
    }
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
