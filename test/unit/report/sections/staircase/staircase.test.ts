import { expect, it } from 'vitest';
import type { Sample } from '../../../../../src/model/sample.ts';
import { ceiling } from '../../../../../src/report/sections/staircase/draw.ts';
import { staircases } from '../../../../../src/report/sections/staircase/flights.ts';
import { assembled, makeRun, targetOf } from '../../../../fixtures/report/make-run.ts';
import { answered } from '../../../../fixtures/report/make-samples.ts';

const call = {
  target: 'server',
  phase: 'burst',
  instanceId: 'a',
  cpuMs: 95,
  waitingMs: 2000,
  rssMb: 50,
  scope: 'section',
} as const;
const queued = (queueMs: number, burst: number, invocationId: number): Sample =>
  answered({ ...call, burst, sentAtMs: 1000, queueMs, invocationId });

const staircaseOf = (samples: readonly Sample[]) =>
  staircases(assembled([targetOf('server', 'node-server', samples)], samples).result, samples);

it('ranks by service time: 95 ms of CPU each, one after another, are steps of 2095, 2190 and 2285 ms', () => {
  const [staircase] = staircaseOf([queued(190, 0, 3), queued(0, 0, 1), queued(95, 0, 2)]);
  const steps = staircase?.flights[0]?.steps ?? [];
  expect(steps.map(({ rank, serviceMs }) => [rank, serviceMs])).toEqual([
    [1, 2095],
    [2, 2190],
    [3, 2285],
  ]);
  // 0.3 ms of it are from the first byte to the last.
  const beforeHandler = steps.map(({ parts: [first] }) => [first?.kind, Math.round((first?.ms ?? 0) * 10) / 10]);
  expect(beforeHandler).toEqual([
    ['cpu', 95],
    ['queue', 94.7],
    ['queue', 189.7],
  ]);
  expect(staircase?.mostMs).toBe(2285);
});

it('has parts that add up to the service time of every request', () => {
  const { result, samples } = makeRun();
  const steps = staircases(result, samples).flatMap(({ flights }) => flights.flatMap((flight) => flight.steps));
  expect(steps).toHaveLength(30);
  for (const { parts, serviceMs } of steps)
    expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(serviceMs, 6);
});

it('takes the largest burst, the first of several: of sizes 1, 2, 2 the second', () => {
  const [staircase] = staircaseOf([
    queued(0, 0, 1),
    queued(0, 1, 2),
    queued(9, 1, 3),
    queued(0, 2, 4),
    queued(9, 2, 5),
  ]);
  expect(staircase).toMatchObject({ burst: 1, bursts: 3 });
  expect(staircase?.flights[0]?.steps.map(({ sample }) => sample.identity?.invocationId)).toEqual([2, 3]);
});

it('counts the requests that were never sent, and draws only the others', () => {
  const { sentAtMs: _, ...unsent } = queued(0, 0, 2);
  const [flight] = staircaseOf([queued(0, 0, 1), { ...unsent, outcome: { kind: 'interrupted' } }])[0]?.flights ?? [];
  expect(flight).toMatchObject({ sent: 1, neverSent: 1 });
});

it('draws at most 200 of 1000 steps, the fastest and the slowest among them', () => {
  const flight = staircaseOf(Array.from({ length: 1000 }, (_, index) => queued(index, 0, index + 1)))[0]?.flights[0];
  expect(flight?.steps).toHaveLength(200);
  expect([flight?.steps[0]?.rank, flight?.steps.at(-1)?.rank, flight?.sent]).toEqual([1, 1000, 1000]);
});

it('has no staircase without bursts', () => {
  const { result, samples } = makeRun();
  expect(
    staircases(
      result,
      samples.filter(({ phase }) => phase === 'two-calls'),
    ),
  ).toEqual([]);
});

it.each([
  [2285, 2500],
  [1000, 1000],
  [0.9, 1],
  [9, 10],
  [0, 1],
])('has an axis for %d that ends at %d', (value, end) => {
  expect(ceiling(value)).toBeCloseTo(end, 9);
});
