import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
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
    expect(p50).toMatchObject({ role: 'primary', conclusion: 'too-few' });
  });

  it('one run a side concludes nothing, neither passes nor fails a limit, and ends with code 4', async () => {
    const { code, stdout } = await compare(join(before, 'run-0'), single, '--fail-on', 'lambda.latency.p50 > 10%');
    expect(code).toBe(4);
    expect(stdout).toContain('one run per side supports no conclusion');
    expect(stdout).toContain('undecided: about 3 runs per side would decide this limit alone');
    expect(stdout).not.toMatch(/, passed$/m);
  });

  it('--undecided-exit-code sets another code, from 0 to 255', async () => {
    const limit = ['--fail-on', 'lambda.latency.p50 > 10%', '--undecided-exit-code'];
    const sides = [join(before, 'run-0'), single];
    expect((await compare(...sides, ...limit, '0')).code).toBe(0);
    expect(await compare(...sides, ...limit, '256')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--undecided-exit-code: expected a whole number from 0 to 255, got "256"'),
    });
  });

  it('--primary names the figures that carry the significance level, at most 3', async () => {
    const { stdout } = await compare(before, slower, '--primary', 'latency.p99', '--primary', 'environments');
    expect(stdout).toContain('Primary figures, at most three per target: service time p99, environments.');
    const names = ['latency.p50', 'latency.p90', 'latency.p99', 'coldStarts'].flatMap((name) => ['--primary', name]);
    expect(await compare(before, slower, ...names)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--primary: expected at most 3 metrics, got 4'),
    });
  });

  it('takes the primary figures from the scenario of the runs', async () => {
    const runs = (times: number) =>
      noisyRuns(2, { random: seeded(times), times }).map(({ name, result }) => ({
        name,
        result: { ...result, scenario: { ...result.scenario, resolved: { primaryMetrics: ['latency.p90'] } } },
      }));
    const { stdout } = await compare(await folderOf(runs(1)), await folderOf(runs(2)));
    expect(stdout).toContain('Primary figures, at most three per target: service time p90.');
  });

  it('leaves out the INVALID target of a run whose other targets stand; then no limit on it passes', async () => {
    const runs = noisyRuns(3, { random: seeded(4) });
    const withInvalid = runs.map(({ name, result }, index) => {
      const targets = result.targets.map((target) => ({
        name: target.name,
        status: target.name === 'server' && index === 0 ? ('INVALID' as const) : ('VALID' as const),
      }));
      return { name, result: { ...result, verdict: { ...result.verdict, status: 'SUSPECT' as const, targets } } };
    });
    const limits = ['--fail-on', 'server.latency.p50 > 30%', '--fail-on', 'lambda.latency.p50 > 30%'];
    const { code, stdout } = await compare(before, await folderOf(withInvalid), ...limits);
    expect(code).toBe(4);
    expect(stdout).toContain('Left out: server in');
    expect(stdout).toMatch(/\? server\.latency\.p50 > 30% {2}is .*, undecided: not measured in 1 candidate run\n/);
    expect(stdout).toMatch(/✓ lambda\.latency\.p50 > 30% {2}is .*, passed\n/);
  });

  it('says that nothing could be compared where one side is INVALID, whatever the limit, and ends with code 3', async () => {
    const [run] = noisyRuns(1, { random: seeded(5) });
    if (run === undefined) throw new Error('there is one');
    const verdict = { ...run.result.verdict, status: 'INVALID' as const };
    const invalid = await folderOf([{ ...run, result: { ...run.result, verdict } }]);
    for (const limit of [[], ['--fail-on', 'lambda.latency.p50 > 10%', '--undecided-exit-code', '0']]) {
      const { code, stdout } = await compare(single, invalid, ...limit);
      expect(code).toBe(3);
      expect(stdout).toMatch(
        /^Nothing could be compared, and no limit was checked: the candidate has no run that can be used \(.*run-0 is INVALID\)\.\n/,
      );
      expect(stdout).not.toContain('Primary figures');
    }
    expect((await compare(single, invalid, '--include-invalid')).code).toBe(0);
  });

  it('refuses a run that is given twice, and a copy of a run', async () => {
    const run = join(before, 'run-0');
    const twice = await compare('--baseline', run, run, '--candidate', after);
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining(`${run}: the same run as ${run}`) });
    const copies = await temporaryDirectory();
    await cp(run, join(copies, 'copy'), { recursive: true });
    const copied = await compare(before, copies);
    expect(copied).toMatchObject({ code: 2, stderr: expect.stringContaining(`copy: the same run as ${run}`) });
  });

  it('runs with the same name get the name of their folder', async () => {
    const { stdout } = await compare(before, after, '--json');
    const { baseline, candidate } = JSON.parse(stdout);
    expect(baseline[0].name).toBe(`${basename(before)}/run-0`);
    expect(candidate[0].name).toBe(`${basename(after)}/run-0`);
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
    ['--fail-on', 'lambda.latency.q98 > 10%', '--fail-on "lambda.latency.q98 > 10%": unknown metric'],
    ['--fail-on', 'lambda.latency.p98 > 10%', 'not measured on both sides'],
    ['--primary', 'latency.q98', '--primary "latency.q98": unknown metric'],
    ['--primary', 'latency.p98', '--primary "latency.p98": not measured on both sides'],
    ['--fail-on', 'lambda.downstream.requests > 0', 'not measured on both sides'],
    ['--threshold', '5', 'expected a percentage such as 5%'],
  ])('refuses %s %s with code 2', async (option, value, message) => {
    const { code, stderr } = await compare(before, after, option, value);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});
