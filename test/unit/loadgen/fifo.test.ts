import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fifo } from '../../../src/loadgen/fifo.ts';

test('a queue does what an array does that is filled at its end and emptied at its start, also beyond its first 64 places', () => {
  const step = fc.oneof(fc.nat(), fc.constant('shift' as const), fc.constant('clear' as const));
  const steps = fc.array(fc.oneof({ weight: 8, arbitrary: fc.nat() }, { weight: 3, arbitrary: step }), {
    maxLength: 400,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const queue = new Fifo<number>();
      const array: number[] = [];
      for (const each of all) {
        if (each === 'shift') expect(queue.shift()).toBe(array.shift());
        else if (each === 'clear') {
          queue.clear();
          array.length = 0;
        } else {
          queue.push(each);
          array.push(each);
        }
        expect([queue.length, queue.first]).toEqual([array.length, array[0]]);
      }
      expect(Array.from({ length: array.length }, () => queue.shift())).toEqual(array);
    }),
  );
});

test('a queue that is filled and emptied in turn does not grow: 1,000 items in 64 places', () => {
  const queue = new Fifo<number>();
  const seen: (number | undefined)[] = [];
  for (let n = 0; n < 1000; n += 1) {
    queue.push(n);
    if (n >= 40) seen.push(queue.shift());
  }
  expect(seen).toEqual(Array.from({ length: 960 }, (_, n) => n));
  expect(queue.length).toBe(40);
});
