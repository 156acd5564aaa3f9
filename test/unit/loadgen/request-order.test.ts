import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestOrder, requestPicks } from '../../../src/loadgen/request-order.ts';

const of = (index: number, count: number, indices: readonly number[]) =>
  new RequestOrder(requestPicks(indices), { index, count });

const taken = (next: () => number, count: number): number[] => Array.from({ length: count }, next);

test('segment 1 of 3 sends the requests 1, 4 and 7 of a schedule, whatever they are', () => {
  expect(taken(of(1, 3, [10, 11, 12, 13, 14, 15, 16, 17]).everyNth(), 3)).toEqual([11, 14, 17]);
});

test('a round that begins after 4 requests is shared out from the fifth', () => {
  const indices = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  expect(taken(of(0, 2, indices).everyNth(4), 3)).toEqual([4, 6, 8]);
  expect(taken(of(1, 2, indices).everyNth(4), 2)).toEqual([5, 7]);
});

test('all segments together send every request of a schedule once', () => {
  fc.assert(
    fc.property(fc.nat({ max: 200 }), fc.integer({ min: 1, max: 9 }), (total, count) => {
      const indices = Array.from({ length: total }, (_, k) => k);
      const sent = Array.from({ length: count }, (_, index) =>
        taken(of(index, count, indices).everyNth(), Math.floor((total + count - 1 - index) / count)),
      );
      expect(sent.flat().sort((a, b) => a - b)).toEqual(indices);
    }),
  );
});

test('clients of a closed load take the next request, in whichever segment they are', () => {
  const picks = requestPicks([7, 8, 9, 7]);
  const [a, b] = [0, 1].map((index) => new RequestOrder(picks, { index, count: 2 }).asSent());
  expect([a?.(), b?.(), b?.(), a?.()]).toEqual([7, 8, 9, 7]);
  expect(() => a?.()).toThrow('request 4 of the phase was not planned');
});

test('without picks every request is the first', () => {
  const order = new RequestOrder(undefined, { index: 0, count: 1 });
  expect([...taken(order.everyNth(5), 2), ...taken(order.asSent(), 2)]).toEqual([0, 0, 0, 0]);
});
