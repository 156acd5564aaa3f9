import { expect, it } from 'vitest';
import type { Probe } from '../../../../src/model/schema/probe.ts';
import { probeSummary, probeWarnings } from '../../../../src/report/figures/probe.ts';

const probe: Probe = {
  cpus: 2,
  ...{ init: { cpuMs: 80, waitMs: 9 }, coldCall: { cpuMs: 4, waitMs: 150 }, warmCall: { cpuMs: 2, waitMs: 150 } },
  phases: [{ name: 'steady', carried: true, perSecond: 5, environments: 3, environmentsHere: 3 }],
};

it('says what a cold start and a call cost, and that the load is possible', () => {
  expect(probeSummary(probe)).toBe(
    'a cold start takes about 84 ms of CPU, a warm call 2 ms: this machine (2 CPUs) can carry the load',
  );
  expect(probeWarnings(probe)).toEqual([]);
});

it('says which rate this machine can carry, cold and warm, and how large a burst', () => {
  const phases: Probe['phases'] = [
    {
      ...{ name: 'steady', carried: false, perSecond: 60, environments: 17, environmentsHere: 257 },
      ...{ carriedPerSecond: 23.4, carriedWarmPerSecond: 60 },
    },
    { name: 'burst', carried: false, atOnce: 700, lastAnswerMs: 32_827, carriedAtOnce: 638 },
  ];
  expect(probeWarnings({ ...probe, phases })).toEqual([
    'at 60/s, steady would have about 257 environments on this machine (2 CPUs), and about 17 with enough CPUs: cold starts delay each other. It can carry about 23/s, and about 60/s with start: warm',
    'this machine (2 CPUs) answers the last of the 700 cold starts of burst after about 33 s, which is more than timeoutMs; it can carry about 640 at once',
  ]);
});
