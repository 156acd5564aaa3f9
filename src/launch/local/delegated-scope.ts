import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { optional } from '../../model/optional.ts';
import { delegatedGroupPrefix } from '../../model/platform/lambda.ts';
import { printable } from '../../model/printable.ts';
import { readProc } from '../meters/proc.ts';

/** Begins the command line of a program that gets a control group of its own. */
export interface Scope {
  readonly command: readonly string[];
  /** What systemd-run needs; the program does not get it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Reports that a program may not have a control group of its own, and why. */
export interface NoScope {
  readonly trouble: string;
}

/**
 * A scope of systemd's with delegated controllers: without root, only systemd's user manager can make a group that is ours
 * (systemd.io, "Control Group APIs and Delegation"). Undefined where none is needed or systemd has none to give: in the root group, in
 * version 1, without systemd.
 */
export async function delegatedScope(): Promise<Scope | NoScope | undefined> {
  if (!isInForeignGroup() || !existsSync('/run/systemd/system')) return undefined;
  tried ??= tryScope();
  const trouble = await tried;
  return trouble === undefined ? scopeFor(process.getuid?.()) : { trouble };
}

/** One trial for all programs of this process. */
let tried: Promise<string | undefined> | undefined;

/** With version 2 alone: `0::/user.slice/...`. */
const isInForeignGroup = (): boolean =>
  existsSync('/sys/fs/cgroup/cgroup.controllers') && /^0::\/./m.test(readProc('/proc/self/cgroup') ?? '');

const answerWithinMs = 3000;

/** Why it cannot be made. */
function tryScope(): Promise<string | undefined> {
  const { command, environment } = scopeFor(process.getuid?.());
  const [program = '', ...args] = [...command, 'true'];
  const options = { env: environment, timeout: answerWithinMs, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve) => {
    execFile(program, args, options, (error, _stdout, stderr) => {
      if (error === null) return resolve(undefined);
      const said = stderr.trim().split('\n').at(-1) || endingOf(error);
      resolve(`systemd gives no control group without root (systemd-run: ${printable(said)})`);
    });
  });
}

const endingOf = ({ killed, code }: ExecFileException): string =>
  killed === true ? `it did not end within ${answerWithinMs / 1000} s` : `exit code ${code}`;

let scopes = 0;

/** What systemd-run needs of the environment, or gives to it, does not reach the program. */
const unset = ['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'INVOCATION_ID'].flatMap((name) => ['-u', name]);

export function scopeFor(uid: number | undefined): Scope {
  scopes += 1;
  const runtimeDirectory = process.env['XDG_RUNTIME_DIR'] ?? `/run/user/${uid}`;
  return {
    command: [
      ...['systemd-run', ...(uid === 0 ? [] : ['--user'])],
      ...['--scope', '--quiet', '--collect', `--unit=${delegatedGroupPrefix}${process.pid}-${scopes}`],
      // The default is a share of the machine's limit, and a burst of 1,000 environments has 11,000 threads.
      ...['--property=Delegate=yes', '--property=TasksMax=infinity'],
      ...['--', 'env', ...unset],
    ],
    environment: {
      ...optional('PATH', process.env['PATH']),
      ...(uid !== 0 && { XDG_RUNTIME_DIR: runtimeDirectory }),
      ...(uid !== 0 && optional('DBUS_SESSION_BUS_ADDRESS', process.env['DBUS_SESSION_BUS_ADDRESS'])),
    },
  };
}
