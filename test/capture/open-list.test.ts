import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Linked, OpenList } from '../../src/capture/open-list.ts';

class Item implements Linked<Item> {
  before: Item | undefined;
  after: Item | undefined;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

test('holds what a Map holds, in its order', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 8 })), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (list) => {
      const items = Array.from({ length: 9 }, (_, number) => new Item(`x${number}`));
      const model = new Map<string, Item>();
      const open = new OpenList<Item>();
      for (const [isAdded, number] of list) {
        const item = items[number]!;
        if (isAdded && !model.has(item.name)) {
          model.set(item.name, item);
          open.add(item);
        } else if (!isAdded) expect(open.remove(item)).toBe(model.delete(item.name));
        expect([...open].map(({ name }) => name)).toEqual([...model.keys()]);
        expect(open.size).toBe(model.size);
      }
    }),
  );
});

test('may lose what is at hand while it is gone through', () => {
  const open = new OpenList<Item>();
  for (const name of ['a', 'b', 'c']) open.add(new Item(name));
  const seen: string[] = [];
  for (const item of open) {
    seen.push(item.name);
    open.remove(item);
  }
  expect([seen, open.size]).toEqual([['a', 'b', 'c'], 0]);
});
