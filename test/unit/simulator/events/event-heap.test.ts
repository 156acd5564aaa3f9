import { expect, it } from 'vitest';
import { seededRandom } from '../../../../src/model/random.ts';
import { EventHeap } from '../../../../src/simulator/events/event-heap.ts';

it('gives 5,000 random events in their order while others are added and replaced', () => {
  const [random, heap] = [seededRandom(1), new EventHeap()];
  const expected: number[] = [];
  for (let event = 0; event < 5000; event += 1) {
    const atMs = Math.floor(random() * 1000);
    const turn = random();
    if (turn < 0.6 || heap.size === 0) {
      heap.add(atMs, atMs);
      expected.push(atMs);
    } else {
      expected.sort((a, b) => a - b);
      expect(heap.nextAtMs).toBe(expected.shift());
      expect(heap.nextId).toBe(heap.nextAtMs);
      if (turn < 0.8) heap.removeNext();
      else {
        heap.replaceNext(atMs, atMs);
        expected.push(atMs);
      }
    }
    expect(heap.size).toBe(expected.length);
  }
  for (const atMs of expected.toSorted((a, b) => a - b)) {
    expect(heap.nextAtMs).toBe(atMs);
    heap.removeNext();
  }
  expect(heap.nextAtMs).toBe(Number.POSITIVE_INFINITY);
});
