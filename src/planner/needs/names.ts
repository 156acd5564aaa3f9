/** Of the numbers that a call needs: in words, and the unit. */
export const needNames = {
  cpuMs: ['CPU per call', 'ms'],
  waitMs: ['waiting per call', 'ms'],
  initCpuMs: ['CPU of an init', 'ms'],
  initWaitMs: ['waiting of an init', 'ms'],
  initMs: ['init', 'ms'],
  startBilledMs: ['billed part of a restore', 'ms'],
  baseMb: ['memory before the first call', 'MB'],
  besideMb: ['memory of processes that answer nothing', 'MB'],
  perRequestMb: ['memory per call in flight', 'MB'],
  maxMemoryUsedMb: ['most memory in use', 'MB'],
  connections: ['connections per process', ''],
} as const;

export const needKeys = Object.keys(needNames) as (keyof typeof needNames)[];
