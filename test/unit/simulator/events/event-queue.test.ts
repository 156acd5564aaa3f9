import { expect, it } from 'vitest';
import { seededRandom } from '../../../../src/model/random.ts';
import { EventHeap } from '../../../../src/simulator/events/event-heap.ts';
import { EventQueue } from '../../../../src/simulator/events/event-queue.ts';

/** How far ahead events are added, in ms: buckets of one width do for none of the others. */
const scales = [1, 1000, 0.001, 100_000, 1];

interface Load {
  readonly size: number;
  readonly aheadMs: (random: () => number, scaleMs: number) => number;
}

const loads: Readonly<Record<string, Load>> = {
  'exponential times': { size: 3000, aheadMs: (random, scaleMs) => -scaleMs * Math.log(1 - random()) },
  'whole milliseconds, many at one instant': {
    size: 500,
    aheadMs: (random, scaleMs) => Math.floor(random() * scaleMs),
  },
  'a few far beyond the others': {
    size: 3000,
    aheadMs: (random, scaleMs) => scaleMs * (random() < 0.01 ? 1e6 : random()),
  },
  'all at one instant': { size: 3000, aheadMs: (_, scaleMs) => scaleMs },
  'a few that come due while others are added': {
    size: 100,
    aheadMs: (random, scaleMs) => scaleMs * (random() < 0.05 ? 20 * random() : random()),
  },
  'few events': { size: 2, aheadMs: (random, scaleMs) => random() * scaleMs },
};

/** Instants at which the two differ. */
function differences({ size, aheadMs }: Load, buckets: number): { mismatches: number; events: number } {
  const [random, queue, heap] = [seededRandom(3), new EventQueue(buckets), new EventHeap()];
  let [nowMs, mismatches, events] = [0, 0, 0];
  const free = Array.from({ length: size }, (_, id) => id);
  for (const scaleMs of scales) {
    for (let step = 0; step < 8 * size + 5000; step += 1) {
      const id = random() < 0.6 ? free.pop() : undefined;
      if (id !== undefined) {
        const atMs = nowMs + aheadMs(random, scaleMs);
        queue.add(atMs, id);
        heap.add(atMs, id);
      } else if (heap.size > 0) {
        nowMs = heap.nextAtMs;
        if (queue.nextAtMs !== nowMs) mismatches += 1;
        free.push(queue.nextId);
        queue.removeNext();
        heap.removeNext();
        events += 1;
      }
      if (queue.size !== heap.size || queue.nextAtMs !== heap.nextAtMs) mismatches += 1;
    }
  }
  for (; heap.size > 0; heap.removeNext(), queue.removeNext())
    if (queue.size !== heap.size || queue.nextAtMs !== heap.nextAtMs) mismatches += 1;
  return { mismatches, events };
}

it.each(Object.entries(loads))('gives events in the order of a heap, with few buckets and with many: %s', (_, load) => {
  for (const buckets of [8, 2 ** 14]) {
    const { mismatches, events } = differences(load, buckets);
    expect(mismatches).toBe(0);
    expect(events).toBeGreaterThan(6000);
  }
});

it('gives each id once', () => {
  const queue = new EventQueue();
  for (let id = 0; id < 50_000; id += 1) queue.add((id * 7919) % 50_000, id);
  const seen = new Uint8Array(50_000);
  for (; queue.size > 0; queue.removeNext()) seen[queue.nextId] = (seen[queue.nextId] ?? 0) + 1;
  expect(seen.every((times) => times === 1)).toBe(true);
});
