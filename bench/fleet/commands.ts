import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../../src/launch/local/program.ts';
import { programFile } from '../../src/launch/local/program-file.ts';
import type { TruthRecord } from '../../src/model/platform/programs.ts';
import { truthConfig } from '../truth-config.ts';

export const seconds = 3;
/** As many answer in turn. */
const instances = 30;

export const rollcall = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [programFile('src/cli/main'), ...args], {
    stdio: ['ignore', 'ignore', args[0] === 'worker' ? 'ignore' : 'inherit'],
  });

export async function ended(child: ChildProcess): Promise<void> {
  const [code] = await once(child, 'exit');
  if (code === 2) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}`);
}

export const stopAll = (children: readonly ChildProcess[]) =>
  Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }),
  );

export interface Load {
  readonly directory: string;
  readonly url: string;
  readonly ratePerSecond: number;
  /** Of the request, which the server records. */
  readonly path?: string;
}

/** @returns the file of its scenario */
export async function scenarioOf({ directory, url, ratePerSecond, path = '/' }: Load): Promise<string> {
  const file = join(directory, `scenario${path.replace('/', '-')}.yaml`);
  const load = [{ kind: 'constantRate', name: 'rate', ratePerSecond, durationMs: seconds * 1000 }];
  const targets = [{ kind: 'http', name: 'truth', url }];
  await writeFile(file, JSON.stringify({ name: 'fleet', question: 'q', targets, load, request: { path } }));
  return file;
}

/** A server that answers at once. @returns its own record of what was fired */
export async function recorded(
  directory: string,
  fire: (url: string) => Promise<void>,
): Promise<readonly TruthRecord[]> {
  const recordFile = join(directory, 'record.ndjson');
  await using truth = await startProgram({
    name: 'truth',
    program: 'targets/truth/main',
    config: { ...truthConfig(0), instances, recordFile },
  });
  await fire(truth.url);
  await truth.stop();
  return (await readFile(recordFile, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): TruthRecord => JSON.parse(line));
}
