import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { endsWithUs } from '../helpers/process-group.ts';
import { programFile } from '../local/program-file.ts';

const setpriv = '/usr/bin/setpriv';

/** A meter in a process of its own, so that it never delays the load generator. It ends with us. */
export function forkMeter(program: string, args: readonly string[] = []): ChildProcess {
  const child = fork(programFile(program), args, {
    // The kernel kills it when we are gone, also if it is stopped and cannot see its channel close.
    ...(existsSync(setpriv) && { execPath: setpriv, execArgv: ['--pdeathsig', 'KILL', process.execPath] }),
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  });
  endsWithUs(child);
  return child;
}
