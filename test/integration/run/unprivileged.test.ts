import { execFile } from 'node:child_process';
import { chown, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { runResultSchema, type TargetResult } from '../../../src/model/run-result.ts';
import { bin, scenarioFile, temporaryDirectory } from '../rollcall.ts';

const scenario = `
name: unprivileged
question: Are projected figures the same without root?
workload: { kind: builtin, call: { cpuMs: 20, ioMs: 60 } }
targets: [{ name: fn, kind: local-lambda, memoryMb: 512 }]
load: [{ name: calls, kind: sequential, requests: 25 }]
`;

/** Only root can become another user. */
it.runIf(process.getuid?.() === 0)(
  'an unprivileged user gets the projected figures that root gets, and is told what was not enforced',
  async () => {
    const file = await scenarioFile(scenario);
    const [root, user] = [await runAs(0, file), await runAs(1000, file)];
    // Each call waits 60 ms and needs about 20 ms of CPU at 512 / 1,769 of a vCPU, whatever was enforced.
    expect(user.projected?.usdPerMillion).toBeGreaterThan((root.projected?.usdPerMillion ?? 0) * 0.85);
    expect(user.projected?.usdPerMillion).toBeLessThan((root.projected?.usdPerMillion ?? 0) / 0.85);
    expect(user.memory?.perInstance?.rssMb).toBeGreaterThan(20);
    const { cpu, memory, why = [] } = user.enforced ?? {};
    expect(why.some((text) => text.startsWith('the CPU share of the memory size is not enforced'))).toBe(
      cpu === 'none',
    );
    expect(why.some((text) => text.startsWith('the memory size is watched'))).toBe(memory === 'watched');
  },
);

async function runAs(uid: number, file: string): Promise<TargetResult> {
  const directory = await temporaryDirectory();
  for (const path of [directory, join(file, '..'), file]) await chown(path, uid, uid);
  const out = join(directory, 'run');
  const as = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', process.execPath, bin];
  const env = { PATH: process.env['PATH'], HOME: directory };
  // A run that is in doubt has an exit code of its own.
  await promisify(execFile)('setpriv', [...as, 'run', file, '--no-data', '--no-page', '--out', out], { env }).catch(
    () => {},
  );
  const { targets } = runResultSchema.parse(JSON.parse(await readFile(join(out, 'result.json'), 'utf8')));
  const [target] = targets;
  if (target === undefined) throw new Error('no target');
  return target;
}
