import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fail } from '../program.ts';

const chrt = '/usr/bin/chrt';
/** Any real-time priority is above all other programs; 2 is above a load generator that runs at 1. */
const priority = '2';

/**
 * This process, its threads and all that they start get a CPU as soon as they want one (SCHED_FIFO, see sched(7)). Ends the process with a line on
 * stderr where that cannot be, or where no CPU would be left to others.
 */
export function runBeforeOthers(processes: number): void {
  const cpus = availableParallelism();
  const refuse = (why: string) =>
    fail(`realTime: ${why}; leave it out, and the server shares the CPUs with other programs`);
  if (processes >= cpus) refuse(`${processes} processes on ${cpus} CPUs would leave none to the load generator`);
  if (!existsSync(chrt)) refuse(`expected ${chrt} of util-linux`);
  try {
    execFileSync(chrt, ['--all-tasks', '--fifo', '--pid', priority, String(process.pid)], { stdio: 'pipe', env: {} });
  } catch (error) {
    refuse(`${chrt} failed, which needs root or CAP_SYS_NICE (${(error as Error).message.split('\n').at(1) ?? ''})`);
  }
}
