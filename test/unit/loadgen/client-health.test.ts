import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchClient } from '../../../src/loadgen/client-health.ts';

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('a loop that was blocked for 200 ms shows a delay, CPU and utilization that it cannot hide', async () => {
  const watch = watchClient();
  await sleep(50);
  block(200);
  await sleep(50);
  const { eventLoopDelayMs, eventLoopUtilization = 0, cpuMs = 0, gc } = watch.stop();
  expect(eventLoopDelayMs?.max).toBeGreaterThan(150);
  // 200 of about 300 ms; on a busy machine the waits take longer.
  expect(eventLoopUtilization).toBeGreaterThan(0.05);
  expect(eventLoopUtilization).toBeLessThanOrEqual(1);
  expect(cpuMs).toBeGreaterThan(10);
  expect(gc?.count).toBeGreaterThanOrEqual(0);
});

test('garbage is noticed: its collections are counted, none longer than all together', async () => {
  const watch = watchClient();
  await makeGarbageUntilCollected();
  const { gc } = watch.stop();
  expect(gc?.count).toBeGreaterThan(0);
  expect(gc?.maxMs).toBeLessThanOrEqual(gc?.totalMs ?? 0);
});

test('what was too short to be measured is absent', () => {
  expect(watchClient().stop()).not.toHaveProperty('eventLoopDelayMs');
});

/** Until an observer of the test's own has been notified of a collection. */
async function makeGarbageUntilCollected(): Promise<void> {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ['gc'] });
  while (collections === 0) {
    expect(Array.from({ length: 20_000 }, (_, n) => ({ n }))).toHaveLength(20_000);
    await sleep(0);
  }
  observer.disconnect();
}
