import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import type { Benchmark, Figure } from '../benchmark.ts';
import { medianOf } from '../median.ts';

const promisedHelpMs = 250;
const promisedDemoS = 60;
const rounds = 11;

export const command: Benchmark = {
  about: 'the command as a whole process: how long its help takes, beside a bare node, and its main job',
  run: async () => {
    const helpMs = medianOf(
      Array.from({ length: rounds }, () => timeMs([join('dist', 'src', 'cli', 'main.js'), '--help'])),
    );
    const bareMs = medianOf(Array.from({ length: rounds }, () => timeMs(['-e', '0'])));
    return [help(helpMs, bareMs), demo()];
  },
};

const help = (helpMs: number, bareMs: number): Figure => ({
  what: `rollcall --help, median of ${rounds}`,
  value: `${helpMs.toFixed(0)} ms (node -e 0: ${bareMs.toFixed(0)} ms)`,
  target: { text: `< ${promisedHelpMs} ms`, met: helpMs < promisedHelpMs },
});

function demo(): Figure {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const run = ['run', 'scenarios/poor-utilization.yaml', '--quiet', '--out', join(directory, 'run')];
  const seconds = timeMs([join('dist', 'src', 'cli', 'main.js'), ...run]) / 1000;
  rmSync(directory, { recursive: true });
  const target = { text: `< ${promisedDemoS} s`, met: seconds < promisedDemoS };
  return { what: 'the demo, once built', value: `${seconds.toFixed(1)} s`, target };
}

function timeMs(args: readonly string[]): number {
  const startedAtMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: packageRoot, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startedAtMs;
}
