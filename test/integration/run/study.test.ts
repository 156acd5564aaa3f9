import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { studyResultSchema } from '../../../src/model/study/study-result.ts';
import { type StudySample, studySampleSchema } from '../../../src/model/study/study-sample.ts';
import { startLocalAws } from '../deployed/local-aws.ts';
import { eventually, rollcallHere, rollcallHereIn, startRollcall, temporaryDirectory } from '../rollcall.ts';

/** Blocks its thread for INIT_MS, and answers when its init was over by its own clock, which begins with its process. */
const planted = `
const { INIT_MS = '0', FAILS } = process.env;
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(INIT_MS));
if (FAILS === 'init') throw new Error('never ready');
const ownMs = performance.now();
export const handler = async () => {
  if (FAILS === 'timeout') await new Promise((resolve) => setTimeout(resolve, 60_000));
  return { body: JSON.stringify({ ownMs }) };
};`;

const study = `
name: planted
question: Is what was planted measured?
target: { name: fn, kind: local-lambda, function: ./fn/planted.mjs, memoryMb: 1769, timeoutMs: 300 }
matrix:
  variables:
    ms50: { INIT_MS: '50' }
    ms200: { INIT_MS: '200' }
    ms800: { INIT_MS: '800' }
    init-error: { FAILS: init }
    too-long: { FAILS: timeout }
  runtime: { here: {}, missing: { node: no-such-node } }
  exclude:
    - { variables: ms200, runtime: missing }
    - { variables: ms800, runtime: missing }
    - { variables: init-error, runtime: missing }
    - { variables: too-long, runtime: missing }
protocol: { runs: 2, warm: 1 }
measure: { ownMs: $.body.ownMs }
`;

const samplesIn = async (directory: string): Promise<StudySample[]> =>
  (await readFile(join(directory, 'study.ndjson'), 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => studySampleSchema.parse(JSON.parse(line)));

const resultIn = async (directory: string) =>
  studyResultSchema.parse(JSON.parse(await readFile(join(directory, 'study.json'), 'utf8')));

it('measures planted inits, reports cells that fail, and has exactly the planned runs after an interruption', async () => {
  const folder = await temporaryDirectory();
  const [file, out] = [join(folder, 'planted.yaml'), join(folder, 'out')];
  await mkdir(join(folder, 'fn'));
  await writeFile(join(folder, 'fn/planted.mjs'), planted);
  await writeFile(file, study);
  const first = startRollcall('run', file, '--out', out);
  expect(await eventually(async () => (await samplesIn(out)).length >= 5)).toBe(true);
  first.child.kill('SIGINT');
  expect((await first.ended).code).toBe(130);
  expect((await samplesIn(out)).length).toBeLessThan(20);

  const resumed = await rollcallHere('run', file, '--resume', out);
  // Two cells have no sample but errors.
  expect(resumed.code).toBe(2);
  expect(resumed.stdout).toContain('report: ');
  const { cells, status } = await resultIn(out);
  expect(status).toBe('complete');
  const samples = await samplesIn(out);
  const keys = samples.map(({ cell, run, start }) => `${cell} ${run} ${start}`);
  expect([keys.length, new Set(keys).size]).toEqual([20, 20]);
  expect(
    cells.map(({ levels, done, failures, unavailable = '' }) => [
      levels['variables'],
      done,
      failures[0]?.message,
      unavailable,
    ]),
  ).toEqual([
    ['ms50', 2, undefined, ''],
    ['ms200', 2, undefined, ''],
    ['ms800', 2, undefined, ''],
    ['init-error', 2, expect.any(String), ''],
    ['too-long', 2, expect.stringMatching(/timed ?out/i), ''],
    ['ms50', 0, undefined, expect.stringContaining('no-such-node')],
  ]);

  const cold = samples.filter(({ start, error }) => start === 'cold' && error === undefined);
  expect(cold).toHaveLength(6);
  for (const { cell, values, measures } of cold) {
    const ownMs = measures?.['ownMs'] ?? 0;
    const plantedMs = Number(/ms(\d+)/.exec(cell)?.[1]);
    expect(ownMs).toBeGreaterThan(plantedMs);
    expect(values.initMs).toBeGreaterThan(ownMs);
    // A busy machine adds to both, and what it adds before the clock of the process begins is known.
    expect((values.initMs ?? 0) - (values.queuedMs ?? 0)).toBeLessThan(1.05 * ownMs + 5);
    expect(values.billedMs).toBeGreaterThan(plantedMs);
  }
  expect(cells[0]?.package).toMatchObject({ files: 1, unzippedBytes: planted.length });
  const again = await rollcallHere('report', out, '--format', 'csv');
  expect(again.stdout.trim().split('\r\n')).toHaveLength(21);
  for (const change of ['protocol.runs=3', 'target.memoryMb=256']) {
    const other = await rollcallHere('run', file, '--resume', out, '--set', change).catch((error: Error) => error);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('has another study') });
  }
  const without = await rollcallHere('run', file, '--no-page');
  expect([without.code, without.stderr]).toEqual([2, '--no-page: expected none: a study always writes its page\n']);
}, 60_000);

it('forces cold starts of deployed functions at each memory size, and leaves them as they were', async () => {
  await using aws = await startLocalAws(`
functions:
  - name: fn
    memoryMb: 512
    workload: { call: { ioMs: 1 } }
    environment: { STAGE: test }
`);
  const folder = await temporaryDirectory();
  const out = join(folder, 'out');
  const args = ['tune', 'fn', '--deployed', '--memory', '128,256', '--runs', '2', '--warm', '1', '--out', out];
  expect((await rollcallHereIn(aws.environment, ...args, '--max-cost', '0.000001')).stderr).toContain('could cost');
  const run = await rollcallHereIn(aws.environment, ...args);
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/(128|256) MB is the cheapest/);
  const samples = await samplesIn(out);
  expect(samples.map(({ start, forcedBy, error }) => [start, forcedBy, error])).toEqual([
    ...Array.from({ length: 4 }, () => [
      ['cold', 'configuration', undefined],
      ['warm', 'configuration', undefined],
    ]).flat(),
  ]);
  expect(samples.filter(({ values }) => values.initMs !== undefined)).toHaveLength(4);
  const client = new LambdaClient({
    ...{ endpoint: aws.invokeEndpoint, region: 'us-east-1' },
    credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'nobodys-secret' },
  });
  const after = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'fn' }));
  client.destroy();
  expect(after).toMatchObject({ MemorySize: 512, Environment: { Variables: { STAGE: 'test' } } });
  expect(after.Environment?.Variables).not.toHaveProperty('ROLLCALL_STUDY');
}, 60_000);
