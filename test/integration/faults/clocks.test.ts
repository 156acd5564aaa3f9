import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { runScenarioIn, scenarioFile, targetOf } from '../rollcall.ts';

it('a wall clock that was set by an hour between the starts of two processes moves no figure, and is a reason', async () => {
  const preload = join(packageRoot, 'test/fixtures/faults/clock-ahead.mjs');
  const file = await scenarioFile(`
name: clocks
question: Does memory vanish when the clock is set?
workload: { kind: builtin, call: { ioMs: 50 } }
targets: [{ name: lambda, kind: local-lambda, memoryMb: 256 }, { name: server, kind: node-server }]
load:
  - { name: first, kind: burst, size: 3 }
  - { name: between, kind: pause, durationMs: 300 }
  - { name: second, kind: burst, size: 2 }
`);
  const { result, code } = await runScenarioIn({ NODE_OPTIONS: `--import ${preload}` }, file, '--no-data');
  expect([code, result.verdict.reasons.filter(({ code: reason }) => reason !== 'clock-step')]).toEqual([
    0,
    expect.anything(),
  ]);
  const lambda = targetOf(result, 'lambda');
  for (const { memory } of [lambda, targetOf(result, 'server')])
    expect(memory?.peak.processes).toBeGreaterThanOrEqual(1);
  // Each call is billed in the phase in which it began: three in the first, two in the second, five in all.
  expect(lambda.phases.map(({ billing }) => billing?.invocations)).toEqual([3, undefined, 2]);
  expect(lambda.billing?.invocations).toBe(5);
  expect(lambda.phases.map(({ environments }) => environments.peakAlive)).toEqual([3, 3, 3]);
  expect(result.verdict.reasons).toContainEqual({
    code: 'clock-step',
    status: 'SUSPECT',
    message: expect.stringMatching(
      /^the wall clock of this machine was set back by 3(599\.9\d|600\.0\d) s during the run$/,
    ),
    advice: expect.any(String),
  });
});
