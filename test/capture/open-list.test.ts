import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OpenList } from '../../src/capture/open-list.ts';

test('holds what a Map holds, in its order', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 8 })), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (list) => {
      const model = new Map<string, number>();
      const open = new OpenList<number>();
      for (const [isAdded, number] of list) {
        const id = `x${number}`;
        if (isAdded && !model.has(id)) {
          model.set(id, number);
          open.add(id, number);
        } else if (!isAdded) {
          expect(open.remove(id)).toBe(model.get(id));
          model.delete(id);
        }
        expect([[...open], open.size]).toEqual([[...model.values()], model.size]);
      }
    }),
  );
});

test('may lose what is at hand while it is gone through, and knows no prototype', () => {
  const open = new OpenList<string>();
  expect(open.remove('__proto__')).toBeUndefined();
  for (const id of ['a', '__proto__', 'c']) open.add(id, id);
  const seen: string[] = [];
  for (const id of open) {
    seen.push(id);
    open.remove(id);
  }
  expect([seen, open.size]).toEqual([['a', '__proto__', 'c'], 0]);
});
