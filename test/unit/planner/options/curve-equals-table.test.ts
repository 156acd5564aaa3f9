import { expect, test } from 'vitest';
import type { RecordedArrivals } from '../../../../src/model/plan/arrivals.ts';
import { planDemand } from '../../../../src/planner/demand.ts';
import { planNeeds } from '../../../../src/planner/needs/given.ts';
import type { modules } from '../../../../src/planner/options/registry.ts';
import type { PlanInputs, PlannedOption } from '../../../../src/planner/plan-inputs.ts';
import { plannedOptions } from '../../../../src/planner/planned-option.ts';
import { parsePlan } from '../../../../src/scenario/plan/parse.ts';

/** Of each kind, and of what bills or scales in more than one way. */
const options: Record<keyof typeof modules, string[]> = {
  event: ['{ kind: event, memoryMb: 512 }', '{ kind: event, name: reserved, memoryMb: 512, reservedConcurrency: 9 }'],
  provisioned: [
    '{ kind: provisioned, memoryMb: 512, environments: 2 }',
    '{ kind: provisioned, name: auto, memoryMb: 512 }',
  ],
  managed: ['{ kind: managed }', '{ kind: managed, name: three, count: 3, perVcpu: 2 }'],
  web: ['{ kind: web, usdPerVcpuHour: 0.1, usdPerGbHour: 0.01, usdPerMillionRequests: 0.2 }'],
  server: ['{ kind: server, instance: t4g.small }'],
  fargate: [
    '{ kind: fargate, vcpu: 1, memoryMb: 2048, spare: 1 }',
    '{ kind: fargate, name: two, vcpu: 1, memoryMb: 2048, count: 2 }',
  ],
  'cloud-run': [
    '{ kind: cloud-run, concurrency: 4 }',
    '{ kind: cloud-run, name: instances, billing: instances, concurrency: 4 }',
  ],
  fluid: ['{ kind: fluid, concurrency: 4 }'],
};

/** Twenty at one instant, each 7 min: more cold starts than arrivals at random have. */
const cron: RecordedArrivals = {
  source: 'cron.csv',
  atMs: Float64Array.from({ length: 400 }, (_, index) => 420_000 * Math.floor(index / 20)),
  spanMs: 7_980_000,
};
const day = Array.from({ length: 24 }, (_, hour) => (hour < 8 ? 1 : 4)).join(', ');

const demands: Record<string, { demand: string; record?: RecordedArrivals }> = {
  steady: { demand: 'average: 3/s, peak: 6/s' },
  burst: { demand: 'average: 3/s, burst: 50' },
  'repeated bursts': { demand: 'average: 3/s, burst: { size: 50, every: 10m }' },
  'bursts that lose requests': { demand: 'average: 8/s, burst: { size: 1500, every: 10m }' },
  day: { demand: `average: 3/s, dailyShape: [${day}], burst: { size: 50, every: 10m }` },
  tenants: { demand: 'average: 9/s, tenants: 3, burst: { size: 60, every: 10m }' },
  record: { demand: 'trace: cron.csv', record: cron },
};

function planned(name: string): PlannedOption[] {
  const { demand, record } = demands[name] ?? { demand: '' };
  const { value: file } = parsePlan(
    `
name: curves
question: Is a curve its table?
demand: { ${demand} }
calls: { cpu: 5ms, wait: 495ms, init: 2s, baseMb: 60, perRequestMb: 2 }
sideCosts: { nat: true, gateway: true }
options: [${Object.values(options).flat().join(', ')}]
`,
    { file: 'plan.yaml' },
  );
  const inputs: PlanInputs = { file, demand: planDemand(file.demand, record), needs: planNeeds(file.calls, {}) };
  return plannedOptions(inputs);
}

test.each(Object.keys(demands))(
  '%s: at the rate of the demand every curve has the cost and the instances of its table',
  (name) => {
    for (const { result, monthsAt, context } of planned(name)) {
      const { figures, curve } = result;
      const average = context.ofAll.averagePerSecond;
      const own = curve.find(({ perSecond }) => Math.abs(perSecond / average - 1) < 1e-9);
      const isCarried = (figures?.throttledShare?.value ?? 0) < 1e-4;
      expect.soft(own !== undefined, result.name).toBe(isCarried);
      if (own === undefined) continue;
      expect.soft(own.usd, result.name).toBeCloseTo(figures?.month?.usd.value ?? Number.NaN, 6);
      expect.soft(own.instances, result.name).toBeCloseTo(figures?.instances.mean.value ?? Number.NaN, 9);
      // Nor does it leap beside it, where break-even rates are searched, by more than one request of a burst.
      const [beside] = monthsAt(1 + 1e-9);
      expect.soft((beside?.month.usd ?? 0) * context.ofAll.tenants, result.name).toBeCloseTo(own.usd ?? Number.NaN, 2);
    }
  },
);

test('every request of the record is cold, as 7 min are more than the keep-alive, and the curve pays its init, too', () => {
  const lambda = planned('record').find(({ result }) => result.name === 'lambda 512 MB');
  const own = lambda?.result.curve[16];
  // 400 in 7,980 s. 495 + 5 / (512 / 1769) + 2000 = 2,512.3 ms, billed as 2,513; gateway and request are $1.20 a million, three NAT gateways $98.55.
  const requests = (400 / 7980) * 2_628_000;
  expect(own?.usd).toBeCloseTo(98.55 + requests * (1.2e-6 + 2.513 * 0.5 * 0.0000133334), 6);
});
