import { expect, it } from 'vitest';
import { levelsOf } from '../../../../../src/report/sections/concurrency/draw-timeline.ts';
import { timelines } from '../../../../../src/report/sections/concurrency/timeline.ts';
import type { Steps } from '../../../../../src/stats/instances/steps.ts';
import { makeRun } from '../../../../fixtures/report/make-run.ts';

it('is as high as the burst of ten at each target, and has ten environments, one, and ten', () => {
  const { result, samples } = makeRun();
  const burst = timelines(result, samples).find(({ phase }) => phase === 'burst');
  const highest = (steps: readonly (readonly [number, number])[]) => Math.max(...steps.map(([, level]) => level));
  expect(burst?.panels.map(({ target, inFlight, alive }) => [target, highest(inFlight), highest(alive)])).toEqual([
    ['lambda', 10, 10],
    ['server', 10, 1],
    ['cluster', 10, 10],
  ]);
});

it('keeps the process of a server alive throughout a phase in which it is idle for a while', () => {
  const { result, samples } = makeRun();
  const server = result.targets[1];
  const [burst] = server?.phases ?? [];
  if (server === undefined || burst === undefined) throw new Error('no server');
  const requests = { ...burst.requests, sent: 2 };
  const early = { ...burst, requests, name: 'before', startedAtMs: 1000, finishedAtMs: 2000 };
  const run = { ...result, targets: [{ ...server, phases: [early, burst] }] };
  const call = samples.find(({ target }) => target === 'server');
  if (call === undefined) throw new Error('no call');
  const others = [1000, 3000].map((atMs) => ({
    ...{ ...call, phase: 'before', intendedAtMs: atMs, sentAtMs: atMs, completedAtMs: atMs + 500 },
    identity: undefined as never,
  }));
  const panel = timelines(run, others)[0]?.panels[0];
  expect(panel?.alive).toEqual([[0, 1]]);
  expect(panel?.inFlight).toEqual([
    [0, 1],
    [500, 0],
    [2000, 1],
    [2500, 0],
  ]);
});

it('takes the environments that the platform reports, also those that idle: two at the begin, three from 100 ms on', () => {
  const { result, samples } = makeRun();
  const [lambda] = result.targets;
  if (lambda === undefined) throw new Error('no target');
  const first = Math.min(...samples.filter(({ phase }) => phase === 'burst').map(({ intendedAtMs }) => intendedAtMs));
  const environmentCurve = [
    { atMs: 400, alive: 1, stoppedIdle: 0 },
    { atMs: 500, alive: 2, stoppedIdle: 0 },
    { atMs: first + 100, alive: 3, stoppedIdle: 0 },
  ];
  const burst = timelines({ ...result, targets: [{ ...lambda, environmentCurve }] }, samples)[1];
  expect(burst?.panels[0]?.alive).toEqual([
    [0, 2],
    [100, 3],
  ]);
});

it('makes up for requests that are not drawn: of one in two, five at once stand for ten', () => {
  const { result, samples } = makeRun();
  const half = samples.filter((_, index) => index % 2 === 0);
  const burst = timelines(result, half).find(({ phase }) => phase === 'burst');
  const server = burst?.panels.find(({ target }) => target === 'server');
  expect(server?.oneOf).toBe(2);
  expect(Math.max(...(server?.inFlight ?? []).map(([, level]) => level))).toBe(10);
});

it('can be pointed at where requests and where environments are the most, though they are so at different instants', () => {
  const { result, samples } = makeRun();
  const panel = timelines(result, samples)[0]?.panels[0];
  if (panel === undefined) throw new Error('no panel');
  // 10,000 changes in 10 s: 5 on their way but 99 at 4321 ms, 3 environments but 7 at 4322 ms, within one stretch.
  const [inFlight, alive]: [Steps, Steps] = [
    Array.from({ length: 10_000 }, (_, atMs) => [atMs, atMs === 4321 ? 99 : 5] as const),
    Array.from({ length: 10_000 }, (_, atMs) => [atMs, atMs === 4322 ? 7 : 3] as const),
  ];
  const places = levelsOf({ ...panel, inFlight, alive, spanMs: 10_000 });
  expect(places.length).toBeLessThanOrEqual(82);
  expect(places).toContainEqual({ atMs: 4321, inFlight: 99, alive: 3 });
  expect(places).toContainEqual({ atMs: 4322, inFlight: 5, alive: 7 });
});
