import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isolatedEnvironment, trialMs } from '../isolation/isolation.ts';
import { binaryPath } from '../runtimes/binary-path.ts';
import { type Mount, mountArguments } from './mounts.ts';

/** A view of the machine's files that only processes have that are started into it. It lasts until it is disposed of. */
export interface MountNamespace extends Disposable {
  /** In front of a command. The command begins in the root folder. */
  readonly enter: readonly string[];
}

/** Mounts, says so, and waits until it has been seen to. */
const mountAll =
  'while [ $# -gt 0 ]; do mount -o "$1" "$2" "$3" || exit 1; shift 3; done; echo mounted; exec cat >/dev/null';

interface Way {
  readonly unshare: readonly string[];
  readonly namespaces: readonly ('user' | 'mnt')[];
}

/** As a user with rights, else in a namespace of users in which this user has them, and keeps its own number. */
const ways: readonly Way[] = [
  { unshare: ['--mount'], namespaces: ['mnt'] },
  { unshare: ['--user', '--map-current-user', '--keep-caps', '--mount'], namespaces: ['user', 'mnt'] },
];

/** Tries it out. @returns one sentence about why it cannot be had, if so. */
export async function makeMountNamespace(mounts: readonly Mount[]): Promise<MountNamespace | string> {
  if (process.platform !== 'linux') return 'there are mount namespaces on Linux only';
  let why = '';
  for (const way of ways) {
    const made = await attempt(way, mountArguments(mounts));
    if (typeof made !== 'string') return made;
    why = made;
  }
  return `no mount namespace can be made: ${why}`;
}

async function attempt(way: Way, mounts: readonly string[]): Promise<MountNamespace | string> {
  const maker = spawn(binaryPath('unshare'), [...way.unshare, '/bin/sh', '-c', mountAll, 'sh', ...mounts], {
    env: { ...isolatedEnvironment(), LANG: 'C' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(maker, 'close').catch(() => {});
  maker.stdin.on('error', () => {});
  try {
    const refused = await mounted(maker);
    return refused ?? (await entered(held(maker.pid ?? 0, way)));
  } catch (error) {
    return (error as Error).message;
  } finally {
    // The namespace stays as long as its files are open here.
    maker.stdin.end();
    await Promise.race([ended, delay(trialMs, undefined, { ref: false })]);
    maker.kill('SIGKILL');
  }
}

/** Undefined if it is done, else what was said. */
async function mounted(maker: ChildProcess): Promise<string | undefined> {
  let said = '';
  maker.stderr?.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const outcome = await Promise.race([
    once(maker.stdout ?? maker, 'data').then(() => 'mounted'),
    once(maker, 'close').then(() => 'ended'),
    delay(trialMs, 'late', { ref: false }),
  ]);
  if (outcome === 'mounted') return undefined;
  return said.trim().split('\n', 1)[0] || `unshare said nothing (${outcome})`;
}

/** Open files keep a namespace: no process has to stay in it (namespaces(7)). */
function held(pid: number, { namespaces }: Way): MountNamespace {
  const files = namespaces.map((namespace) => ({ namespace, file: openSync(`/proc/${pid}/ns/${namespace}`, 'r') }));
  const options = files.map(({ namespace, file }) => {
    const path = `/proc/${process.pid}/fd/${file}`;
    return namespace === 'user' ? `--user=${path}` : `--mount=${path}`;
  });
  const keepUser = namespaces.includes('user') ? ['--preserve-credentials'] : [];
  return {
    enter: [binaryPath('nsenter'), ...options, ...keepUser],
    [Symbol.dispose]: () => {
      for (const { file } of files) closeSync(file);
    },
  };
}

/** It is of no use if nobody can be started into it. */
async function entered(namespace: MountNamespace): Promise<MountNamespace | string> {
  const [program = '', ...args] = namespace.enter;
  const trial = spawn(program, [...args, '/bin/sh', '-c', 'exit 0'], {
    env: { ...isolatedEnvironment(), LANG: 'C' },
    stdio: 'ignore',
  });
  const [code] = await Promise.race([
    once(trial, 'exit').catch((error: Error) => [error.message]),
    delay(trialMs, ['late'], { ref: false }),
  ]);
  if (code === 0) return namespace;
  trial.kill('SIGKILL');
  namespace[Symbol.dispose]();
  return `nsenter cannot enter it (${code})`;
}
