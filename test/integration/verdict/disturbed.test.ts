import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { runResultSchema } from '../../../src/model/run-result.ts';
import { pidOf, runScenarioHere, startRollcall, targetOf, temporaryDirectory } from '../rollcall.ts';
import { codesOf, scenarioAt, serverOf } from './judged-server.ts';

it('a stolen event loop: the generator is stopped for 400 ms in the middle of 100/s', async () => {
  let requests = 0;
  let inTheMiddle = () => {};
  const reached = new Promise<void>((resolve) => {
    inTheMiddle = resolve;
  });
  const url = await serverOf(1, () => {
    requests += 1;
    if (requests === 60) inTheMiddle();
  });
  const directory = join(await temporaryDirectory(), 'run');
  const file = await scenarioAt(url, 'kind: constantRate, ratePerSecond: 100, durationMs: 2000');
  const run = startRollcall('run', file, '--out', directory, '--json');
  await Promise.race([reached, run.ended]);
  run.child.kill('SIGSTOP');
  await sleep(400);
  run.child.kill('SIGCONT');
  const { stdout, stderr } = await run.ended;
  const result = runResultSchema.parse(JSON.parse(stdout || `"${stderr}"`));
  expect(result.verdict.status).toBe('SUSPECT');
  expect(codesOf(result)).toContain('late-sends');
  expect(targetOf(result, 'api').requests).toMatchObject({ sent: 200, answered: 200 });
  // 40 of 200 were due while it was stopped, so that p99 is of the first of them.
  expect(targetOf(result, 'api').client.sendLagMs?.p99).toBeGreaterThan(200);
});

it('programs that use all CPUs while it fires: host-saturated', async () => {
  const burners = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  // The nicest there are: they take what nobody else uses, from the tests beside this one almost nothing.
  for (const burner of burners) setPriority(pidOf(burner), 19);
  onTestFinished(async () => {
    await Promise.all(burners.map(ended));
  });
  const file = await scenarioAt(await serverOf(5), 'kind: constantRate, ratePerSecond: 50, durationMs: 2000');
  const { result } = await runScenarioHere(file);
  expect(codesOf(result)).toContain('host-saturated');
});

async function ended(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
