import { expect, it } from 'vitest';
import { curvesOf } from '../../../../../src/report/sections/latency/distribution.ts';
import { makeRun } from '../../../../fixtures/report/make-run.ts';

const { result, samples } = makeRun();

it('shows cold and warm apart where a target has both: lambda 10 and 2, server 10, cluster 10', () => {
  const curves = curvesOf(result, samples);
  expect(curves.map(({ target, split, count }) => [target, split, count])).toEqual([
    ['lambda', 'cold', 10],
    ['lambda', 'warm', 2],
    ['server', 'all', 10],
    ['cluster', 'all', 10],
  ]);
});

it('rises in steps of a tenth over ten answers, from the fastest to the slowest', () => {
  const server = curvesOf(result, samples).find(({ target }) => target === 'server');
  expect(server?.points.map(([, share]) => share)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  expect(server?.points.at(-1)?.[0]).toBeCloseTo(result.targets[1]?.latencyMs.serviceTime.all?.max ?? 0, 3);
});

it('ends at the answered share: with 10 timeouts beside 10 answers at a half', () => {
  const targets = result.targets.map((target) =>
    target.name === 'server' ? { ...target, requests: { ...target.requests, sent: 20, timedOut: 10 } } : target,
  );
  const server = curvesOf({ ...result, targets }, samples).find(({ target }) => target === 'server');
  expect(server?.points.map(([, share]) => share)).toEqual([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]);
});

it('leaves out what was not answered', () => {
  const failed = samples.map((sample) => ({ ...sample, outcome: { kind: 'interrupted' } as const }));
  expect(curvesOf(result, failed)).toEqual([]);
});
