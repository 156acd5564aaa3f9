import { exec } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { exitCode } from '../../../src/model/exit-code.ts';
import type { PlanResult } from '../../../src/model/plan/plan-result.ts';
import { bin, removeTemporaryDirectories, rollcallHere, temporaryDirectory } from '../rollcall.ts';

/** Those of docs/planning.md, in their order. */
const commands = (
  /## From an empty folder.*?```sh\n(.*?)```/s.exec(readFileSync(join(packageRoot, 'docs/planning.md'), 'utf8'))?.[1] ??
  ''
)
  .trim()
  .split('\n');

/** Without what npm gives its scripts, such as the tests: they would be settings of the npm of the shop. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'))),
  FORCE_COLOR: undefined,
};

const inShop = (folder: string, command: string) =>
  promisify(exec)(command, { cwd: folder, env: environment }).then(({ stdout }) => stdout);

/** In place of `npm install`: links to this package, as it was built, and to what it has of the others. */
async function linkPackages(shop: string, names: readonly string[]): Promise<void> {
  const modules = join(shop, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  for (const name of names)
    await symlink(name === 'rollcall' ? packageRoot : join(packageRoot, 'node_modules', name), join(modules, name));
  await symlink(bin, join(modules, '.bin/rollcall'));
}

/** A machine that is too busy for the load refuses to conclude anything: then the advice is to run it again. */
async function runConclusively(shop: string, command: string): Promise<void> {
  for (let runs = 1; ; runs += 1) {
    await rm(join(shop, 'reports'), { recursive: true, force: true });
    try {
      await inShop(shop, command);
      return;
    } catch (thrown) {
      if (runs === 3 || (thrown as { readonly code?: number }).code !== exitCode.invalidRun) throw thrown;
    }
  }
}

describe('the shop of docs/planning.md: an Express service, measured and planned by the commands of that page', () => {
  const run = { directory: '' };
  const printed = new Map<string, string>();
  beforeAll(async () => {
    const empty = await temporaryDirectory();
    const shop = join(empty, 'shop');
    run.directory = join(shop, 'reports/shop');
    for (const command of commands) {
      const packages = /^npm install (.*)$/.exec(command)?.[1];
      if (command === 'mkdir shop && cd shop') await inShop(empty, 'mkdir shop');
      else if (packages !== undefined) await linkPackages(shop, packages.split(' '));
      else if (command.startsWith('npx rollcall run ')) await runConclusively(shop, command);
      else printed.set(command, await inShop(shop, command));
    }
  });
  afterAll(removeTemporaryDirectories);

  it('is seven commands from an empty folder to a recommendation and its page', async () => {
    expect(commands).toHaveLength(7);
    expect(printed.get('npx rollcall plan plan.yaml --format html --out plan.html')).toBe('html: plan.html\n');
    expect(await readFile(join(run.directory, '../../plan.html'), 'utf8')).toContain('fargate 1 vCPU 2048 MB');
  });

  it('the plan of its run recommends Fargate, and its connections are why Lambda is not it', () => {
    const stdout = printed.get('npx rollcall plan plan.yaml') ?? '';
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
