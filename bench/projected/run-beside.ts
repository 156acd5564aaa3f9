import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import type { RunResult } from '../../src/model/run-result.ts';

/** Runs a scenario while these loops keep as many CPUs busy. Its verdict does not matter: INVALID ends with 3, a failed threshold with 1. */
export function runBeside(busyLoops: number, scenario: string): RunResult {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const loops = Array.from({ length: busyLoops }, busyLoop);
  try {
    const [file, out] = [join(directory, 'scenario.yaml'), join(directory, 'run')];
    writeFileSync(file, scenario);
    const command = [join('dist', 'src', 'cli', 'main.js'), 'run', file, '--quiet', '--out', out];
    const { status, stderr } = spawnSync(process.execPath, command, { cwd: packageRoot, encoding: 'utf8' });
    if (status !== 0 && status !== 1 && status !== 3) throw new Error(`the run ended with ${status}: ${stderr}`);
    return JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  }
}

/** It ends by itself if the benchmark is killed. */
const busyLoop = (): ChildProcess =>
  spawn(process.execPath, ['-e', 'const end = Date.now() + 120_000; while (Date.now() < end);'], { stdio: 'ignore' });
