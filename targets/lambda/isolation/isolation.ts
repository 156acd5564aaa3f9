import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { textOf } from '../proc-files.ts';
import { binaryPath } from '../runtimes/binary-path.ts';

export class IsolationProblem extends Error {}

export const setpriv = '/usr/bin/setpriv';

/** Waits until its limits are set: what it starts from then on has them. */
const first = `read -r go <&3 || exit 1; exec ${setpriv} --pdeathsig KILL "$@"`;

/**
 * The first process of the namespace, which waits for the runtime: a signal without a handler would not end the first process
 * itself. Control groups are hidden, as whoever can write to them can kill by them.
 */
const init = [
  'mount -t tmpfs -o ro,nosuid,nodev,noexec none /sys/fs/cgroup || exit 125',
  'cd "$1" || exit 1; shift',
  'ulimit -n 1024 2>/dev/null',
  `${setpriv} --ambient-caps=-all --inh-caps=-all --bounding-set=-all --no-new-privs --pdeathsig KILL "$@"`,
  'exit $?',
].join('\n');

/** With its own variables only now: until here they could name libraries of the function for programs that have rights. */
const last = 'unset OLDPWD; eval "$(cat <&3)"; exec 3<&-; exec "$@"';

/** Namespaces of users, mounts and processes, with a /proc of their own: unshare(1). */
const namespaces = ['--user', '--map-current-user', '--keep-caps', '--mount', '--pid', '--fork', '--kill-child'];

/** In front of the command of an environment. `enter`: puts it into the mount namespace of its function. */
export const isolated = (directory: string, enter: readonly string[] = []): string[] => [
  ...['/bin/sh', '-c', first, 'sh', ...enter],
  ...[binaryPath('unshare'), ...namespaces, '--mount-proc', '/bin/sh', '-c', init, 'sh', directory],
  ...['/bin/sh', '-c', last, 'sh'],
];

/** What programs of this machine are found by until the function's own variables are there. */
export const isolatedEnvironment = (): Record<string, string> => ({
  PATH: [process.env['PATH'] ?? '', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].filter(Boolean).join(':'),
});

/** Lets it go on, with these variables. To be called when its limits are set. */
export function release(pipe: Writable, variables: Readonly<Record<string, string>>): void {
  const lines = Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`,
  );
  // It may have ended already, which its exit shows.
  pipe.on('error', () => {}).end(`go\nunset PATH PWD\n${lines.join('')}`);
}

/** The pid, as it is seen here, of the runtime: the child of the first process in its namespace. Undefined until it is there. */
export function innermost(leader: number): number | undefined {
  const inside = firstChild(leader);
  return inside === undefined ? undefined : firstChild(inside);
}

/** A shell exits with 128 plus the number of the signal that ended its child. */
export const signalIn = (code: number | null): NodeJS.Signals | undefined =>
  code === null
    ? undefined
    : (Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0] as
        | NodeJS.Signals
        | undefined);

/** A trial takes some ms. One that takes this long will not end. */
export const trialMs = 5000;

/** @throws {IsolationProblem} why it cannot be had. */
export async function requireIsolation(enter: readonly string[] | undefined): Promise<void> {
  const why = process.platform !== 'linux' ? 'there are such namespaces on Linux only' : await trial(enter);
  if (why === undefined) return;
  throw new IsolationProblem(`isolation cannot be had on this machine: ${why}; leave --isolate (isolate: true) out`);
}

async function trial(enter: readonly string[] | undefined): Promise<string | undefined> {
  if (!existsSync(setpriv)) return `${setpriv} is missing`;
  const [program = '', ...args] = [...isolated('/', enter), '/bin/sh', '-c', 'exit 0'];
  const child = spawn(program, args, { env: isolatedEnvironment(), stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const pipe = child.stdio[3];
  if (pipe != null && 'end' in pipe) release(pipe, {});
  const [code] = await Promise.race([
    once(child, 'close').catch((error: Error) => [error.message]),
    delay(trialMs, ['it takes too long'], { ref: false }),
  ]);
  child.kill('SIGKILL');
  return code === 0 ? undefined : said.trim().split('\n', 1)[0] || String(code);
}

function firstChild(pid: number): number | undefined {
  const [child] = textOf(`/proc/${pid}/task/${pid}/children`).trim().split(' ');
  return child ? Number(child) : undefined;
}
