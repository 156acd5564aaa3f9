import { expect, it } from 'vitest';
import { rollcallHere, runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';

const scenario = (load: string) => `
name: warm
question: Does the phase begin in steady state?
workload: { kind: builtin, call: { ioMs: 100 } }
targets: [{ name: lambda, kind: local-lambda }, { name: server, kind: node-server }]
load: [${load}]`;

it('starts the environments of a phase before it, and counts neither their starts, nor their calls, nor those of the probe', async () => {
  const phase = '{ name: steady, kind: constantRate, ratePerSecond: 20, durationMs: 1000, start: warm }';
  const { result, samples, stderr } = await runScenarioHere(await scenarioFile(scenario(phase)));
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
  // The probe is kept in the result.
  expect(lambda.probe).toMatchObject({ cpus: result.machine.cpus, phases: [{ name: 'steady', perSecond: 20 }] });
  expect(lambda.probe?.init.cpuMs).toBeGreaterThan(lambda.probe?.warmCall.cpuMs ?? 0);
  expect(targetOf(result, 'server').probe).toBeUndefined();
});

it('probes before a load that may be too much, and says in the plan what this machine can carry', async () => {
  // 1000/s of cold starts are too many for any machine of a test: each takes tens of ms of CPU. The phase is much longer than a call of a busy machine.
  const steady = '{ name: steady, kind: constantRate, ratePerSecond: 1000, durationMs: 5000, targets: [lambda] }';
  const file = await scenarioFile(
    scenario(`${steady}, { name: once, kind: sequential, requests: 1, targets: [server] }`),
  );
  const { code, stdout, stderr } = await rollcallHere('run', file, '--dry-run');
  expect([code, stdout]).toEqual([0, '']);
  const lines = stderr.trim().split('\n');
  expect(lines, stderr).toHaveLength(5);
  expect(lines[2]).toMatch(/^lambda: a cold start takes about [\d.]+ m?s of CPU, a warm call [\d.]+ ms/);
  const warning =
    /^warning: lambda: at 1,?000\/s, steady would have about [\d,]+ environments on this machine \(\d+ CPUs?\)/;
  expect(lines[3]).toMatch(warning);
  expect(lines[3]).toMatch(/It can carry about [\d.]+\/s/);
  expect(lines[4]).toBe('dry run: no request of the load was sent');

  const quiet = await rollcallHere('run', file, '--dry-run', '--no-probe');
  expect(quiet.stderr.trim().split('\n')).toHaveLength(3);
});
