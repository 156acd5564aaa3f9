import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { type Program, type ProgramOptions, startProgram } from '../../src/launch/local/program.ts';
import { packageRoot, programFile } from '../../src/launch/local/program-file.ts';
import type { ReadyLine } from '../../src/model/platform/programs.ts';

export const functionFile = (name: string): string => join(packageRoot, 'test/fixtures/functions', name);

/** A program of `targets/`, started as the command starts it; it goes with the test. */
export async function startForTest(options: Omit<ProgramOptions, 'name'>): Promise<Program> {
  const program = await startProgram({ name: 'the program', ...options });
  onTestFinished(() => program.stop());
  return program;
}

/** The same, started by a parent that can be killed. */
export async function startBelowParent(options: Omit<ProgramOptions, 'name' | 'signal'>) {
  const module = JSON.stringify(join(packageRoot, 'dist/src/launch/local/program.js'));
  const script = `
    const { startProgram } = await import(${module});
    const { url, pid } = await startProgram(${JSON.stringify({ name: 'the program', ...options })});
    console.log(JSON.stringify({ ready: true, url, pid }));`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  return { parent, ready: await readyLineOf(parent) };
}

async function readyLineOf(child: ChildProcess): Promise<ReadyLine> {
  if (child.stdout === null) throw new Error('no stdout');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return JSON.parse(line) as ReadyLine;
}

/** The bare process, without anybody who reads its stdout line by line; it goes with the test. */
export async function spawnForTest({ program, config }: Pick<ProgramOptions, 'program' | 'config'>) {
  const child = spawn(process.execPath, [programFile(program)], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.write(`${JSON.stringify(config)}\n`);
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  const ended = once(child, 'close');
  const { url } = await readyLineOf(child);
  return { url, endStdin: () => child.stdin.end(), ended, stdout: () => stdout };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** On a connection of its own: what comes back until the other side closes, `until` matches, or nothing came for 3 s. */
export function converse(url: string, text: string, until: RegExp): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = createConnection({ host: hostname, port: Number(port) });
  let received = '';
  return new Promise((resolve) => {
    const end = () => {
      socket.destroy();
      resolve(received);
    };
    socket.setEncoding('latin1').on('data', (data) => {
      received += data;
      if (until.test(received)) end();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      received += error.code;
      end();
    });
    socket.setTimeout(3000, end).once('close', end);
    socket.write(text);
  });
}
