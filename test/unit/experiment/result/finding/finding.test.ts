import { expect, it } from 'vitest';
import { needsOfEvery } from '../../../../../src/experiment/result/finding/every-target.ts';
import { growthOf } from '../../../../../src/experiment/result/finding/growth.ts';
import { findingOf } from '../../../../../src/experiment/result/sentence.ts';
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

it('says of each of three targets what it needed for the burst that all had', () => {
  expect(needsOfEvery([event, web, server])).toBe(
    'For the 30 requests of phase burst, event needed 30 execution environments, 1,800 MB of memory (RSS) and a median of 1,020 ms; web needed 2 execution environments, 160 MB of memory (RSS) and a median of 1,020 ms; server needed 1 process, 80 MB of memory (RSS) and a median of 1,020 ms.',
  );
});

it('says what a target needed for the part that it answered', () => {
  const short = { ...web, phases: [burst(2, { requests: { ...burst(2).requests, sent: 30, answered: 28 } })] };
  expect(needsOfEvery([event, short, server])).toContain(
    'web needed 2 execution environments for the 28 that it answered,',
  );
});

it('says the projected count beside a measured one that differs', () => {
  const fewer = { ...event, phases: [burst(28, { projected: { ...projected, environments: 30 } })] };
  expect(needsOfEvery([fewer, web, server])).toContain('event needed 28 execution environments (30 projected),');
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
  expect(growthOf([lambda, one])).toBe(
    'From a burst of 1 to one of 100, lambda grew from 1 to 100 execution environments, used up to 5,300 MB of memory (RSS, 53 MB each), and its median latency went from 1,200 ms to 9,000 ms; server stayed at 1 process, used up to 92 MB of memory (RSS), and its median latency went from 1,011 ms to 1,432 ms.',
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
  expect(growthOf([short])).toBe(
    'From a burst of 1 to one of 100, lambda grew from 1 to 93 execution environments (100 projected).',
  );
});

it('is the finding of a run with three targets, and there is none of growth without bursts of several sizes', () => {
  expect(growthOf([event, web, server])).toBeUndefined();
  expect(findingOf([event, web, server], undefined)).toContain('; web needed 2 execution environments,');
});
