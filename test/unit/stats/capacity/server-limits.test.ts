import { expect, it } from 'vitest';
import { serverLimits } from '../../../../src/stats/capacity/server-limits.ts';

/** 6 ms of CPU per request on 1 vCPU, used to 60%: 100/s each. Requests take 1 s; the run had 30 at once. */
const two = {
  servers: {
    ...{ description: 't4g.small', usdPerMonth: 12.264, count: 2, spare: 0, targetUtilization: 0.6 },
    ...{ cpuMsPerRequest: 6, usableVcpu: 1, capacityPerSecond: 100 },
  },
  ...{ running: 2, requestMs: 1000, measuredAtOnce: 30 },
  memory: { peakMb: 198, allocatedMb: 2048 },
  connections: { peak: 20, allowed: 50 },
};
const used = (demand: Parameters<typeof serverLimits>[1]) => serverLimits(two, demand).map((limit) => limit.used);

it('two servers of 100/s allow 200/s; each has 198 of 2,048 MB, both hold 40 of 50 connections', () => {
  const limits = serverLimits(two, { perSecond: 36 });
  expect(limits.map(({ name, allows, reachedAtPerSecond }) => [name, allows, reachedAtPerSecond])).toEqual([
    ['CPU', 200, 200],
    ['memory of one', 2048, undefined],
    ['connections', 50, undefined],
  ]);
  // 36 + 3 * sqrt(36) = 54 at once, 27 on each.
  expect(used({ perSecond: 36 })).toEqual([36, 198, 40]);
});

it('does not know memory and connections of more requests at once than were measured: 30 on each are known, 31 not', () => {
  expect(used({ perSecond: 0, burst: 60 })).toEqual([0, 198, 40]);
  expect(used({ perSecond: 0, burst: 62 })).toEqual([0, undefined, undefined]);
  const { requestMs: _, ...unanswered } = two;
  expect(serverLimits(unanswered, { perSecond: 1 }).map((limit) => limit.used)).toEqual([1, undefined, undefined]);
});

it('has no limit whose inputs are not known', () => {
  const { capacityPerSecond: _, ...servers } = two.servers;
  expect(serverLimits({ servers, running: 2, measuredAtOnce: 30 }, { perSecond: 1 })).toEqual([]);
});
