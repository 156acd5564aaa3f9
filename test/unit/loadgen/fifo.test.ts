import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fifo } from '../../../src/loadgen/fifo.ts';

test('a queue does what an array does that is filled at its end and emptied at its start', () => {
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

test('a queue that begins in the middle of its places keeps the order when it grows: 300 items behind 50 that are gone', () => {
  const queue = new Fifo<number>();
  for (let n = 0; n < 50; n += 1) queue.push(n);
  for (let n = 0; n < 50; n += 1) queue.shift();
  for (let n = 0; n < 300; n += 1) queue.push(n);
  expect(queue.length).toBe(300);
  expect(Array.from({ length: 301 }, () => queue.shift())).toEqual([
    ...Array.from({ length: 300 }, (_, n) => n),
    undefined,
  ]);
});
