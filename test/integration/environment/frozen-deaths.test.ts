import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EnvironmentHost } from '../environment-host.ts';
import { allGone } from '../lambda/program.ts';

const command = [join(import.meta.dirname, '../../fixtures/lambda/dying-runtime.sh')];

/** `T` stopped by a signal. */
const stateOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '';

it('1,000 environments that are killed while they are frozen leave no stopped process behind', async () => {
  await using host = new EnvironmentHost();
  const pids: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const environments = Array.from({ length: 50 }, () => host.start({ command }));
    await Promise.all(environments.map((environment) => host.call(environment, 'answer')));
    const own = environments.map((environment) => host.pidOf(environment));
    pids.push(...own);
    await expect.poll(() => own.map(stateOf)).toEqual(Array(50).fill('T'));
    for (const [index, pid] of own.entries())
      if (index % 2 === 0) process.kill(pid, 'SIGKILL');
      else environments[index]?.kill();
  }
  expect(await allGone(pids)).toBe(true);
});
