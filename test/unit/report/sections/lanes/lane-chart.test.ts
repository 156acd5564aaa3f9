import { expect, it } from 'vitest';
import type { Sample } from '../../../../../src/model/sample.ts';
import { drawLanes } from '../../../../../src/report/sections/lanes/draw.ts';
import { laneCharts } from '../../../../../src/report/sections/lanes/lane-chart.ts';
import { lanesNote } from '../../../../../src/report/sections/lanes/lanes.ts';
import { assembled, makeRun, targetOf } from '../../../../fixtures/report/make-run.ts';
import { answered } from '../../../../fixtures/report/make-samples.ts';

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

it('boxes a server throughout the phase, and an environment to its end if the platform stopped none', () => {
  // b answers from 1000 to 1400; a is idle before its call at 1200, and after 1300.
  const samples = [at(1000, 'b', 1), at(1300, 'b', 2), at(1200, 'a', 1)];
  const alive = (kind: string, lives?: { stoppedIdle: number }) => {
    const target = targetOf('server', kind, samples);
    const all = { aliveAtStart: 0, started: 2, stoppedIdle: 0, stoppedOther: 0, aliveAtEnd: 2, ...lives };
    const phases = target.phases.map((phase) => ({
      ...phase,
      environments: { ...phase.environments, ...(lives && { lives: all }) },
    }));
    const [chart] = laneCharts(assembled([{ ...target, phases }], samples).result, samples);
    return chart?.panels[0]?.lanes.map(({ instanceId, aliveFromMs, aliveToMs }) =>
      [instanceId, aliveFromMs, aliveToMs].map((one) => (typeof one === 'number' ? Math.round(one) : one)),
    );
  };
  expect(alive('node-server')).toEqual([
    ['b', 0, 400],
    ['a', 0, 400],
  ]);
  expect(alive('local-lambda', { stoppedIdle: 0 })).toEqual([
    ['b', 0, 400],
    ['a', 200, 400],
  ]);
  const stopped = [
    ['b', 0, 400],
    ['a', 200, 300],
  ];
  expect(alive('local-lambda', { stoppedIdle: 1 })).toEqual(stopped);
  expect(alive('local-lambda')).toEqual(stopped);
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

const failed = (sample: Sample): Sample => ({ ...sample, outcome: { kind: 'http-error', status: 500 } });
const cold = (sample: Sample): Sample => ({
  ...sample,
  identity: { instanceId: 'a', ...sample.identity, coldStart: true },
});
const longer = (sample: Sample, byMs: number): Sample => ({ ...sample, completedAtMs: sample.completedAtMs + byMs });

it('of 200 lanes draws those of the first, the last, the longest and a failed request, though they have the least requests', () => {
  // Two calls for each but for four, which have one: i0 the first, i50 fails, i60 takes the longest, i199 is the last.
  const single = [0, 50, 60, 199];
  const once = Array.from({ length: 200 }, (_, index) => at(1000 + index * 0.01, `i${index}`, 1)).map(
    (sample, index) =>
      index === 50 ? failed(sample) : index === 60 ? longer(sample, 7) : index === 199 ? at(5000, 'i199', 1) : sample,
  );
  const twice = Array.from({ length: 200 }, (_, index) => at(2000 + index, `i${index}`, 2)).filter(
    (_, index) => !single.includes(index),
  );
  const panel = chartsOf([...once, ...twice])[0]?.panels[0];
  expect(panel?.lanes).toHaveLength(160);
  const ids = panel?.lanes.map(({ instanceId }) => instanceId);
  expect(ids).toEqual(expect.arrayContaining(single.map((index) => `i${index}`)));
  // 4 lanes of one, 156 of two: 316 of 396.
  expect(panel && lanesNote(panel)).toBe(
    'Drawn: 316 of 396 requests, including the first, the last, and the longest; 1 of 1 throttled or failed requests; no cold starts.',
  );
});

it('of 250 requests at once draws one of 3, all 4 cold starts, both that failed and the longest among them', () => {
  const samples = Array.from({ length: 250 }, (_, index) => at(1000, 'a', index + 1)).map((sample, index) =>
    [1, 2, 4, 5].includes(index)
      ? cold(sample)
      : [100, 101].includes(index)
        ? failed(sample)
        : index === 7
          ? longer(sample, 3)
          : sample,
  );
  const panel = chartsOf(samples)[0]?.panels[0];
  const bars = panel?.lanes[0]?.bars ?? [];
  expect(bars).toHaveLength(84);
  expect(new Set(bars.map(({ row }) => row)).size).toBe(84);
  const drawn = bars.map(({ sample }) => sample.identity?.invocationId);
  expect(drawn).toEqual(expect.arrayContaining([2, 3, 5, 6, 101, 102, 8]));
  expect(panel && lanesNote(panel)).toBe(
    'Drawn: 84 of 250 requests, including the first, the last, and the longest; all 2 throttled or failed requests; all 4 cold starts.',
  );
});

it('joins no cold start, no failed request and not the longest with a neighbor: 3000 calls without pause', () => {
  const samples = Array.from({ length: 3000 }, (_, index) => at(1000 + index * 100, 'a', index + 1)).map(
    (sample, index) =>
      index === 1500 ? cold(sample) : index === 2001 ? failed(sample) : index === 700 ? longer(sample, 0.5) : sample,
  );
  const panel = chartsOf(samples)[0]?.panels[0];
  const bars = panel?.lanes[0]?.bars ?? [];
  expect(bars.length).toBeLessThan(800);
  const alone = bars.filter(({ requests }) => requests === 1).map(({ sample }) => sample.identity?.invocationId);
  expect(alone).toEqual(expect.arrayContaining([1, 701, 1501, 2002, 3000]));
  expect(panel?.drawn).toEqual({ requests: 3000, failed: 1, coldStarts: 1 });
  expect(panel?.joined).toEqual({ requests: 3000 - alone.length, failed: 0, coldStarts: 0 });
});

it('says how many failed requests are in joined bars where every second of 6,000 failed: the longest stays alone', () => {
  const samples = Array.from({ length: 6000 }, (_, index) => at(1000 + index * 100, 'a', index + 1)).map(
    (sample, index) => (index === 700 ? longer(sample, 0.5) : index % 2 === 0 ? sample : failed(sample)),
  );
  const panel = chartsOf(samples)[0]?.panels[0];
  const bars = panel?.lanes[0]?.bars ?? [];
  expect(bars.length).toBeLessThanOrEqual(1500);
  expect(bars.find(({ sample }) => sample.identity?.invocationId === 701)?.requests).toBe(1);
  expect(panel?.drawn).toEqual({ requests: 6000, failed: 3000, coldStarts: 0 });
  expect(panel && lanesNote(panel)).toMatch(
    /^Drawn: all 6,000 requests \(5,9\d\d of them merged with their neighbors\), .*; all 3,000 throttled or failed requests \(2,99\d of them merged/,
  );
});

it('draws the lanes of a cluster of ten that takes 1,000 at once: one of 7 of its 100 at once, 15 rows each', () => {
  const samples = Array.from({ length: 1000 }, (_, index) => at(1000, `p${index % 10}`, index + 1));
  const panel = chartsOf(samples)[0]?.panels[0];
  expect(panel?.lanes.map(({ tracks, drawnEvery }) => [tracks, drawnEvery])).toEqual(Array(10).fill([100, 7]));
  expect(panel?.rows).toBe(150);
});

it('of a selection says how many there were in all: two of 1,000,000 drawn, both lanes of the 40 there are', () => {
  const samples = [at(1000, 'a', 1), at(1010, 'b', 1)];
  const [target] = [targetOf('server', 'node-server', samples)];
  const { result } = assembled([target], samples);
  const phases = target.phases.map((phase) => ({ ...phase, environments: { ...phase.environments, distinct: 40 } }));
  const totals = [{ target: 'server', phase: 'burst', sent: 1_000_000, failed: 7, coldStarts: 40 }];
  const [chart] = laneCharts({ ...result, targets: [{ ...target, phases }] }, samples.slice(0, 1), {
    samples: samples.slice(1),
    totals,
  });
  const panel = chart?.panels[0];
  expect([panel?.requests, panel?.environments, panel?.omitted]).toEqual([1_000_000, 40, 38]);
  expect(panel && lanesNote(panel)).toBe(
    'Drawn: 2 of 1,000,000 requests, including the first, the last, and the longest; 0 of 7 throttled or failed requests; 0 of 40 cold starts.',
  );
});

it('of a selection draws lanes all of whose requests are at hand; others only with what failed or an end, and says so', () => {
  // a and e whole; b lacks its second call, c too, which failed in the first, d too, whose first call takes the longest.
  const all = ['a', 'b', 'c', 'd', 'e'].flatMap((id, index) => [at(1000 + index, id, 1), at(2000 + index, id, 2)]);
  const target = targetOf('server', 'node-server', all);
  const kept = all
    .filter(({ identity }) => ['a', 'e'].includes(identity?.instanceId ?? '') || identity?.invocationId === 1)
    .map((sample) =>
      sample.identity?.instanceId === 'c'
        ? failed(sample)
        : sample.identity?.instanceId === 'd'
          ? longer(sample, 9)
          : sample,
    );
  const totals = [{ target: 'server', phase: 'burst', sent: 10, failed: 1, coldStarts: 0 }];
  const [chart] = laneCharts(assembled([target], all).result, kept, { samples: [], totals });
  const panel = chart?.panels[0];
  expect(panel?.lanes.map(({ instanceId, complete }) => [instanceId, complete])).toEqual([
    ['a', true],
    ['c', false],
    ['d', false],
    ['e', true],
  ]);
  expect(panel && lanesNote(panel)).toBe(
    'Drawn: 6 of 10 requests, including the first, the last, and the longest; 1 of 1 throttled or failed requests; no cold starts. Not all requests of 2 lanes are available: a gap there is not idle time.',
  );
});

it('of a selection draws 24 of 40 lanes that have only a failed request, so that lanes with all of theirs have room', () => {
  const ids = Array.from({ length: 40 }, (_, index) => `f${String(index).padStart(2, '0')}`);
  const all = ['a', ...ids, 'z'].flatMap((id, index) => [at(1000 + index, id, 1), at(2000 + index, id, 2)]);
  const target = targetOf('server', 'node-server', all);
  const kept = all
    .filter(({ identity }) => !identity?.instanceId.startsWith('f') || identity.invocationId === 1)
    .map((sample) => (sample.identity?.instanceId.startsWith('f') ? failed(sample) : sample));
  const totals = [{ target: 'server', phase: 'burst', sent: 84, failed: 40, coldStarts: 0 }];
  const [chart] = laneCharts(assembled([target], all).result, kept, { samples: [], totals });
  const panel = chart?.panels[0];
  const lanes = panel?.lanes ?? [];
  expect([lanes.filter(({ complete }) => complete).length, lanes.length, panel?.omitted]).toEqual([2, 26, 16]);
  expect(panel && lanesNote(panel)).toContain('24 of 40 throttled or failed requests');
  // A box that is not filled, as what it does not show is not idle time.
  const look = { spanMs: chart?.spanMs ?? 0, targetIndex: 0, axis: 'burst', lanePx: 18 };
  expect(
    panel &&
      drawLanes(panel, look)
        .toString()
        .match(/class="mark alive partial"/g),
  ).toHaveLength(24);
});

it('outlines a failed request of 100 ms on an axis of 400 s, which would be a quarter of a pixel, and no other', () => {
  const samples = [at(0, 'a', 1), failed(at(200_000, 'a', 2)), at(400_000, 'a', 3)];
  const [chart] = chartsOf(samples);
  const panel = chart?.panels[0];
  if (panel === undefined) throw new Error('no panel');
  const drawing = drawLanes(panel, {
    spanMs: chart?.spanMs ?? 0,
    targetIndex: 0,
    axis: 'burst',
    lanePx: 18,
  }).toString();
  expect(drawing.match(/stroke="var\(--part-\w+\)"/g)).toEqual(['stroke="var(--part-failed)"']);
});
