import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  allGone,
  eventually,
  rollcallHereIn,
  runScenarioHereIn,
  scenarioFile,
  startRollcallIn,
  targetOf,
  temporaryDirectory,
} from '../rollcall.ts';
import { startEcsStandIn } from './ecs-stand-in.ts';
import { startRecordingTruth } from './recording-truth.ts';
import { RunningTasks } from './running-tasks.ts';

const credentials = { accessKeyId: 'AKIAPLANTEDPLANTED00', secretAccessKey: 'planted/secret/of/this/test' };

/** A server that records every request, an account on this machine, and a scenario that fires from its workers. */
async function account(load: string) {
  const truth = await startRecordingTruth();
  const tasks = new RunningTasks();
  const standIn = await startEcsStandIn({
    ...{ credentials, address: tasks.address },
    onStart: (task) => tasks.start(task),
    onStop: (task) => tasks.stop(task),
  });
  const file = await scenarioFile(
    `name: fleet\nquestion: q\ntargets: [{ name: truth, kind: http, url: '${truth.url}' }]\nload: [${load}]\n`,
  );
  return {
    ...{ file, tasks, ecs: standIn.ecs, environment: standIn.environment },
    fired: async () => (await truth.records()).length,
    [Symbol.asyncDispose]: async () => {
      tasks[Symbol.dispose]();
      await standIn[Symbol.asyncDispose]();
      await truth[Symbol.asyncDispose]();
    },
  };
}

it('fires from tasks that run the commands of the template, says the price, and leaves none', async () => {
  await using fleet = await account('{ name: b, kind: burst, size: 40 }');
  const run = await runScenarioHereIn(fleet.environment, fleet.file, '--workers', 'fargate:2', '--yes');
  expect(targetOf(run.result, 'truth').client?.workers?.map((worker) => worker.samplesReceived)).toEqual([20, 20]);
  expect(run.samples).toHaveLength(40);
  expect(run.stderr).toContain('Fargate in us-east-1: 2 workers of 2 vCPU and 4 GB (Arm), and NATS of 1 vCPU and 2 GB');
  expect(run.stderr).toMatch(/Fargate: 3 tasks of rollcall-\S+ have stopped, and nothing is left/);
  expect(fleet.ecs.left()).toEqual([]);
  expect(await eventually(() => allGone(fleet.tasks.pids()))).toBe(true);
  expect(await fleet.fired()).toBe(40);
});

it('asks before it starts anything, and starts nothing for more than --max-cost', async () => {
  await using fleet = await account('{ name: b, kind: burst, size: 4 }');
  const workers = ['run', fleet.file, '--workers', 'fargate:2'];
  const asked = await rollcallHereIn(fleet.environment, ...workers);
  expect([asked.code, asked.stderr]).toEqual([
    2,
    expect.stringContaining('the run starts 2 workers on Fargate, which costs money'),
  ]);
  // (2 × 0.079 + 0.0395) / 4 an hour.
  expect(asked.stderr).toContain('at most $0.049');
  const limited = await rollcallHereIn(fleet.environment, ...workers, '--yes', '--max-cost', '0.01');
  expect([limited.code, limited.stderr]).toEqual([
    2,
    expect.stringContaining('more than $0.0100; nothing was started'),
  ]);
  expect(fleet.ecs.tasks.size).toBe(0);
  expect(await fleet.fired()).toBe(0);
});

it.each([
  ['while workers start', /asked for NATS/],
  ['during the load', /joined: .*\n/],
])('a signal %s stops the load, and every task', async (_, moment) => {
  await using fleet = await account('{ name: r, kind: constantRate, ratePerSecond: 20, durationMs: 60000 }');
  const out = join(await temporaryDirectory(), 'run');
  const command = startRollcallIn(
    fleet.environment,
    'run',
    fleet.file,
    '--workers',
    'fargate:2',
    '--yes',
    '--out',
    out,
  );
  expect(await eventually(() => moment.test(command.stderr()))).toBe(true);
  command.child.kill('SIGINT');
  expect((await command.ended).code).toBe(130);
  expect(fleet.ecs.tasks.size).toBe(3);
  expect(fleet.ecs.left()).toEqual([]);
  expect(await eventually(() => allGone(fleet.tasks.pids()))).toBe(true);
});
