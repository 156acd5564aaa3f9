import { expect, it } from 'vitest';
import { needsOfEvery } from '../../../../../src/experiment/result/finding/every-target.ts';
import { findingOf } from '../../../../../src/experiment/result/finding/finding.ts';
import { growthOf } from '../../../../../src/experiment/result/finding/growth.ts';
import type { TargetResult } from '../../../../../src/model/run-result.ts';
import { answered, distinct, medianMs, phaseResult, targetResult } from '../../target-result.ts';

const memory = (rssMb: number, instances: number): TargetResult['memory'] => ({
  peak: { rssMb, processes: instances, scans: 5 },
  perInstance: { instances, rssMb: rssMb / instances, pssMb: rssMb / instances },
});
const projected = {
  ...{ invocations: 30, billedMs: 30_000, waitingShareOfBilled: 0.9, cpuShareOfBilled: 0.1 },
  latencyMs: { mean: 1131, p50: 1130, max: 1200 },
};
const burst = (instances: number, more: object = {}) =>
  phaseResult('burst', { ...answered(30), ...distinct(instances), ...medianMs(1020), ...more });
const event = targetResult('event', {
  ...{ ...answered(30), ...distinct(30), memory: memory(1800, 30) },
  phases: [burst(30, { projected })],
});
const web = targetResult('web', { ...answered(30), ...distinct(2), memory: memory(160, 2), phases: [burst(2)] });
const server = targetResult('server', {
  ...{ kind: 'node-server', ...answered(30), ...distinct(1), memory: memory(80, 1) },
  phases: [burst(1)],
});

const rollOf = (...targets: TargetResult[]) => needsOfEvery(targets)?.roll;

it('says of each of three targets what it needed for the burst that all had', () => {
  expect(findingOf([event, web, server], undefined)).toEqual({
    roll: 'For the 30 requests of phase burst: event 30 execution environments, 1,800 MB RSS; web 2 execution environments, 160 MB RSS; server 1 process, 80 MB RSS.',
    waiting: 'Median service time: event 1,020 ms, web 1,020 ms, server 1,020 ms.',
  });
});

it('says the waiting share of each target that is billed per call, and which are projected', () => {
  const waiting = { ...web, utilization: { waitingShareOfBilled: 0.8 } as NonNullable<TargetResult['utilization']> };
  expect(findingOf([{ ...event, projected }, waiting, server], undefined).waiting).toBe(
    'Waiting share of billed time: event 90% (projected), web 80%; median service time: event 1,020 ms, web 1,020 ms, server 1,020 ms.',
  );
});

it('says what a target needed for the part that it answered', () => {
  const short = { ...web, phases: [burst(2, { requests: { ...burst(2).requests, sent: 30, answered: 28 } })] };
  expect(rollOf(event, short, server)).toContain('web 2 execution environments for the 28 answered requests,');
});

it('says the projected count beside a measured one that differs', () => {
  const fewer = { ...event, phases: [burst(28, { projected: { ...projected, environments: 30 } })] };
  expect(rollOf(fewer, web, server)).toContain('event 28 execution environments (30 projected),');
});

it('compares no different loads', () => {
  const more = { ...web, phases: [phaseResult('burst', { ...answered(31), ...distinct(2) })] };
  expect(needsOfEvery([event, more, server])).toBeUndefined();
  expect(needsOfEvery([event, { ...web, phases: [] }, server])).toBeUndefined();
});

const stairs = (bySize: NonNullable<TargetResult['phases'][number]['bySize']>, more: object = {}) =>
  phaseResult('stairs', { ...answered(101), bySize, ...more });

it('says how instances, memory and latency grow from the smallest burst to the largest, for every target', () => {
  const lambda = targetResult('lambda', {
    ...distinct(100),
    memory: memory(5300, 100),
    phases: [
      stairs(
        [
          { size: 1, environments: 1, medianMs: 1200 },
          { size: 100, environments: 100, medianMs: 9000 },
        ],
        {
          projected: {
            ...projected,
            bySize: [
              { size: 1, environments: 1, medianMs: 1120 },
              { size: 100, environments: 100, medianMs: 1125 },
            ],
          },
        },
      ),
    ],
  });
  const one = targetResult('server', {
    kind: 'node-server',
    memory: { peak: { rssMb: 92, processes: 1, scans: 5 } },
    phases: [
      stairs([
        { size: 1, environments: 1, medianMs: 1011 },
        { size: 100, environments: 1, medianMs: 1432 },
      ]),
    ],
  });
  expect(findingOf([lambda, one], undefined)).toEqual({
    roll: 'From a burst of 1 to one of 100, lambda grew from 1 to 100 execution environments, up to 5,300 MB RSS, 53 MB each; server stayed at 1 process, up to 92 MB RSS.',
    waiting: 'Median service time: lambda 1,200 ms to 9,000 ms; server 1,011 ms to 1,432 ms.',
  });
});

it('says how far the projected count grows where this machine lost some', () => {
  const sizes = (last: number) => [
    { size: 1, environments: 1 },
    { size: 100, environments: last },
  ];
  const short = targetResult('lambda', {
    phases: [stairs(sizes(93), { projected: { ...projected, bySize: sizes(100) } })],
  });
  expect(growthOf([short])?.roll).toBe(
    'From a burst of 1 to one of 100, lambda grew from 1 to 93 execution environments (100 projected).',
  );
});

it('has no growth without bursts of several sizes', () => {
  expect(growthOf([event, web, server])).toBeUndefined();
});
