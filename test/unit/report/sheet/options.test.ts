import { expect, it } from 'vitest';
import type { Billing, LatencySummary } from '../../../../src/model/measures.ts';
import type { PhaseResult, RunResult, TargetResult } from '../../../../src/model/run-result.ts';
import type { Costs } from '../../../../src/model/schema/costs.ts';
import { renderSheet } from '../../../../src/report/sheet/sheet.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

type Change = (target: TargetResult) => TargetResult;

/** The made-up run with its function and its server, the one named changed. */
function changed(name: string, change: Change): RunResult {
  const { result } = makeRun();
  return { ...result, targets: result.targets.slice(0, 2).map((one) => (one.name === name ? change(one) : one)) };
}

/** The cells of a row of the options, without its label and its basis. */
function figuresOf(markdown: string, label: string): string[] | undefined {
  const row = markdown.split('\n').find((line) => line.startsWith(`| ${label}`));
  return row?.split(' | ').slice(1, -1);
}

/** An instance for $0.001 a second takes one request of 1 s, and is held for 300 s after it. */
const heldCosts: Costs = {
  ...{ fixed: [], usdPerRequest: 0, assumes: [] },
  instanceTime: { usdPerSecond: 0.001, atOnce: 1, callMs: 1000, heldMs: 300_000 },
};
const held = changed('lambda', (target) => ({
  ...target,
  billing: { ...target.billing, pricedAs: 'active-cpu', usdPerMillion: 1000 } as Billing,
  costs: heldCosts,
}));

it('has no $ per million of instances that are held idle without a rate; at 0.0001/s it is 297 times the bill of the run', () => {
  expect(figuresOf(renderSheet(held).markdown, '$ per million')?.[0]).toContain('to fill in: at the demand');
  // 1 s, and the mean of the shorter of 300 s and the gap, (1 - e^-0.03) / 0.0001 = 295.545 s, at $0.001: the bill is of the 1 s.
  const at = renderSheet(held, { perSecond: 0.0001 }).markdown;
  expect(figuresOf(at, '$ per million')?.[0]).toMatch(/^\$296,5/);
});

const steady = (kind: PhaseResult['kind'], count: number): Change =>
  function withSteady(target) {
    const [first] = target.phases as [PhaseResult];
    const all: LatencySummary = { count, min: 5, max: 9, mean: 7, p50: 7 };
    const latencyMs = { ...first.latencyMs, serviceTime: { ...first.latencyMs.serviceTime, all } };
    return { ...target, phases: [...target.phases, { ...first, name: 'rate', kind, latencyMs }] };
  };
const steadyOf = (kind: PhaseResult['kind'], count: number) =>
  figuresOf(renderSheet(changed('server', steady(kind, count))).markdown, 'Steady, ');

it('takes for steady a rate or a closed loop of ten answers, not a warm-up one by one, nor nine answers', () => {
  expect(steadyOf('constantRate', 10)).toEqual(['–', '7.00 ms / 9.00 ms']);
  expect(steadyOf('closed', 10)).toEqual(['–', '7.00 ms / 9.00 ms']);
  expect(steadyOf('constantRate', 9)).toBeUndefined();
  expect(steadyOf('sequential', 100)).toBeUndefined();
});

/** Bursts of 1 and of 100: half of all answers are of the larger one. */
const stairs: Change = (target) => ({
  ...target,
  phases: target.phases.map((phase) => {
    if (phase.kind !== 'burst') return phase;
    const all: LatencySummary = { count: 101, min: 5, max: 6000, mean: 2000, p50: 2220, p99: 5500 };
    const bySize = [
      { size: 1, environments: 1, medianMs: 1200 },
      { size: 100, environments: 100, medianMs: 3000 },
    ];
    return {
      ...phase,
      bySize,
      latencyMs: { ...phase.latencyMs, serviceTime: { ...phase.latencyMs.serviceTime, all } },
    };
  }),
});

it('has the medians of the smallest and of the largest burst, 1,200 ms and 3,000 ms, not the 2,220 ms of all answers', () => {
  const run = makeRun().result;
  const both = { ...run, targets: run.targets.slice(0, 2).map(stairs) };
  expect(figuresOf(renderSheet(both).markdown, 'In bursts of 1 and of 100, p50 / max')).toEqual([
    '1,200 ms and 3,000 ms / 6,000 ms',
    '1,200 ms and 3,000 ms / 6,000 ms',
  ]);
  const one = renderSheet(changed('lambda', stairs)).markdown;
  expect(figuresOf(one, 'In a burst, p50 / max')?.[0]).toBe(
    '1,200 ms and 3,000 ms / 6,000 ms (bursts of 1 and of 100)',
  );
});

const contention = { code: 'cpu-contention', status: 'SUSPECT', message: 'short', advice: 'wait' } as const;

/** The function was short of CPU: 2,220 ms at the median, of which the platform would have taken 1,100 ms. */
function shortOfCpu(projected: PhaseResult['projected']): RunResult {
  const run = changed('lambda', (target) => ({
    ...target,
    phases: target.phases.map((phase) => {
      const { p99: _, ...all } = {
        ...phase.latencyMs.serviceTime.all,
        count: 10,
        p50: 2220,
        max: 6000,
      } as LatencySummary;
      const latencyMs = { ...phase.latencyMs, serviceTime: { ...phase.latencyMs.serviceTime, all } };
      return { ...phase, latencyMs, projected };
    }),
  }));
  const reasons = [{ ...contention, target: 'lambda' }];
  return { ...run, thresholds: [], verdict: { ...run.verdict, status: 'SUSPECT', reasons } };
}
const projectedBurst = {
  ...{ invocations: 10, billedMs: 11_000, waitingShareOfBilled: 0.9, cpuShareOfBilled: 0.1 },
  latencyMs: { mean: 1110, p50: 1100, max: 1300 },
};

it('leads with projected times of an option that was short of CPU, as the page does, and says which are measured', () => {
  const found = figuresOf(renderSheet(shortOfCpu(projectedBurst)).markdown, 'In a burst, p50 / max');
  expect(found?.[0]).toBe('1,100 ms / 1,300 ms');
  expect(found?.[1]).toMatch(/, measured$/);
  const at = renderSheet(shortOfCpu(projectedBurst), { perSecond: 0.001 }).markdown;
  expect(at).toContain(
    'Service times are fast enough: projected p50 1,100 ms, max 1,300 ms (burst); measured while short of CPU: p50 2,220 ms, max 6,000 ms.',
  );
});

it('of such an option without projected times marks the measured ones', () => {
  const found = figuresOf(renderSheet(shortOfCpu(undefined)).markdown, 'In a burst, p50 / max');
  expect(found?.[0]).toBe('2,220 ms / 6,000 ms (short of CPU)');
  expect(found?.[1]).not.toContain('short of CPU');
});

it('projects medians of bursts of two sizes, or neither of both', () => {
  const sized = (last: object) => ({
    ...projectedBurst,
    bySize: [
      { size: 1, environments: 1, medianMs: 1110 },
      { size: 100, environments: 100, ...last },
    ],
  });
  const textOf = (last: object) => {
    const run = shortOfCpu(sized(last));
    const targets = run.targets.map((target) => (target.name === 'lambda' ? stairs(target) : target));
    return figuresOf(renderSheet({ ...run, targets }).markdown, 'In a burst, p50 / max')?.[0];
  };
  expect(textOf({ medianMs: 1105 })).toBe('1,110 ms and 1,105 ms / 1,300 ms (bursts of 1 and of 100)');
  expect(textOf({})).toBe('1,200 ms and 3,000 ms / 6,000 ms (bursts of 1 and of 100, short of CPU)');
});

it('calls the rate of the break-even calculated, and stated only where it was stated', () => {
  const [unstated, stated] = [renderSheet(makeRun().result), renderSheet(makeRun().result, { perSecond: 100 })];
  expect(unstated.markdown).toMatch(/\| requests per second \| [\d.]+\/s \| break-even \|/);
  expect(unstated.html).toContain('title="calculated: comparison.breakEven: perSecond"');
  expect(stated.markdown).toContain('| requests per second | 100/s | stated |');
});
