import { expect, test } from 'vitest';
import { tuningOf } from '../../../../src/stats/study/tune.ts';

/** x86 in us-east-1. */
const prices = { usdPerGbSecond: 0.0000166667, usdPerMillionRequests: 0.2 };
const memorySizes = [128, 256, 512, 1024, 1769, 3008];

/** A call that computes and waits for this long at one vCPU (1,769 MB), with some noise. */
const sizes = ({ cpuMs, waitMs, noise = () => 1 }: { cpuMs: number; waitMs: number; noise?: () => number }) =>
  memorySizes.map((memoryMb) => {
    const cpu = cpuMs * noise();
    return {
      memoryMb,
      work: { initCpuMs: 0, callCpuMs: cpu },
      timeMs: { estimate: waitMs + cpu / Math.min(1, memoryMb / 1769) },
    };
  });

const chosen = (of: Parameters<typeof sizes>[0]) => {
  const found = tuningOf({ start: 'warm', of: '' }, sizes(of), prices);
  return found && [found.cheapest.memoryMb, found.fastest.memoryMb, found.balanced.memoryMb, found.bound];
};

test('a size of 1769 MB and 140 ms costs 0.20 + 0.14 * 1.7275 * 16.6667 = $4.23 per million', () => {
  const found = tuningOf({ start: 'warm', of: '' }, sizes({ cpuMs: 40, waitMs: 100 }), prices);
  expect(found?.points[4]?.timeMs.estimate).toBe(140);
  expect(found?.points[4]?.usdPerMillion.estimate).toBeCloseTo(4.23, 2);
});

test('40 ms of CPU and 100 ms of waiting: 128 MB is the cheapest, 1769 MB the fastest, and cost times time is least at 512 MB', () => {
  expect(chosen({ cpuMs: 40, waitMs: 100 })).toEqual([128, 1769, 512, 'waiting']);
});

test('whatever noise of 3 % the CPU has, the choice is the same', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    let state = seed;
    const noise = () => {
      state = (state * 48_271) % 2_147_483_647;
      return 0.97 + (0.06 * state) / 2_147_483_647;
    };
    expect(chosen({ cpuMs: 40, waitMs: 100, noise })).toEqual([128, 1769, 512, 'waiting']);
  }
});

test('200 ms of CPU alone cost about the same at every size up to one vCPU, so the fastest of them is the cheapest, too', () => {
  expect(chosen({ cpuMs: 200, waitMs: 0 })).toEqual([1769, 1769, 1769, 'cpu']);
});

test('40 ms of CPU at 256 MB take 276 ms, of which none is waiting: the rest of a CPU is what more memory gives', () => {
  const two = sizes({ cpuMs: 40, waitMs: 0 }).slice(0, 2);
  const found = tuningOf({ start: 'warm', of: '' }, two, prices);
  expect([found?.bound, found?.points[1]?.timeMs.estimate.toFixed(0)]).toEqual(['cpu', '276']);
  expect(found?.why).toContain('It computes for 40.0 ms and waits for 0.00 ms. It mostly computes');
});

test('a cold start that computes 80 ms in its init at two vCPU and 10 ms in its call at 128 MB waits for nothing', () => {
  // 80 + 10 / (128 / 1769) = 218.2; the init would wait for 1025 ms at the share of the call.
  const cold = { memoryMb: 128, timeMs: { estimate: 218.2 }, work: { initCpuMs: 80, callCpuMs: 10 } };
  const found = tuningOf(
    { start: 'cold', of: '' },
    [
      { memoryMb: 128, timeMs: { estimate: 218.2 } },
      { ...cold, memoryMb: 129, timeMs: { estimate: 80 + 10 / (129 / 1769) } },
    ],
    prices,
  );
  expect([found?.bound, found?.why.slice(0, 48)]).toEqual(['cpu', 'It computes for 90.0 ms and waits for 0.00 ms. I']);
});

test('a size that is called the cheapest names smaller ones that cost less, by less than 8 %', () => {
  const found = tuningOf({ start: 'warm', of: '' }, sizes({ cpuMs: 40, waitMs: 0 }).slice(0, 2), prices);
  // 128 MB: 553 ms, 0.2 + 0.553 * 0.125 * 16.6667 = $1.3521; 256 MB: 277 ms, $1.3542.
  expect(found?.cheapest.why).toBe(
    '256 MB is the cheapest: $1.35 per million; 128 MB would be slower and at most 8% cheaper.',
  );
});

test('100 ms of waiting alone: more memory only costs more', () => {
  expect(chosen({ cpuMs: 0, waitMs: 100 })).toEqual([128, 128, 128, 'waiting']);
});

test('one size is no choice', () => {
  expect(tuningOf({ start: 'warm', of: '' }, sizes({ cpuMs: 1, waitMs: 1 }).slice(0, 1), prices)).toBeUndefined();
});
