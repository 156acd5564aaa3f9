import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import type { PlanResult } from '../../../src/model/plan/plan-result.ts';
import { type Run, rollcallHere, runUntilConclusive } from '../rollcall.ts';

const example = join(packageRoot, 'docs/examples/shop');

describe('the shop of docs/planning.md: an Express service, measured and planned', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runUntilConclusive(join(example, 'run.yaml'));
  });

  it('the plan of its run recommends Fargate, and its connections are why Lambda is not it', async () => {
    const { code, stdout } = await rollcallHere(
      'plan',
      join(example, 'plan.yaml'),
      '--set',
      `calls.from=${run.directory}`,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('Recommended: fargate 1 vCPU 2048 MB.');
    // Two calls of 120 ms, and less than 10 ms of timers. Where calls queued for CPUs, only an interval is known.
    const [, value, low = value, high = value] =
      /function: waiting per call +([\d,]+) ms(?: \(([\d,]+) ms to ([\d,]+) ms\))?/.exec(stdout) ?? [];
    expect(Number(low)).toBeLessThan(250);
    expect(Number(high)).toBeGreaterThanOrEqual(240);
    expect(stdout).toMatch(/tasks up to 2\d\.\d ms/);
  });

  it('the same without a file, as JSON: inputs are measured, with an interval where single calls were', async () => {
    const out = join(run.directory, 'plan.json');
    const { code } = await rollcallHere(
      ...['plan', '--from', run.directory, '--demand', '50/s', '--burst', '200', '--format', 'json', '--out', out],
    );
    expect(code).toBe(0);
    const { inputs, options }: PlanResult = JSON.parse(await readFile(out, 'utf8'));
    // Calls of the server were never alone, so that its waiting is an upper bound.
    const others = inputs.flatMap(({ name, figure }) => (figure.basis === 'measured' ? [] : [[name, figure.basis]]));
    expect(others).toEqual([['server: waiting per call', 'extrapolated']]);
    const cpu = inputs.find(({ name }) => name === 'function: CPU per call')?.figure;
    expect(cpu?.low).toBeLessThan(cpu?.value ?? 0);
    const lambda = options.find(({ name }) => name === 'lambda 512 MB');
    // 12 in flight on average, and what 300 s of random arrivals add.
    expect(lambda?.figures?.instances.mean.value).toBeGreaterThan(25);
    expect(lambda?.figures?.instances.mean.value).toBeLessThan(40);
  });
});
