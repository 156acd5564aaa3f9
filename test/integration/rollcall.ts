import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { vi } from 'vitest';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import { type RunResult, runResultSchema } from '../../src/model/run-result.ts';
import type { SampleLine } from '../../src/model/sample-line.ts';

export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const bin = join(packageRoot, 'dist/src/cli/main.js');

/** The command as a user runs it. */
export async function rollcall(...args: string[]): Promise<Ending> {
  return startRollcall(...args).ended;
}

export const startRollcall = (...args: string[]) => startRollcallIn({}, ...args);

/** With more in its environment, and without colors, whatever the tests are run with. */
export function startRollcallIn(environment: Readonly<Record<string, string>>, ...args: string[]) {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: packageRoot,
    env: { ...process.env, FORCE_COLOR: undefined, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<Ending>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return { child, ended, stderr: () => stderr };
}

/**
 * What the command does, in this process: for claims about what is counted, printed and written. A program of its own costs two to ten
 * times the CPU; other tests prove that it can be started, stopped and killed.
 */
export const rollcallHere = (...args: string[]): Promise<Ending> => rollcallHereIn({}, ...args);

/** With more in its environment. */
export const rollcallHereIn = (environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Ending> =>
  oneAtATime(() => runHere(environment, args));

/** Commands in one process share its standard streams, environment and exit code. */
const oneAtATime = pLimit(1);

async function runHere(environment: Readonly<Record<string, string>>, args: readonly string[]): Promise<Ending> {
  const { runCommandLine } = await import('../../src/cli/command-line.ts');
  const restore = setEnvironment({ FORCE_COLOR: undefined, ...environment });
  const outputs = [process.stdout, process.stderr].map(textWrittenTo);
  const exitCode = process.exitCode;
  process.exitCode = 0;
  try {
    await runCommandLine(args);
    const [stdout = '', stderr = ''] = outputs.map(({ text }) => text());
    return { code: process.exitCode, stdout, stderr };
  } finally {
    process.exitCode = exitCode;
    for (const output of outputs) output.restore();
    restore();
  }
}

/** @returns what undoes it */
function setEnvironment(variables: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  return () => void setEnvironment(before);
}

/** In place of the stream itself, until it is restored. */
function textWrittenTo(stream: NodeJS.WriteStream) {
  const decoder = new TextDecoder();
  let text = '';
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    return true;
  });
  return { text: () => text, restore: () => spy.mockRestore() };
}

/** With its stdout in a file or a device. */
export async function rollcallInto(stdout: number, ...args: string[]): Promise<Omit<Ending, 'stdout'>> {
  const child = spawn(process.execPath, [bin, ...args], { cwd: packageRoot, stdio: ['ignore', stdout, 'pipe'] });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

const directories: string[] = [];

/** Those that the tests of a file have made. */
export const removeTemporaryDirectories = () =>
  Promise.all(directories.splice(0).map((directory) => rm(directory, { recursive: true, force: true })));

/** A folder that goes with the test file. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  directories.push(directory);
  return directory;
}

/** A scenario file of the given text, in a folder that goes with the test file. */
export async function scenarioFile(text: string): Promise<string> {
  const file = join(await temporaryDirectory(), 'scenario.yaml');
  await writeFile(file, text);
  return file;
}

export interface Run extends Ending {
  readonly directory: string;
  readonly result: RunResult;
  readonly samples: SampleLine[];
}

/**
 * Runs a scenario and reads what it left; the result is checked against its own schema. Without its page, which takes a quarter of the
 * CPU of a small run: name `--page` where the page is a claim.
 */
export const runScenarioFile = (file: string, ...args: string[]): Promise<Run> => runScenarioIn({}, file, ...args);

/** With more in its environment. */
export async function runScenarioIn(
  environment: Readonly<Record<string, string>>,
  file: string,
  ...args: string[]
): Promise<Run> {
  const directory = join(await temporaryDirectory(), 'run');
  return runAt(directory, await startRollcallIn(environment, ...commandOf(file, directory, args)).ended);
}

/** The same in this process. */
export const runScenarioHere = (file: string, ...args: string[]): Promise<Run> => runScenarioHereIn({}, file, ...args);

/** A machine that is too busy for the load refuses to conclude anything: then the advice is to run it again. */
export async function runUntilConclusive(file: string): Promise<Run> {
  let run = await runScenarioHere(file);
  for (let again = 0; again < 2 && isInconclusive(run); again += 1) run = await runScenarioHere(file);
  return run;
}

const isInconclusive = ({ result }: Run): boolean => result.verdict.targets.some(({ status }) => status === 'INVALID');

export async function runScenarioHereIn(
  environment: Readonly<Record<string, string>>,
  file: string,
  ...args: string[]
): Promise<Run> {
  const directory = join(await temporaryDirectory(), 'run');
  return runAt(directory, await rollcallHereIn(environment, ...commandOf(file, directory, args)));
}

const commandOf = (file: string, directory: string, args: readonly string[]): string[] => [
  ...['run', file, '--out', directory, ...args],
  ...(args.includes('--page') || args.includes('--no-page') ? [] : ['--no-page']),
];

async function runAt(directory: string, ending: Ending): Promise<Run> {
  const result = runResultSchema.parse(JSON.parse(await readText(directory, 'result.json', ending)));
  return { ...ending, directory, result, samples: await readSampleLines(directory) };
}

async function readText(directory: string, name: string, ending: Ending): Promise<string> {
  try {
    return await readFile(join(directory, name), 'utf8');
  } catch (cause) {
    throw new Error(`no ${name}; the command ended with ${ending.code}: ${ending.stderr}`, { cause });
  }
}

export async function readSampleLines(directory: string): Promise<SampleLine[]> {
  const text = await readFile(join(directory, 'samples.ndjson'), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as SampleLine);
}

export function targetOf(result: RunResult, name: string): RunResult['targets'][number] {
  const target = result.targets.find((candidate) => candidate.name === name);
  if (target === undefined) throw new Error(`no target ${name} in the result`);
  return target;
}

/** Why a target failed; undefined if it did not. */
export function failureOf(result: RunResult, name: string): string | undefined {
  const target = targetOf(result, name);
  return target.status === 'failed' ? target.error : undefined;
}

/** @throws if it did not start: process 0 would stand for the test runner and its group, or for all of the machine. */
export function pidOf({ pid }: { readonly pid?: number | undefined }): number {
  if (pid === undefined) throw new Error('the process did not start');
  return pid;
}

/** Whether a process is there; a zombie is not. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
}

export const allGone = async (pids: readonly number[]): Promise<boolean> =>
  (await Promise.all(pids.map(isAlive))).every((alive) => !alive);

/** Waits until a condition holds, 60 s at most. */
export async function eventually(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  const endMs = performance.now() + 60_000;
  while (performance.now() < endMs) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
