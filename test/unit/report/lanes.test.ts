import { expect, it } from 'vitest';
import type { Sample } from '../../../src/model/sample.ts';
import { laneCharts } from '../../../src/report/lanes.ts';
import { assembled, makeRun, targetOf } from '../../fixtures/report/make-run.ts';
import { answered } from '../../fixtures/report/make-samples.ts';

const call = {
  target: 'server',
  phase: 'burst',
  burst: 0,
  queueMs: 0,
  cpuMs: 10,
  waitingMs: 90,
  rssMb: 50,
  scope: 'call',
} as const;
const at = (sentAtMs: number, instanceId: string, invocationId: number): Sample =>
  answered({ ...call, sentAtMs, instanceId, invocationId });

/** The charts of one target with these samples. */
const chartsOf = (samples: readonly Sample[]) =>
  laneCharts(assembled([targetOf('server', 'node-server', samples)], samples).result, samples);

it('gives each environment a lane, and each request at once a track: a has two, b one', () => {
  // a: 1000-1100 and 1050-1150 overlap, 1150-1250 follows; b: 1010-1110.
  const [chart] = chartsOf([at(1000, 'a', 1), at(1050, 'a', 2), at(1150, 'a', 3), at(1010, 'b', 1)]);
  const panel = chart?.panels[0];
  expect(panel?.lanes.map(({ instanceId, firstRow, tracks }) => [instanceId, firstRow, tracks])).toEqual([
    ['a', 0, 2],
    ['b', 2, 1],
  ]);
  expect(panel?.rows).toBe(3);
  expect(panel?.peakInFlight).toBe(2);
  expect(panel?.lanes[0]?.bars.map(({ row }) => row)).toEqual([0, 1, 0]);
});

it('counts time from the intended send of the first request: 0.2 ms before the send at 1000', () => {
  const [chart] = chartsOf([at(1000, 'a', 1), at(1150, 'a', 2)]);
  expect(chart?.panels[0]?.lanes[0]?.bars[1]?.fromMs).toBeCloseTo(150.2, 6);
  expect(chart?.spanMs).toBeCloseTo(250.2, 6);
});

it('shows an environment from an earlier phase as there from the start, and the others from their first request', () => {
  const { result, samples } = makeRun();
  const burst = laneCharts(result, samples).find(({ phase }) => phase === 'burst');
  const lanes = burst?.panels[0]?.lanes ?? [];
  expect(lanes).toHaveLength(10);
  expect(lanes[0]?.aliveFromMs).toBe(0);
  expect(lanes[0]?.bars[0]?.sample.identity?.invocationId).toBe(3);
  expect(lanes[5]?.aliveFromMs).toBeGreaterThan(0);
  expect(burst?.panels.map(({ target, environments, peakInFlight }) => [target, environments, peakInFlight])).toEqual([
    ['lambda', 10, 1],
    ['server', 1, 10],
    ['cluster', 10, 1],
  ]);
});

it('puts requests that nobody answered by name into a lane without id', () => {
  const { identity: _, ...nameless } = at(1000, 'a', 1);
  const [chart] = chartsOf([at(1000, 'a', 1), { ...nameless, outcome: { kind: 'reset', message: 'gone' } }]);
  const lanes = chart?.panels[0]?.lanes ?? [];
  expect(lanes.map(({ instanceId }) => instanceId)).toEqual(['a', undefined]);
  expect(chart?.panels[0]?.environments).toBe(1);
});

it('draws 160 of 200 lanes, those with the most requests, and says that 40 are left out', () => {
  const samples = Array.from({ length: 200 }, (_, index) => at(1000 + index * 0.01, `i${index}`, 1));
  const busy = Array.from({ length: 5 }, (_, index) => at(2000, `i${195 + index}`, 2));
  const panel = chartsOf([...samples, ...busy])[0]?.panels[0];
  expect(panel?.lanes).toHaveLength(160);
  expect(panel?.omitted).toBe(40);
  expect(panel?.lanes.at(-1)?.instanceId).toBe('i199');
});

it('draws one of 3 of 250 requests at once: 84 rows', () => {
  const panel = chartsOf(Array.from({ length: 250 }, (_, index) => at(1000, 'a', index + 1)))[0]?.panels[0];
  expect(panel?.lanes[0]?.drawnEvery).toBe(3);
  expect(panel?.rows).toBe(84);
  expect(panel?.lanes[0]?.bars).toHaveLength(84);
});

it('joins bars that a screen cannot tell apart, and counts them: 3000 calls without pause', () => {
  const samples = Array.from({ length: 3000 }, (_, index) => at(1000 + index * 100, 'a', index + 1));
  const bars = chartsOf(samples)[0]?.panels[0]?.lanes[0]?.bars ?? [];
  expect(bars.length).toBeLessThan(800);
  expect(bars.reduce((sum, { requests }) => sum + requests, 0)).toBe(3000);
});
