import { expect, it } from 'vitest';
import { runScenarioFile, scenarioFile, targetOf } from '../rollcall.ts';

const scenario = (load: string) => `
name: warm
question: Does the phase begin in steady state?
workload: { kind: builtin, call: { ioMs: 100 } }
targets: [{ name: lambda, kind: local-lambda }, { name: server, kind: node-server }]
load: [${load}]`;

it('starts the environments of a phase before it, and counts neither their starts nor their calls', async () => {
  const phase = '{ name: steady, kind: constantRate, ratePerSecond: 20, durationMs: 1000, start: warm }';
  const { result, samples, stderr } = await runScenarioFile(await scenarioFile(scenario(phase)));
  const lambda = targetOf(result, 'lambda');
  const [{ warmed, environments, billing }] = lambda.phases as [(typeof lambda.phases)[number]];
  // 20/s of at least 100 ms are at least 2 in flight: ceil(2 + 3 x 1.41) = 7.
  expect(warmed?.needed).toBeGreaterThanOrEqual(7);
  expect(warmed).toMatchObject({ environments: warmed?.needed, started: warmed?.needed });
  expect(environments.peakAlive).toBeGreaterThanOrEqual(warmed?.needed ?? 0);
  expect([environments.coldStarts, lambda.requests.sent, billing?.invocations, lambda.billing?.invocations]).toEqual([
    ...[0, 20, 20, 20],
  ]);
  expect(samples).toHaveLength(40);
  expect(targetOf(result, 'server').phases[0]?.warmed).toBeUndefined();
  expect(stderr).not.toContain('Error');
});
