import { expect, it } from 'vitest';
import { needsOfEvery } from '../../../../../src/experiment/result/finding/every-target.ts';
import { findingOf } from '../../../../../src/experiment/result/finding/finding.ts';
import { growthOf } from '../../../../../src/experiment/result/finding/growth.ts';
import type { TargetResult, Verdict } from '../../../../../src/model/run-result.ts';
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

const never = () => false;
const rollOf = (...targets: TargetResult[]) => needsOfEvery(targets, never)?.roll;
/** The CPUs of this machine were short for that target. */
const shortOf = (target: string): Verdict['reasons'] => [
  {
    code: 'cpu-contention',
    status: 'SUSPECT',
    target,
    message: 'waited',
    advice: 'quote projected figures',
  },
];

it('says of three targets which needed most and fewest for the burst that all had: the rest is in the table', () => {
  expect(findingOf([event, web, server], undefined)).toEqual({
    roll: 'For the 30 requests of phase burst: event had the most, 30 execution environments, 1,800 MB RSS; server the fewest, 1 process, 80 MB RSS.',
    waiting: 'Measured median service time: event 1,020 ms, server 1,020 ms.',
  });
});

it('says the waiting share of each target that is billed per call, and which are projected', () => {
  const waiting = { ...web, utilization: { waitingShareOfBilled: 0.8 } as NonNullable<TargetResult['utilization']> };
  expect(findingOf([{ ...event, projected }, waiting, server], undefined).waiting).toBe(
    'Waiting share of billed time: event 90% (projected), web 80%; measured median service time: event 1,020 ms, server 1,020 ms.',
  );
});

it('says what a target needed for the part that it answered', () => {
  const short = { ...event, phases: [burst(28, { requests: { ...burst(28).requests, sent: 30, answered: 28 } })] };
  expect(rollOf(short, web, server)).toContain('28 execution environments for the 28 answered requests,');
});

it('says the projected count beside a measured one that differs', () => {
  const fewer = { ...event, phases: [burst(28, { projected: { ...projected, environments: 30 } })] };
  expect(rollOf(fewer, web, server)).toContain('event had the most, 28 execution environments (30 projected),');
});

it('compares no different loads', () => {
  const more = { ...web, phases: [phaseResult('burst', { ...answered(31), ...distinct(2) })] };
  expect(needsOfEvery([event, more, server], never)).toBeUndefined();
  expect(needsOfEvery([event, { ...web, phases: [] }, server], never)).toBeUndefined();
});

const stairs = (bySize: NonNullable<TargetResult['phases'][number]['bySize']>, more: object = {}) =>
  phaseResult('stairs', { ...answered(101), bySize, ...more });

it('names every target where all needed as many', () => {
  const one = (target: TargetResult) =>
    ({ ...target, memory: undefined, phases: [burst(1)] }) as unknown as TargetResult;
  expect(rollOf(one(event), one(web), one(server))).toBe(
    'For the 30 requests of phase burst: event 1 execution environment; web 1 execution environment; server 1 process.',
  );
});

it('quotes projected figures of a target that was short of CPU, with the measured ones named as measured', () => {
  const more = burst(32, { ...medianMs(2298), projected: { ...projected, environments: 30 } });
  const contended = { ...event, ...distinct(32), projected, phases: [more] };
  expect(findingOf([contended, web, server], undefined, shortOf('event'))).toEqual({
    roll: 'For the 30 requests of phase burst: event had the most, 30 projected execution environments (32 measured), 1,800 MB RSS; server the fewest, 1 process, 80 MB RSS.',
    waiting:
      '90% of the projected billed time of event is waiting; median service time: event 1,130 ms projected (2,298 ms measured), server 1,020 ms measured.',
  });
  expect(findingOf([contended, web, server], undefined, shortOf('web')).waiting).toContain(
    'measured median service time: event 2,298 ms, server',
  );
});

it('quotes projected figures of a pair, of which one was short of CPU', () => {
  const contended = { ...event, ...distinct(32), ...medianMs(2298), phases: [burst(32)] };
  const found = findingOf(
    [
      { ...contended, projected: { ...projected, environments: 30 } },
      { ...server, ...medianMs(1078) },
    ],
    { baseline: 'server', targets: [] },
    shortOf('event'),
  );
  expect(found).toEqual({
    roll: 'event answered 30 requests with 30 projected execution environments (32 measured) where server needed 1 process.',
    waiting:
      '90% of the projected billed time of event is waiting; median service time: event 1,130 ms projected (2,298 ms measured), server 1,078 ms measured.',
  });
});

it('of a target that was short of CPU and has no projected median says so', () => {
  expect(findingOf([event, web, server], undefined, shortOf('server')).waiting).toBe(
    'Median service time: event 1,020 ms measured, server 1,020 ms (measured, short of CPU).',
  );
});

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

it('says how instances, memory and latency grow from the smallest burst to the largest, for every target', () => {
  expect(findingOf([lambda, one], undefined)).toEqual({
    roll: 'From a burst of 1 to one of 100, lambda grew from 1 to 100 execution environments, up to 5,300 MB RSS, 53 MB each; server stayed at 1 process, up to 92 MB RSS.',
    waiting:
      'Median service time in a burst of 1 and of 100: lambda 1,200 ms and 9,000 ms measured; server 1,011 ms and 1,432 ms measured.',
  });
});

it('of a target that was short of CPU says how projected medians grow, with the measured ones beside them', () => {
  expect(findingOf([lambda, one], undefined, shortOf('lambda')).waiting).toBe(
    'Median service time in a burst of 1 and of 100: lambda 1,120 ms and 1,125 ms projected (1,200 ms and 9,000 ms measured); server 1,011 ms and 1,432 ms measured.',
  );
});

it('says how the targets with the most and the fewest instances grow', () => {
  const sizes = (last: number) => [
    { size: 1, environments: 1 },
    { size: 100, environments: last },
  ];
  const targets = [50, 100, 1].map((last) => targetResult(`t${last}`, { phases: [stairs(sizes(last))] }));
  expect(growthOf(targets, never)?.roll).toBe(
    'From a burst of 1 to one of 100, t100 grew from 1 to 100 execution environments; t1 stayed at 1 execution environment.',
  );
});

it('says how far the projected count grows where this machine lost some', () => {
  const sizes = (last: number) => [
    { size: 1, environments: 1 },
    { size: 100, environments: last },
  ];
  const short = targetResult('lambda', {
    phases: [stairs(sizes(93), { projected: { ...projected, bySize: sizes(100) } })],
  });
  expect(growthOf([short], never)?.roll).toBe(
    'From a burst of 1 to one of 100, lambda grew from 1 to 93 execution environments (100 projected).',
  );
  expect(growthOf([short], () => true)?.roll).toBe(
    'From a burst of 1 to one of 100, lambda grew from 1 to 100 execution environments, projected (93 measured).',
  );
});

it('has no growth without bursts of several sizes', () => {
  expect(growthOf([event, web, server], never)).toBeUndefined();
});
