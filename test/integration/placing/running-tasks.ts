import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { natsServer } from '../../fixtures/nats/find-server.ts';
import { bin } from '../rollcall.ts';
import type { StandInTask } from './ecs-stand-in.ts';

/** In place of port 4222 of all addresses. */
const listens = 'listen: 0.0.0.0:4222';

/**
 * Runs the command of each task as Fargate would run its container, on this machine: with an address of its own for NATS, and folders
 * in place of the volumes.
 */
export class RunningTasks implements Disposable {
  readonly address = `127.${random()}.${random()}.${random()}`;
  private readonly folder = mkdtempSync(join(tmpdir(), 'rollcall-tasks-'));
  private readonly processes = new Map<string, ChildProcess>();
  private output = '';

  constructor() {
    const programs = join(this.folder, 'bin');
    mkdirSync(programs);
    symlinkSync(natsServer(), join(programs, 'nats-server'));
    writeFileSync(join(programs, 'rollcall'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
    chmodSync(join(programs, 'rollcall'), 0o755);
  }

  /** What the tasks have logged. */
  log(): string {
    return this.output;
  }

  pids(): number[] {
    return [...this.processes.values()].flatMap(({ pid }) => pid ?? []);
  }

  start({ taskArn, definition, environment }: StandInTask): void {
    const volume = join(this.folder, `${this.processes.size}`);
    mkdirSync(volume);
    const [command = ''] = definition.containerDefinitions[0]?.command ?? [];
    const config = environment['ROLLCALL_NATS_CONFIG'];
    if (config !== undefined && !config.includes(listens)) throw new Error(`no "${listens}" in the configuration`);
    const child = spawn('sh', ['-c', command.replaceAll(/(?<=\s)\/(?:data|tmp)\b/g, volume)], {
      env: {
        ...environment,
        ...(config && { ROLLCALL_NATS_CONFIG: config.replace(listens, `listen: ${this.address}:4222`) }),
        PATH: [join(this.folder, 'bin'), process.env['PATH']].join(delimiter),
        HOME: volume,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    this.processes.set(taskArn, child);
  }

  /** As ECS does: SIGTERM. */
  stop({ taskArn }: StandInTask): void {
    signal(this.processes.get(taskArn), 'SIGTERM');
  }

  [Symbol.dispose](): void {
    for (const child of this.processes.values()) signal(child, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function random(): number {
  return 1 + Math.floor(Math.random() * 250);
}

function signal(child: ChildProcess | undefined, name: NodeJS.Signals): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
