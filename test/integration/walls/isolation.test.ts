import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, LocalLambda, LocalProgram } from '../environment/local-lambda.ts';
import { withoutNamespaces } from '../environment/unprivileged.ts';
import { allGone, eventually, startRollcallIn, temporaryDirectory } from '../rollcall.ts';

const looksAround = fixture('looks-around.mjs');
const mine = 'secret-of-the-caller-91ab';

/** By a trial that has nothing to do with the code. */
const canIsolate =
  spawnSync('unshare', '--user --map-current-user --mount --pid --fork --mount-proc true'.split(' ')).status === 0;

const platformOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

it('without it, a function sees what it runs beside, and can signal it: it is a process of the same user', async () => {
  await using local = await LocalProgram.start([looksAround], { MINE: mine });
  const { answer } = await local.invoke({ pids: [local.pid, platformOf(local.pid)] });
  expect(answer.environs[0]).toContain(mine);
  expect(answer.signals).toEqual(['can be signalled', 'can be signalled']);
});

describe.skipIf(!canIsolate)('with it', () => {
  it.each(['event', 'managed'])(
    'under the model %s it sees itself alone, signals nobody, and has its own variables',
    async (model) => {
      const args = [looksAround, '--isolate', '--model', model, '--env', 'ODD=it\'s "$HOME" `x` \\ \n end'];
      await using local = await LocalProgram.start(args, { MINE: mine });
      const { answer } = await local.invoke({ pids: [local.pid, platformOf(local.pid)] });
      expect(answer.environs).toEqual(['ENOENT', 'ENOENT']);
      expect(answer.signals).toEqual(['ESRCH', 'ESRCH']);
      // The first process of its namespace and itself.
      expect(answer.processes).toBe(2);
      expect(answer.groups).toBe(0);
      expect(answer.byShell).toMatch(/CapEff:\t0+\n$/);
      expect(answer.directory).toBe(dirname(looksAround));
      const { variables } = answer;
      expect(variables.ODD).toBe('it\'s "$HOME" `x` \\ \n end');
      expect(variables.AWS_LAMBDA_FUNCTION_NAME).toBe('looks-around');
      expect(JSON.stringify(variables)).not.toContain(mine);
      expect(Object.keys(variables).filter((name) => /^(OLDPWD|go)$/.test(name))).toEqual([]);
    },
  );

  it('has the same variables as without it', async () => {
    const names = async (...more: string[]) => {
      await using local = await LocalLambda.start([looksAround, ...more]);
      const { variables } = (await local.invoke()).answer;
      return Object.keys(variables)
        .filter((name) => name !== 'PWD')
        .sort();
    };
    expect(await names('--isolate')).toEqual(await names());
  });

  it('its memory and CPU are those of the runtime; over its size it ends, and the next call has another', async () => {
    const directory = await temporaryDirectory();
    const args = [looksAround, '--isolate', '--memory', '256', '--log-dir', directory, '--timeout', '30'];
    await using local = await LocalLambda.start(args);
    const { log } = await local.invoke({ spinMs: 50, allocateMb: 60 });
    expect(log).not.toContain('Status:');
    // Node and 60 MB: more than the 2 MB of the processes around it.
    expect(Number(/Max Memory Used: (\d+) MB/.exec(log)?.[1])).toBeGreaterThan(80);
    const big = await local.invoke({ allocateMb: 400, spinMs: 1 });
    const told = JSON.stringify(big.answer);
    expect(big.functionError).toBe('Unhandled');
    expect(told).toContain('Runtime.OutOfMemory');
    expect(await eventually(async () => (await local.invoke()).functionError === undefined)).toBe(true);
  });

  it('is frozen between calls, and ends with the command however that ends', async () => {
    await using local = await LocalProgram.start([looksAround, '--isolate']);
    const first = (await local.invoke()).answer;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const second = (await local.invoke()).answer;
    expect(second.pid).toBe(first.pid);
    // One that is not frozen counts a hundred in that time.
    expect(second.ticks - first.ticks).toBeLessThan(30);
    const processes = descendants(local.pid);
    // The platform, what the environment is started by, the first process of its namespace and the runtime.
    expect(processes).toHaveLength(4);
    local.kill();
    expect(await eventually(() => allGone(processes))).toBe(true);
  });

  it('layers and extensions go with it', async () => {
    const layer = dirname(fixture('extensions/agent'));
    await using local = await LocalLambda.start([looksAround, '--isolate', '--layer', dirname(layer)]);
    const { functionError, answer } = await local.invoke();
    expect({ functionError, answer }).toMatchObject({ functionError: undefined, answer: { processes: 2 } });
  });

  it('model web', async () => {
    await using local = await LocalLambda.start([
      join(dirname(looksAround), 'list.mjs'),
      '--isolate',
      '--model',
      'web',
    ]);
    expect((await fetch(local.ready.functionUrl)).status).toBe(200);
  });
});

it('is refused where it cannot be had: one message, exit code 2', async () => {
  const { code, stderr } = await startRollcallIn(await withoutNamespaces(), 'local', looksAround, '--isolate').ended;
  expect(code).toBe(2);
  expect(stderr).toContain('isolation cannot be had on this machine: unshare: unshare failed: Operation not permitted');
  expect(stderr).toContain('leave --isolate (isolate: true) out');
});
