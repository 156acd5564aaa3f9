import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NamedRun } from '../../../src/stats/comparison/compare-runs.ts';
import { noisyRuns, seeded } from '../../unit/stats/comparison/noisy-run.ts';
import { rollcall, rollcallHere, temporaryDirectory } from '../rollcall.ts';

let [before, after, slower, single] = ['', '', '', ''];

beforeAll(async () => {
  const random = seeded(11);
  before = await folderOf(noisyRuns(6, { random }));
  after = await folderOf(noisyRuns(6, { random }));
  slower = await folderOf(noisyRuns(6, { random, times: 1.5 }));
  single = await folderOf(noisyRuns(1, { random, times: 1.5 }));
});

/** A folder that holds several runs, without their samples. */
async function folderOf(runs: readonly NamedRun[]): Promise<string> {
  const directory = await temporaryDirectory();
  for (const [index, { result }] of runs.entries()) {
    await mkdir(join(directory, `run-${index}`));
    await writeFile(join(directory, `run-${index}`, 'result.json'), JSON.stringify(result));
  }
  return directory;
}

const compare = (...args: string[]) => rollcallHere('compare', ...args);

describe('rollcall compare', () => {
  it('passes a limit where nothing changed, with code 0', async () => {
    const { code, stdout } = await compare(before, after, '--fail-on', 'lambda.latency.p50 > 10%');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^6 runs against 6 runs/);
    expect(stdout).toMatch(/✓ lambda\.latency\.p50 > 10% {2}is .*passed/);
  });

  it('fails a limit of 10 % where everything takes half as long again, with code 1', async () => {
    const { code, stdout } = await rollcall('compare', before, slower, '--fail-on', '10%');
    expect(code).toBe(1);
    expect(stdout).toContain('✗ server.latencyMs.serviceTime.all.p99 > 10%');
  });

  it('takes lists of runs a side, and prints JSON with a p of 2 / 70 for 4 and 4 that are apart', async () => {
    const runs = (side: string) => [0, 1, 2, 3].map((index) => join(side, `run-${index}`));
    const { code, stdout } = await compare('--baseline', ...runs(before), '--candidate', ...runs(slower), '--json');
    expect(code).toBe(0);
    const { metrics, baseline } = JSON.parse(stdout);
    expect(baseline).toHaveLength(4);
    const p50 = metrics.find((row: { metric: string }) => row.metric === 'latencyMs.serviceTime.all.p50');
    expect(p50.values.p).toBeCloseTo(2 / 70, 9);
    expect(p50.conclusion).toBe('too-few');
  });

  it('one run a side fails nothing and concludes nothing', async () => {
    const { code, stdout } = await compare(join(before, 'run-0'), single, '--fail-on', '10%');
    expect(code).toBe(0);
    expect(stdout).toContain('one run per side supports no conclusion');
    expect(stdout).toContain('cannot fail: too few runs');
  });

  it('writes a page', async () => {
    const out = join(await temporaryDirectory(), 'compare.html');
    const { code, stdout } = await compare(before, slower, '--format', 'markdown', '--out', out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^## Comparison of runs\n/);
    expect(await readFile(out, 'utf8')).toContain('<title>Comparison of runs – rollcall</title>');
  });

  it.each([
    [['/nonexistent', '/nonexistent'], '/nonexistent: the folder does not exist'],
    [[], 'expected two folders'],
    [['a', 'b', 'c'], 'expected two folders'],
  ])('refuses %j with code 2', async (args, message) => {
    const { code, stderr } = await compare(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  it.each([
    ['--fail-on', 'lambda.latency.p98 > 10%', 'unknown metric'],
    ['--fail-on', 'lambda.downstream.requests > 0', 'not measured on both sides'],
    ['--threshold', '5', 'expected a percentage such as 5%'],
  ])('refuses %s %s with code 2', async (option, value, message) => {
    const { code, stderr } = await compare(before, after, option, value);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});
