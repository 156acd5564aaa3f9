import { expect, it } from 'vitest';
import { runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';

const scenario = (target: string, size: number) => `
name: models
question: What does another model cost?
workload: { kind: builtin, call: { ioMs: 200 } }
targets:
  - { name: fn, kind: local-lambda, memoryMb: 1024, ${target} }
load:
  - { name: burst, kind: burst, size: ${size} }
`;

const run = async (target: string, size: number) =>
  targetOf((await runScenarioHere(await scenarioFile(scenario(target, size)))).result, 'fn');

it('of 3 calls 2 run in provisioned environments at their price, and the third, which has an init, on demand', async () => {
  const { billing, costs, phases } = await run('architecture: x86_64, provisionedConcurrency: 2', 3);
  const {
    durationUsd = 0,
    billedMs = 0,
    gbSeconds = 0,
    provisionedUsd,
    standingUsdPerHour,
    requestsUsd,
  } = billing ?? {};
  expect(billing).toMatchObject({ invocations: 3, gbSeconds: expect.closeTo(billedMs / 1000, 9) });
  // All at the price of provisioned duration would be less, all on demand more. Each call takes 0.2 GB-s at least.
  expect(durationUsd).toBeGreaterThan(gbSeconds * 0.0000097222 + 0.2 * (0.0000166667 - 0.0000097222) - 1e-12);
  expect(durationUsd).toBeLessThan(gbSeconds * 0.0000166667 - 2 * 0.2 * (0.0000166667 - 0.0000097222) + 1e-12);
  const seconds = phases.reduce((sum, { startedAtMs, finishedAtMs }) => sum + finishedAtMs - startedAtMs, 0) / 1000;
  expect(provisionedUsd).toBeCloseTo(2 * seconds * 0.0000041667, 12);
  // 2 GB * 2,628,000 s * 0.0000041667 a month, whatever the rate.
  expect(costs?.fixed[0]?.usdPerMonth).toBeCloseTo(21.9001752, 7);
  // 2 GB * 3600 s * 0.0000041667
  expect(standingUsdPerHour).toBeCloseTo(0.03000024, 10);
  expect(billing?.usd).toBeCloseTo(durationUsd + (requestsUsd ?? 0) + (provisionedUsd ?? 0), 12);
});

it('web: the CPU time and lifetime of environments as measured by the kernel and the embedded Lambda, at prices of the scenario', async () => {
  const prices = 'usdPerVcpuHour: 36, usdPerGbHour: 3.6, usdPerMillionRequests: 1000000';
  const { billing } = await run(`model: web, cost: { kind: active-cpu, memoryMb: 1024, ${prices} }`, 4);
  const { vcpuSeconds = 0, gbSeconds = 0, usd } = billing ?? {};
  expect(billing).toMatchObject({ invocations: 4, pricedAs: 'active-cpu', source: 'estimated', requestsUsd: 4 });
  expect(vcpuSeconds).toBeGreaterThan(0);
  expect(gbSeconds).toBeGreaterThan(0.2);
  expect(usd).toBeCloseTo(vcpuSeconds * 0.01 + gbSeconds * 0.001 + 4, 9);
  expect(billing?.notes?.[0]).toContain('come from the kernel and the embedded Lambda');
});

it('managed: 3 c7g.xlarge are 0.50025 an hour, whatever comes; without a cost there is no bill', async () => {
  const named = await run('model: managed, cost: { kind: managed, instance: c7g.xlarge, instances: 3 }', 4);
  expect(named).not.toHaveProperty('billing');
  // 3 * 0.145 * 1.15
  expect(named.serverCost).toMatchObject({ usdPerHour: expect.closeTo(0.50025, 9), requestsUsdPerMillion: 0.2 });
  const unnamed = await run('model: managed', 2);
  expect(unnamed).not.toHaveProperty('billing');
  expect(unnamed).not.toHaveProperty('serverCost');
});

it('provisioned 5 x 1 GB beside a t4g.small: no break-even, $54.75 and more a month at every rate', async () => {
  const text = scenario('architecture: x86_64, provisionedConcurrency: 5', 5).replace(
    '\nload:',
    '\n  - { name: server, kind: node-server }\nload:',
  );
  const { result } = await runScenarioHere(await scenarioFile(text));
  // 5 GB * 2,628,000 s * 0.0000041667, against 0.0168 * 730.
  expect(targetOf(result, 'fn').costs?.fixed[0]?.usdPerMonth).toBeCloseTo(54.750438, 6);
  expect(targetOf(result, 'fn').months?.every(({ usdLow }) => usdLow > 54.75)).toBe(true);
  const [found] = result.comparison?.breakEven ?? [];
  expect(found?.reason).toBe('server costs less at every rate: $12.26 and more a month against $54.75 and more');
  expect(found).not.toHaveProperty('perSecondLow');
});

it('an instance type that is not in the price table is refused with the place', async () => {
  const file = await scenarioFile(
    scenario('model: managed, cost: { kind: managed, instance: c7g.xlage, instances: 3 }', 1),
  );
  await expect(runScenarioHere(file)).rejects.toThrow(
    /targets\.0\.cost\.instance: expected .*did you mean `c7g\.xlarge`/s,
  );
});
