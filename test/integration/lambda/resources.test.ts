import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { cpuMsOf } from '../../../targets/lambda/environment/process-meter.ts';
import { ownGroup } from '../../../targets/lambda/resources/cgroup-mounts.ts';
import { groupPrefix } from '../../../targets/lambda/resources/group-parent.ts';
import { limitedProcess, Resources } from '../../../targets/lambda/resources/resources.ts';
import { ManagedFunction, WebFunction } from './models.ts';
import { allGone, LambdaProgram } from './program.ts';

const detected = Resources.detect();
await detected[Symbol.asyncDispose]();

/** Runs only where this machine lets us; elsewhere the unit tests lay the kernel's files out. */
const limitsCpu = it.skipIf(detected.enforced.cpu === 'none');

limitsCpu(
  'a process that spins with 442 MB has a quarter of a CPU after its init, and its group goes with it',
  async () => {
    const resources = Resources.detect();
    const directory = `${ownGroup('cpu')?.directory}/${groupPrefix()}${process.pid}`;
    const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const { pid = 0 } = child;
    const limits = resources.limit(limitedProcess(pid, { meteredPid: pid }), { memoryMb: 442, onExceeded: () => {} });
    expect(readFileSync(`${directory}/1/cgroup.procs`, 'utf8')).toBe(`${pid}\n`);
    limits.initialized();
    await delay(100);
    const [cpuBeforeMs, beforeMs] = [cpuMsOf(pid) ?? 0, performance.now()];
    await delay(1000);
    const share = ((cpuMsOf(pid) ?? 0) - cpuBeforeMs) / (performance.now() - beforeMs);
    // 442 / 1,769 = 0.25; a noisy machine only makes it less. Without a limit a spinning process has up to 1.
    expect(share).toBeLessThan(0.35);
    expect(share).toBeGreaterThan(0);
    child.kill('SIGKILL');
    expect(await allGone([pid])).toBe(true);
    limits[Symbol.dispose]();
    await resources[Symbol.asyncDispose]();
    expect(existsSync(directory)).toBe(false);
  },
);

it('an environment over its memory is killed, its request fails with Runtime.OutOfMemory, and the next one is answered', async () => {
  const resources = Resources.detect({ procSelf: '/nowhere' });
  expect(resources.enforced).toEqual({ cpu: 'none', memory: 'watched' });
  await using web = await WebFunction.start(
    { maxConcurrencyPerEnvironment: 2, maxEnvironments: 1 },
    { limit: (pid, onExceeded) => resources.limit(pid, { memoryMb: 200, onExceeded }) },
  );
  const answer = await web.call('/grow');
  expect([answer.status, answer.headers.get('lambda-web-error-type')]).toEqual([502, 'Runtime.OutOfMemory']);
  expect(web.books.told[0]).toMatch(/stopped:out-of-memory$/);
  expect(await allGone(web.books.pids)).toBe(true);
  expect((await web.call('/')).status).toBe(200);
});

it('the calls after one that was over its memory are answered by fresh processes, whoever enforces it', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs', { memoryMb: 256, timeoutMs: 30_000 });
  const statuses: number[] = [];
  for (const path of ['/', '/grow', '/', '/grow', '/', '/']) statuses.push((await lambda.call(path)).status);
  expect(statuses).toEqual([200, 502, 200, 502, 200, 200]);
  await lambda.stop();
  expect(lambda.reports.map(({ errorType }) => errorType ?? 'none')).toEqual([
    'none',
    'Runtime.OutOfMemory',
    'none',
    'Runtime.OutOfMemory',
    'none',
    'none',
  ]);
});

/** As after a kill by the kernel, of which the supervisor sees no more than a dead process and a counter. */
const killedByKernel = () => ({
  join: () => {},
  initialized: () => {},
  throttledMs: () => undefined,
  exceededMemory: () => true,
  processes: () => [],
  [Symbol.dispose]: () => {},
});

it('a process that the kernel has killed for its memory did not crash: Runtime.OutOfMemory, in both models', async () => {
  await using web = await WebFunction.start(
    { maxConcurrencyPerEnvironment: 1, maxEnvironments: 1 },
    { limit: killedByKernel },
  );
  expect((await web.call('/exit')).headers.get('lambda-web-error-type')).toBe('Runtime.OutOfMemory');
  await using managed = await ManagedFunction.start(
    { maxConcurrencyPerEnvironment: 1, minEnvironments: 1, maxEnvironments: 1 },
    { limit: killedByKernel },
  );
  expect((await managed.invoke({ deed: 'exit' })).kind).toBe('Runtime.OutOfMemory');
  expect(managed.books.told[0]).toMatch(/stopped:out-of-memory$/);
});
