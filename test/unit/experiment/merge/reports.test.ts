import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { reportedBy } from '../../../../src/experiment/merge/reports.ts';
import { FiredRequests } from '../../../../src/experiment/observe/fired-requests.ts';
import { Observation } from '../../../../src/experiment/observe/observation.ts';
import { epochMs, madeSamples, runOf, scenarioOf } from './shards.ts';

const id = (digit: number) => `${`${digit}`.repeat(8)}-1111-4111-8111-111111111111`;
const line = (digit: number, billedMs: number) =>
  `REPORT RequestId: ${id(digit)}\tDuration: ${billedMs - 0.5} ms\tBilled Duration: ${billedMs} ms\tMemory Size: 512 MB\tMax Memory Used: 80 MB`;

it('joins the REPORT lines of both runs to the requests of both: 100 + 250 ms are billed, and one line is missing', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const scenario = scenarioOf(
    { kind: 'sequential', requests: 2 },
    { targets: [{ name: 'orders', kind: 'lambda-invoke', functionName: 'orders' }] },
  );
  const [target] = scenario.targets;
  if (target === undefined) throw new Error('no target');
  const seen = new Observation(target, {
    deployed: { function: { functionName: 'orders', region: 'eu-west-1', memoryMb: 512 }, notes: [] },
  });
  const fired = new FiredRequests(epochMs);
  for (const [index, sample] of madeSamples(3, 1).entries()) fired.add({ ...sample, requestId: id(index + 1) });
  const plain = scenarioOf({ kind: 'sequential', requests: 2 });
  const runs = ['a', 'b'].map((name, index) => runOf(name, plain, madeSamples(2, index)));
  const logs: Record<string, readonly string[]> = { a: [line(1, 100)], b: [line(2, 250)] };
  const [repeat] = await reportedBy(seen, runs, {
    ...{ directory, fired: [fired] },
    logsOf: ({ name }) =>
      async function* (label) {
        if (label === 'orders') yield* logs[name] ?? [];
      },
  });
  expect(repeat?.account?.invocations.map(({ requestId, billedMs }) => [requestId, billedMs])).toEqual([
    [id(1), 100],
    [id(2), 250],
  ]);
  expect(repeat?.account?.missing).toBe(1);
  expect(await readFile(join(directory, 'orders.log'), 'utf8')).toBe(`${line(1, 100)}\n${line(2, 250)}\n`);
});
