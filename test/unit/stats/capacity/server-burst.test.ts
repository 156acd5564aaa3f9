import { expect, it } from 'vitest';
import { busyShare, drainSeconds } from '../../../../src/stats/capacity/server-burst.ts';

/** 7.25 ms of CPU per request on 1 vCPU, used to 60%: 0.6 / 0.00725 = 82.76/s. */
const server = {
  ...{ description: 't4g.small', usdPerMonth: 12.264, count: 1, spare: 0, targetUtilization: 0.6 },
  ...{ cpuMsPerRequest: 7.25, usableVcpu: 1, capacityPerSecond: 0.6 / 0.00725 },
};

it('5/s of 7.25 ms keep 1 vCPU busy for 3.625%, and two servers for half of that', () => {
  expect(busyShare(server, 1, 5)).toBeCloseTo(0.03625, 9);
  expect(busyShare(server, 2, 5)).toBeCloseTo(0.018125, 9);
  const { capacityPerSecond: _, ...unknown } = server;
  expect(busyShare(unknown, 1, 5)).toBeUndefined();
});

it('a burst of 2,000 is 14.5 s of CPU: on 1 vCPU beside 5/s it takes 14.5 / 0.96375 s, on two of 2 vCPU 3.625 s', () => {
  expect(drainSeconds(server, 1, { perSecond: 5, burst: 2000 })).toBeCloseTo(15.0454, 4);
  expect(drainSeconds({ ...server, usableVcpu: 2 }, 2, { perSecond: 0, burst: 2000 })).toBeCloseTo(3.625, 9);
});

it('is not known where 200/s take more than the vCPU, or the CPU per request is not known', () => {
  expect(drainSeconds(server, 1, { perSecond: 200, burst: 10 })).toBeUndefined();
  const { cpuMsPerRequest: _, ...unknown } = server;
  expect(drainSeconds(unknown, 1, { perSecond: 5, burst: 10 })).toBeUndefined();
});
