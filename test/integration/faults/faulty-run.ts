import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { processTree } from '../../../src/launch/meters/proc.ts';
import { type RunResult, runResultSchema } from '../../../src/model/run-result.ts';
import type { SampleLine } from '../../../src/model/sample-line.ts';
import {
  allGone,
  eventually,
  pidOf,
  readSampleLines,
  scenarioFile,
  startRollcall,
  temporaryDirectory,
} from '../rollcall.ts';

/** The processes of a run, by what is in their command lines. */
const commands = {
  meter: /meter-main/,
  backend: /targets\/backend\/main/,
  server: /targets\/server\/main/,
  worker: /targets\/server\/worker/,
  lambda: /targets\/lambda\/main/,
  environment: /runtimes\/node\/bootstrap/,
  reaper: /cat >\/dev\/null/,
  calibrator: /targets\/app\/calibrate/,
  truth: /targets\/truth\/main/,
};
export type Helper = keyof typeof commands;

export interface FaultyEnding {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly directory: string;
  /** Absent if the run left none. */
  readonly result: RunResult | undefined;
  readonly samples: readonly SampleLine[];
}

const runs: FaultyRun[] = [];
/** Of a test that has failed, something may be left. */
export const killFaultyRuns = () => {
  for (const run of runs.splice(0)) run.kill();
};

/** A run whose helper processes are stopped and killed from outside. */
export class FaultyRun {
  readonly directory: string;
  private readonly run: ReturnType<typeof startRollcall>;
  private readonly seen = new Set<number>();

  static async start(scenario: string, ...args: string[]): Promise<FaultyRun> {
    const directory = join(await temporaryDirectory(), 'run');
    const file = await scenarioFile(scenario);
    return new FaultyRun(directory, startRollcall('run', file, '--no-data', '--no-page', '--out', directory, ...args));
  }

  private constructor(directory: string, run: ReturnType<typeof startRollcall>) {
    this.directory = directory;
    this.run = run;
    runs.push(this);
  }

  /** The first process of this kind, as soon as it is there. */
  async find(helper: Helper): Promise<number> {
    const found: number[] = [];
    const isThere = () => {
      found.push(...this.now(helper));
      return found.length > 0;
    };
    expect(await eventually(isThere), this.run.stderr()).toBe(true);
    return found[0] ?? Number.NaN;
  }

  /** Waits until the load of a target, or one phase of it, goes on: it has got an answer. */
  async loading(target: string, phase?: string): Promise<void> {
    const answered = async () =>
      (await readSampleLines(this.directory).catch(() => [])).some(
        (sample) => sample.target === target && sample.status === 200 && sample.phase === (phase ?? sample.phase),
      );
    expect(await eventually(answered), this.run.stderr()).toBe(true);
  }

  async hit(helper: Helper, signal: NodeJS.Signals): Promise<void> {
    process.kill(await this.find(helper), signal);
  }

  /** One SIGTERM to the run alone. */
  terminate(): Promise<FaultyEnding> {
    this.run.child.kill('SIGTERM');
    return this.ended();
  }

  /** Nothing of it is left, and its samples are whole. */
  async ended(): Promise<FaultyEnding> {
    this.look();
    const ending = await this.run.ended;
    const pids = [...this.seen];
    expect(await eventually(() => allGone(pids))).toBe(true);
    const samples = await readSampleLines(this.directory).catch(() => []);
    return { ...ending, directory: this.directory, samples, result: await this.result() };
  }

  kill(): void {
    if (this.run.child.exitCode !== null || this.run.child.signalCode !== null) return;
    for (const pid of new Set([...this.look(), ...this.seen])) killed(pid);
  }

  private now(helper: Helper): number[] {
    return this.look().filter((pid) => commands[helper].test(commandOf(pid)));
  }

  /** Every process of the run, each of which has to be gone in the end. */
  private look(): number[] {
    const tree = processTree(pidOf(this.run.child));
    for (const pid of tree) this.seen.add(pid);
    return tree;
  }

  private async result(): Promise<RunResult | undefined> {
    const text = await readFile(join(this.directory, 'result.json'), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : runResultSchema.parse(JSON.parse(text));
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has gone.
    return '';
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
