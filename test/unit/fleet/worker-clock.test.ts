import { expect, test } from 'vitest';
import { WorkerClock } from '../../../src/fleet/coordinator/worker-clock.ts';

test('the offset of a clock that gains 200 ppm is that in the middle of the load', () => {
  const clock = new WorkerClock();
  // 5 s ahead at 0, and 5,012 ms at 60 s; round trips of 0.2 ms.
  const probe = (atMs: number) =>
    clock.add({ sentMs: atMs - 0.1, remoteMs: atMs + 5000 + atMs * 200e-6, receivedMs: atMs + 0.1 });
  for (let atMs = 0; atMs <= 10_000; atMs += 500) probe(atMs);
  clock.lineFrom(10_000);
  for (let atMs = 10_500; atMs <= 60_000; atMs += 500) probe(atMs);
  clock.firingEnded(50_000);
  const known = clock.known();
  // The load lasted from 10 s to 50 s: in its middle, 30 s, the clock was 5,000 + 30,000 × 0.0002 ms ahead.
  expect(known?.middleOffsetMs).toBeCloseTo(5006, 6);
  expect(known?.driftPpm).toBeCloseTo(200, 3);
});
