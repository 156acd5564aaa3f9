import { beforeAll, expect, it } from 'vitest';
import type { TargetResult } from '../../../src/model/run-result.ts';
import { type Run, runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';

const scenario = `
name: projected
question: What would the platform need for this?
workload: { kind: builtin, init: { cpuMs: 10 }, call: { cpuMs: 5, ioMs: 150 } }
targets:
  - { name: two, kind: local-lambda, memoryMb: 1769 }
  - { name: many, kind: local-lambda, memoryMb: 1769 }
  - { name: rate, kind: local-lambda, memoryMb: 1769 }
load:
  - { name: burst-of-2, kind: burst, size: 2, targets: [two] }
  - { name: burst-of-16, kind: burst, size: 16, targets: [many] }
  - { name: steady, kind: constantRate, ratePerSecond: 60, durationMs: 1000, targets: [rate] }
thresholds:
  - many.projected.environments == 16
  - rate.projected.cost.perMillion < 100 USD
`;

let run: Run;
beforeAll(async () => {
  run = await runScenarioHere(await scenarioFile(scenario));
});

const projectedOf = (name: string): NonNullable<TargetResult['projected']> => {
  const { projected } = targetOf(run.result, name);
  if (projected === undefined) throw new Error(`${name} has no projection`);
  return projected;
};

it('16 cold calls at once cost what each of 2 costs, whatever this machine has to do: within 25%, waiting within 10 points', () => {
  const [two, many] = [projectedOf('two'), projectedOf('many')];
  expect([two.coldStarts, many.coldStarts]).toEqual([2, 16]);
  const differs = (one = 0, other = 1) => Math.abs(one / other - 1);
  expect(differs(many.cold?.billedMsPerCall, two.cold?.billedMsPerCall)).toBeLessThan(0.25);
  expect(differs(many.usdPerMillion, two.usdPerMillion)).toBeLessThan(0.25);
  expect(Math.abs(many.waitingShareOfBilled - two.waitingShareOfBilled)).toBeLessThan(0.1);
});

it('no call is left out, or taken for one of several threads, because V8 compiles and collects garbage', () => {
  for (const { demands, requests } of run.result.targets) {
    expect(demands?.call?.cpuMs.count).toBe(requests.answered);
    expect(demands).not.toHaveProperty('leftOut');
    expect(demands).not.toHaveProperty('severalThreads');
  }
});

it('60/s need the environments whose first calls are not over when the next arrives: within 10% of their number by hand', () => {
  const { demands, projected, requests } = targetOf(run.result, 'rate');
  const mean = (part: 'init' | 'cold') => (demands?.[part]?.cpuMs.mean ?? 0) + (demands?.[part]?.waitMs?.mean ?? 0);
  // One arrives every 16.67 ms; at 1,769 MB a call has one vCPU. Those before the end of the first find none idle.
  const byHand = Math.ceil((mean('init') + mean('cold')) / (1000 / 60));
  expect(requests.sent).toBe(60);
  expect(Math.abs((projected?.environments ?? 0) - byHand)).toBeLessThanOrEqual(Math.max(1, byHand * 0.1));
  expect(projected?.coldStarts).toBe(projected?.environments);
});

it('thresholds judge projected figures, and the summary labels them', () => {
  expect(run.result.thresholds.map(({ passed }) => passed)).toEqual([true, true]);
  expect(run.stdout).toMatch(/billed time +[\d.,]+ m?s projected/);
  expect(run.stdout).toMatch(/^ +measured /m);
});

it('60/s of 2 ms CPU and 150 ms waiting, warm: 60 x 0.152 s are 9.12 at once, so about 10 environments, and no VALID run measures others', async () => {
  const text = `
name: warm
question: Does the phase begin in steady state?
workload: { kind: builtin, call: { cpuMs: 2, ioMs: 150 } }
targets: [{ name: lambda, kind: local-lambda }]
load: [{ name: steady, kind: constantRate, ratePerSecond: 60, durationMs: 2000, start: warm }]`;
  const { result } = await runScenarioHere(await scenarioFile(text), '--no-probe');
  const lambda = targetOf(result, 'lambda');
  const [{ warmed, projected, environments }] = lambda.phases as [(typeof lambda.phases)[number]];
  // ceil(9.12 + 3 x 3.02) = 19, or more where calls take longer here.
  expect(warmed?.environments).toBeGreaterThanOrEqual(19);
  expect(projected?.coldStarts).toBe(0);
  expect(projected?.environments).toBeGreaterThanOrEqual(9);
  expect(projected?.environments).toBeLessThanOrEqual(13);
  if (result.verdict.status === 'VALID') {
    expect(environments.coldStarts).toBe(0);
    expect(environments.distinct).toBeGreaterThanOrEqual(9);
    expect(environments.distinct).toBeLessThanOrEqual(13);
  }
});
