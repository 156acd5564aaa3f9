import { describe, expect, it, test } from 'vitest';
import { planResultSchema } from '../../../../src/model/plan/plan-result.ts';
import { planDemand } from '../../../../src/planner/demand.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { figureText } from '../../../../src/report/plan/figure-text.ts';
import { renderPlanMarkdown } from '../../../../src/report/plan/markdown.ts';
import { renderPlan } from '../../../../src/report/plan/terminal.ts';
import { ms } from '../../../../src/text/format.ts';
import { liveRow } from '../../../../src/text/live-row.ts';
import { inputsOf, optionOf, planOf } from '../plan-of.ts';

const plan = (demand: string, options: string, calls = 'cpu: 0ms, wait: 1000ms, init: 0ms', keepAlive = '5min') => `
name: peak
question: What does the peak hour need?
demand: { ${demand} }
calls: { ${calls} }
options: [${options}]
platform: { keepAlive: ${keepAlive} }
`;

/** The option of a plan whose arrivals were recorded: one every `gapMs`. */
function ofRecord(text: string, requests: number, gapMs: number) {
  const inputs = inputsOf(text);
  const atMs = Float64Array.from({ length: requests }, (_, index) => index * gapMs);
  const record = { source: 'record', atMs, spanMs: (requests - 1) * gapMs };
  const demand = planDemand({ ...inputs.file.demand, averagePerSecond: undefined }, record);
  const [option] = makePlan({ ...inputs, demand }, { version: '0.0.0' }).options;
  if (option?.figures === undefined) throw new Error('no figures');
  return { ...option, figures: option.figures };
}

describe('constant arrivals of constant calls', () => {
  // Ten in flight, five in each: the first and the sixth request start an instance.
  it.each(['{ kind: web, concurrency: 5 }', '{ kind: cloud-run, concurrency: 5 }', '{ kind: fluid, concurrency: 5 }'])(
    '10/s of 1 s at 5 places are two instances of %s, and two of 1,000 requests are cold',
    (option) => {
      const { figures, peakHour } = ofRecord(plan('average: 10/s', option), 1000, 100);
      const { average, mean, p50, p99 } = figures.instances;
      expect([p50.value, p99.value]).toEqual([2, 2]);
      // One instance for the first 500 ms of the busiest minute, and of 100,900 ms until the last answer.
      expect(mean.value).toBeCloseTo(2 - 500 / 60_000, 6);
      expect(average.value).toBeCloseTo(2 - 500 / 100_900, 6);
      expect(figures.coldShare?.value).toBe(2 / 1000);
      expect(figures.latencyMs.steady).toMatchObject({ p50: { value: 1000 }, p99: { value: 1000 } });
      expect(peakHour).toMatchObject({ kind: 'record', requests: 1000, warmUpSeconds: 0 });
    },
  );

  it('16/s of 1 s at 9 places of managed instances: exactly 7 of 16 are throttled', () => {
    const { figures } = ofRecord(plan('average: 16/s', '{ kind: managed, count: 3, perVcpu: 1 }'), 1600, 62.5);
    expect(figures.throttledShare?.value).toBe(7 / 16);
    expect(figures.instances.p99.value).toBe(3);
  });
});

const event = '{ kind: event, memoryMb: 1769 }';

// Both are the window maximum of the requests in flight; the function by its closed form, the other in the simulated hours.
test('a web function of one place has the environments of an event function', () => {
  const text = plan(
    'average: 20/s',
    `{ kind: web, concurrency: 1 }, ${event}`,
    'cpu: 0ms, wait: 200ms, init: 0ms',
    '10s',
  );
  const [web, lambda] = ['web function', 'lambda 1769 MB'].map((name) => optionOf(text, name).figures);
  expect(web?.instances.p50.value).toBe(lambda?.instances.p50.value);
  expect(Math.abs((web?.instances.p99.value ?? 0) - (lambda?.instances.p99.value ?? 0))).toBeLessThanOrEqual(1);
  const { low = 0, high = 0 } = web?.instances.mean ?? {};
  expect(low).toBeLessThanOrEqual(lambda?.instances.mean.value ?? Number.NaN);
  expect(high).toBeGreaterThanOrEqual(lambda?.instances.mean.value ?? Number.NaN);
  expect(high - low).toBeLessThan(0.1 * high);
});

describe('what of the peak is simulated', () => {
  const peakOf = (demand: string, option: string, calls?: string) => {
    const [only] = makePlan(inputsOf(plan(demand, option, calls)), { version: '0.0.0' }).options;
    return { peak: only?.peakHour, assumes: only?.assumes.join('; ') ?? '', figures: only?.figures };
  };
  const calls = 'cpu: 5ms, wait: 245ms, init: 600ms';

  it('at 20/s the hour of some 72,000 requests, after the 300 s for which instances are kept, in 64 steps at the most', () => {
    const { peak, assumes, figures } = peakOf('average: 20/s', '{ kind: cloud-run }', calls);
    expect(peak).toMatchObject({ kind: 'hours', seconds: 3600 });
    expect(peak?.warmUpSeconds).toBeCloseTo(300 + 4 * 0.85, 9);
    // Four standard deviations of a Poisson count.
    expect(Math.abs((peak?.requests ?? 0) - 72_000)).toBeLessThan(4 * Math.sqrt(72_000));
    expect(peak?.overTime.length).toBeLessThanOrEqual(64);
    expect(Math.max(...(peak?.overTime.map(({ instances }) => instances) ?? []))).toBeGreaterThanOrEqual(1);
    expect(assumes).toContain('requests in 3,600 s, after 303 s that are not counted');
    const p99 = figures?.latencyMs.steady?.p99;
    expect(p99).toMatchObject({ basis: 'extrapolated' });
    expect(p99?.low).toBeLessThan(p99?.value ?? 0);
    expect(p99?.high).toBeGreaterThan(p99?.value ?? 0);
  });

  // 8.6 s of 23,148/s are 200,000 requests, of which 4 * 850 ms are the beginning.
  it('at 1e9 requests a day a window, and the instances by closed forms of the time in a place that it finds', () => {
    const { peak, assumes, figures } = peakOf('average: 11574/s, peak: 23148/s', '{ kind: fluid }', calls);
    expect(peak).toMatchObject({ kind: 'window', overTime: [] });
    expect(peak?.seconds).toBeCloseTo(200_000 / 23_148 - 3.4, 9);
    expect(assumes).toContain(
      'less than the 300 s for which idle instances are kept, so their number is by closed forms',
    );
    // 23,148/s * 250 ms are 5,787 in flight, 30 in each; waiting for one another they are more.
    expect(figures?.instances.p50.value).toBeGreaterThan(5787 / 30);
    expect(figures?.latencyMs.steady?.p99.value).toBeGreaterThan(250);
  });

  it('next to nothing, and too much at once, are left to the closed forms, and said', () => {
    expect(peakOf('average: 0.001/s', '{ kind: web }', calls).assumes).toContain('too few requests to simulate');
    const { peak, assumes } = peakOf('average: 1000000/s', '{ kind: fluid }', calls);
    expect(peak).toBeUndefined();
    expect(assumes).toContain('too many requests at once to simulate its peak');
  });

  // 100 instances of 10 places serve 1,000 / 2.016 s = 496/s of 2,000.
  it('what Cloud Run does not serve waits for 10 s and is refused, so that what it serves takes 12 s', () => {
    const { figures } = peakOf(
      'average: 2000/s',
      '{ kind: cloud-run, concurrency: 10 }',
      'cpu: 0ms, wait: 2016ms, init: 500ms',
    );
    expect(figures?.throttledShare?.value).toBeCloseTo(1 - 1000 / 2.016 / 2000, 2);
    expect((figures?.latencyMs.steady?.p50.value ?? 0) / 12_016).toBeCloseTo(1, 2);
    expect(figures?.instances.p99.value).toBe(100);
  });
});

test('terminal, Markdown, JSON and the first numbers of the controls have the simulated peak', () => {
  const text = plan('average: 20/s, burst: 100', '{ kind: web }', 'cpu: 5ms, wait: 245ms, init: 600ms');
  const result = planOf(text);
  const [option] = result.options;
  const { instances, latencyMs } = option?.figures ?? {};
  const p99 = latencyMs?.steady?.p99;
  if (option === undefined || instances === undefined || p99 === undefined) throw new Error('no figures');
  expect(planResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  const shown = figureText(p99, ms);
  expect(shown).toMatch(/^25\d ms \(25\d ms to 25\d ms\) x$|^25\d ms x$/);
  for (const rendered of [renderPlan(result, { color: false, width: 200 }), renderPlanMarkdown(result)]) {
    expect(rendered.split('\n').find((line) => line.includes('steady latency'))).toContain(shown);
    expect(rendered).toMatch(/simulated at the peak rate: 7[12],\d{3} requests in 3,600 s/);
  }
  expect(liveRow(option)[1]).toBe(`${instances.p99.value} x`);
});

describe('a burst at managed instances', () => {
  const managed = (demand: string, option = '{ kind: managed }') =>
    optionOf(plan(demand, option, 'cpu: 0ms, wait: 100ms, init: 0ms'), 'managed c7g.xlarge').figures;

  // 3 instances of 3 vCPU with 64 places each. What they want for 1,000 at once is 1.5 * 1000 / 64 = 24 environments, and 18 are double of what there is.
  it('of 1,000 at once 576 find a place, 424 are throttled, and three more instances are added', () => {
    const figures = managed('average: 0.5/s, burst: 1000');
    expect(figures?.throttledInBurst?.value).toBe(424);
    expect(figures?.latencyMs.burst).toMatchObject({ p50: { value: 100 }, p99: { value: 100 } });
    expect(figures?.instances.burst?.value).toBe(6);
    expect(figures?.instances.p99.value).toBe(3);
  });

  // 1.5 * (0.05 + 4 * sqrt(0.05) + 1000) / 192 = 7.8.
  it('bursts within the five minutes that the platform remembers find the 8 instances that they need', () => {
    const figures = managed('average: 20/s, burst: { size: 1000, every: 1min }');
    expect(figures?.throttledInBurst?.value).toBe(0);
    expect(figures?.instances.burst?.value).toBe(8);
  });

  it('a given number does not grow', () => {
    const figures = managed('average: 0.5/s, burst: 1000', '{ kind: managed, count: 3 }');
    expect(figures?.instances.burst?.value).toBe(3);
  });
});
