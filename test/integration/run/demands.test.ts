import { expect, it } from 'vitest';
import { runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';

/**
 * More inits at once than two cores compute: 12 of about 80 ms each. A call takes a second, so that none ends, and leaves its environment
 * to a later request, while a busy machine still starts the last of 12 processes.
 */
const scenario = `
name: demands
question: What do an init and a call need?
cpuSpeed: 1.5
workload: { kind: builtin, init: { cpuMs: 20 }, call: { cpuMs: 2, ioMs: 1000 } }
targets: [{ name: lambda, kind: local-lambda, memoryMb: 1769, timeoutMs: 60000 }, { name: server, kind: node-server }]
load:
  - { name: cold, kind: burst, size: 12 }
  - { name: warm, kind: burst, size: 12 }`;

it('separates what inits and calls need from what the machine added', async () => {
  const { result } = await runScenarioHere(await scenarioFile(scenario));
  const { demands, environments, utilization, phases } = targetOf(result, 'lambda');
  expect([environments.distinct, environments.coldStarts]).toEqual([12, 12]);
  expect([demands?.init?.cpuMs.count, demands?.cold?.cpuMs.count, demands?.warm?.cpuMs.count]).toEqual([12, 12, 12]);
  expect(demands?.cpuSpeed).toBe(1.5);
  // Its own 20 ms and the start of Node. Queueing is in none of it, however busy the machine is.
  expect(demands?.init?.cpuMs.p50).toBeGreaterThan(30);
  expect(demands?.init?.cpuMs.p50).toBeLessThan(400);
  for (const calls of [demands?.cold, demands?.warm]) {
    expect(calls?.waitMs?.p50).toBeGreaterThan(980);
    expect(calls?.waitMs?.p50).toBeLessThan(1020);
  }
  expect(phases.map(({ demands: of }) => [of?.cold?.cpuMs.count, of?.warm?.cpuMs.count])).toEqual([
    [12, undefined],
    [undefined, 12],
  ]);
  expect(demands?.reference?.factor).toBeGreaterThanOrEqual(1);
  expect(demands?.memory?.basePerEnvironmentMb).toBeGreaterThan(20);
  if (result.machine.cpus < 8) expect(utilization?.startDelayMs).toBeGreaterThan(0);

  const server = targetOf(result, 'server');
  const mean = (server.serverCpuMs ?? 0) / 24;
  expect(server.demands?.call).toEqual({ cpuMs: { count: 24, mean } });
  const [{ instanceId } = { instanceId: '' }] = server.environments.list;
  expect(server.demands?.perInstance).toEqual([{ instanceId, calls: 24, cpuMs: mean }]);
});
