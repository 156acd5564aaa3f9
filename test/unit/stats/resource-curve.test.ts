import { expect, it } from 'vitest';
import { resourceCurve } from '../../../src/stats/resource-curve.ts';

it('makes a step of every scan: 50 ms of CPU in 100 ms are half a CPU, 400 ms in 200 ms are two', () => {
  const scans = [
    { atMs: 1000, rssMb: 40, usedCpuMs: 900 },
    { atMs: 1100, rssMb: 60, usedCpuMs: 50 },
    { atMs: 1300, rssMb: 50, usedCpuMs: 400 },
  ];
  expect(resourceCurve(scans)).toEqual([
    { atMs: 1000, rssMb: 40 },
    { atMs: 1100, rssMb: 60, cpus: 0.5 },
    { atMs: 1300, rssMb: 50, cpus: 2 },
  ]);
  expect(resourceCurve([])).toEqual([]);
});

it('keeps of more scans the highest memory and the mean of CPU of each stretch, and the last scan', () => {
  // 1,001 scans 10 ms apart, each with 1 ms of CPU, but one with 200 MB and 41 ms: in ten stretches of 100 scans.
  const scans = Array.from({ length: 1001 }, (_, index) => ({
    ...{ atMs: index * 10, rssMb: index === 450 ? 200 : 100, usedCpuMs: index === 450 ? 41 : 1 },
  }));
  const curve = resourceCurve(scans, 11);
  expect(curve.map(({ atMs }) => atMs)).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000]);
  expect(curve[5]).toEqual({ atMs: 5000, rssMb: 200, cpus: 0.14 });
  expect(curve[6]).toEqual({ atMs: 6000, rssMb: 100, cpus: 0.1 });
});
