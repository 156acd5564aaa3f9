import { expect, it } from 'vitest';
import { DelayQueue } from '../../../../targets/truth/delay-queue.ts';

const acted = (queue: DelayQueue, fromMs: number) =>
  new Promise<number>((resolve) => queue.add(fromMs, () => resolve(performance.now())));

it('acts in the order of adding, each not before its time is over', async () => {
  const queue = new DelayQueue(20);
  const startMs = performance.now();
  const fromMs = [startMs, startMs + 0.3, startMs + 5];
  const actedAtMs = await Promise.all(fromMs.map((from) => acted(queue, from)));
  expect(actedAtMs.map((at, i) => at - (fromMs[i] ?? 0) >= 20)).toEqual([true, true, true]);
  expect(actedAtMs).toEqual([...actedAtMs].sort((a, b) => a - b));
});

it('can be used again after it was empty, and by an action itself', async () => {
  const queue = new DelayQueue(2);
  await acted(queue, performance.now());
  const second = new Promise<string>((resolve) => {
    queue.add(performance.now(), () => queue.add(performance.now(), () => resolve('second')));
  });
  expect(await second).toBe('second');
});

it('without a delay it acts at once', () => {
  let actions = 0;
  new DelayQueue(0).add(performance.now(), () => {
    actions += 1;
  });
  expect(actions).toBe(1);
});
