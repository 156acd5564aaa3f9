import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type CommandConfig, treeVariable, vcpusNotEnforced } from '../../src/model/platform/command.ts';
import type { Enforcement } from '../../src/model/platform/lambda.ts';
import { quotaOfVcpus } from '../lambda/resources/cpu-quota.ts';
import { type Limits, limitedProcess, Resources } from '../lambda/resources/resources.ts';
import type { ServerOutput } from './output.ts';
import { markedProcesses, residentMb } from './processes.ts';

export interface ServerProcess {
  /** Of its first process. 0: it is not known. */
  pid(): Promise<number>;
  readonly enforced: Enforcement;
  /** Resolves with the reason when its first process has ended. */
  readonly ended: Promise<string>;
  /** SIGTERM to all of its processes, then SIGKILL to what is left. */
  stop(): Promise<void>;
}

/** All waits together are shorter than the time that a run gives its programs to stop. */
const graceMs = 1500;
const killedWithinMs = 500;
const lookAgainMs = 10;

/**
 * Waits for a line before it becomes the server, with the same pid: by then the process is within its limits, and so is all that it
 * starts and allocates.
 */
const gate = 'read -r go || exit 1; exec "$@" </dev/null';

const notEnforced = {
  cpu: vcpusNotEnforced,
  memory: 'the memory of the server is watched, not enforced by the kernel',
};

const setpriv = '/usr/bin/setpriv';

/** Starts the server in the process group of this program: whoever kills the group leaves nothing of it. */
export function startServer(config: CommandConfig, output: ServerOutput): ServerProcess {
  const resources = Resources.detect({ notEnforced });
  const mark = randomUUID();
  const child = spawnGated(config, mark);
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) output.take(stream);
  const { pid = 0 } = child;
  const killed = { isOverMemory: false };
  const limits = limitsFor(config, { resources, pid, onExceeded: () => overMemory(killed, processes()) });
  const processes = () => processesOf(mark, limits);
  const ended = endOf(child).then((how) =>
    killed.isOverMemory || limits?.exceededMemory() === true
      ? `${nameOf(config)} was killed: it exceeded its ${config.limits.memoryMb} MB`
      : `${nameOf(config)} ended with ${how}`,
  );
  const hasEnded = ended.then(() => {});
  child.stdin?.on('error', () => {}).end('go\n');
  const stop = async () => {
    await stopAll(processes, hasEnded);
    limits?.[Symbol.dispose]();
    await resources[Symbol.asyncDispose]();
  };
  return { pid: async () => pid, ended, stop, enforced: enforcementOf(resources, config) };
}

/** Where no vCPUs are stated, there is nothing to enforce. */
const enforcementOf = ({ enforced, why }: Resources, { limits }: CommandConfig): Enforcement =>
  limits.vcpus === undefined
    ? { ...enforced, cpu: 'none', why: why.filter((text) => !text.startsWith(notEnforced.cpu)) }
    : { ...enforced, why };

function spawnGated({ command, directory, environment }: CommandConfig, mark: string): ChildProcess {
  // The kernel kills it when this program is gone, also if that was killed.
  const byKernel = existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL'] : [];
  const [program = '', ...args] = [...byKernel, '/bin/sh', '-c', gate, 'sh', ...command];
  const env = { ...environment, [treeVariable]: mark };
  return spawn(program, args, { cwd: directory, env, stdio: ['pipe', 'pipe', 'pipe'] });
}

interface Limiting {
  readonly resources: Resources;
  readonly pid: number;
  onExceeded(): void;
}

function limitsFor({ limits }: CommandConfig, { resources, pid, onExceeded }: Limiting): Limits | undefined {
  // It could not be started.
  if (pid === 0) return undefined;
  const { vcpus, memoryMb } = limits;
  return resources.limit(limitedProcess(pid, { meteredPid: pid }), {
    ...{ memoryMb, cpu: vcpus === undefined ? 'unlimited' : quotaOfVcpus(vcpus), onExceeded },
    usedMb: () => residentMb(pid),
  });
}

function overMemory(killed: { isOverMemory: boolean }, pids: readonly number[]): void {
  killed.isOverMemory = true;
  signalAll(pids, 'SIGKILL');
}

export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    // 'exit', not 'close': what it has started may hold its output open.
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

const nameOf = ({ command }: CommandConfig): string => command.join(' ');

/** Those that have cleared their environment are in its control group, and those that have left that still have the mark. */
const processesOf = (mark: string, limits: Limits | undefined): number[] => [
  ...new Set([...(limits?.processes() ?? []), ...markedProcesses(`${treeVariable}=${mark}`)]),
];

async function stopAll(processes: () => number[], ended: Promise<void>): Promise<void> {
  signalAll(processes(), 'SIGTERM');
  const endMs = performance.now() + graceMs;
  await Promise.race([ended, delay(graceMs, undefined, { ref: false })]);
  while (processes().length > 0 && performance.now() < endMs) await delay(lookAgainMs);
  // What is forked meanwhile is found at the next look.
  const killedMs = performance.now() + killedWithinMs;
  for (let left = processes(); left.length > 0 && performance.now() < killedMs; left = processes()) {
    signalAll(left, 'SIGKILL');
    await delay(lookAgainMs);
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // It has gone meanwhile, or belongs to another user now (setuid).
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    }
  }
}
