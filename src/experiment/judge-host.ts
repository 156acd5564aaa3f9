import type { TargetResult } from '../model/run-result.ts';
import type { Reason } from './reason.ts';

/** Above this share of all CPU time nothing on the machine ran when it wanted to. */
const highestCpuShare = 0.9;
const highestStealShare = 0.05;

/** What the machine as a whole did during the load: generator, targets, and whatever else runs on it. */
export function hostReasons({ name, client: { host } }: TargetResult): Reason[] {
  if (host === undefined) return [];
  const { cpuShare = 0, stealShare = 0, listenOverflows = 0, synRetransmits = 0 } = host;
  const reason = (code: string, message: string, advice: string): Reason => ({
    ...{ code, weight: 'SUSPECT', target: name, message: `${message} while ${name} was loaded`, advice },
  });
  const quieter = 'close other programs, send less, or use more cores';
  const queue = 'raise net.core.somaxconn and the listen backlog of the target, or open fewer connections at once';
  return [
    cpuShare > highestCpuShare &&
      reason('host-saturated', `${percent(cpuShare)} of this machine's CPU time was used`, quieter),
    stealShare > highestStealShare &&
      reason(
        'stolen-cpu',
        `the hypervisor took ${percent(stealShare)} of this machine's CPU time`,
        'use another machine',
      ),
    listenOverflows > 0 &&
      reason('accept-queue', `an accept queue of this machine overflowed ${listenOverflows} times`, queue),
    synRetransmits > 0 &&
      reason(
        'syn-retransmits',
        `${synRetransmits} connection attempts had to be repeated, which takes 1 s each`,
        queue,
      ),
  ].filter((found) => found !== false);
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
