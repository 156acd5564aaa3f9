import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CompletionOrder } from '../../../src/stats/completion-order.ts';

interface Item {
  readonly completedAtMs: number;
  readonly id: number;
}

/** What an order hands on, one array for each item that was added, and one for the flush. */
function handedOn(items: readonly Item[]): Item[][] {
  let latest: Item[] = [];
  const order = new CompletionOrder<Item>((item) => latest.push(item));
  const all = items.map((item) => {
    latest = [];
    order.add(item);
    return latest;
  });
  latest = [];
  order.flush();
  return [...all, latest];
}

const at = (completedAtMs: number, id: number): Item => ({ completedAtMs, id });

test('the first 2,000 items are held; then each that comes makes one go on, and the flush the last 2,000', () => {
  const items = Array.from({ length: 7000 }, (_, n) => at(n, n));
  const handed = handedOn(items);
  expect(handed.slice(0, 2000).flat()).toEqual([]);
  expect(handed.slice(2000, 7000).map(({ length }) => length)).toEqual(Array.from({ length: 5000 }, () => 1));
  expect(handed.at(-1)).toHaveLength(2000);
  expect(handed.flat()).toEqual(items);
});

test('an item that comes 2,000 places late goes on in its place, one that comes 2,001 places late does not', () => {
  const late = (places: number) => {
    const items = Array.from({ length: 5000 }, (_, n) => at(n, n));
    const [item] = items.splice(1000, 1);
    if (item === undefined) throw new Error('no item');
    items.splice(1000 + places, 0, item);
    return handedOn(items)
      .flat()
      .map(({ id }) => id);
  };
  const inOrder = Array.from({ length: 5000 }, (_, n) => n);
  expect(late(2000)).toEqual(inOrder);
  expect(late(2001)).not.toEqual(inOrder);
});

test('items go on by their completion, and those of one instant as they came', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 300 }), (instants) => {
      const items = instants.map(at);
      const sorted = items.toSorted((a, b) => a.completedAtMs - b.completedAtMs || a.id - b.id);
      expect(handedOn(items).flat()).toEqual(sorted);
    }),
  );
});
