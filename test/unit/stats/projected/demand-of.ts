import type { CallDemand } from '../../../../src/stats/demands.ts';

type CpuAndWait = readonly [cpuMs: number, waitMs: number];

const need = ([cpuMs, waitMs]: CpuAndWait) => ({ cpuMs, waitMs, queuedMs: 0, queuedInsideMs: 0, throttledMs: 0 });

/** Of 1,769 MB, where a call takes its CPU and its waiting. */
export const demandOf = ({
  call,
  init,
  memorySizeMb = 1769,
}: {
  readonly call: CpuAndWait;
  readonly init?: CpuAndWait;
  readonly memorySizeMb?: number;
}): CallDemand => ({
  ...{ requestId: 'a', atEpochMs: 0, call: need(call), memorySizeMb },
  ...(init !== undefined && { init: need(init) }),
});
