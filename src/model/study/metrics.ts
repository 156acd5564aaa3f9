/** What one sample of a study may say in `values`. Names carry their units. */
export const studyMetrics = {
  clientMs: { label: 'client total', about: 'from the send of the request to the last byte of its answer' },
  initMs: { label: 'init', about: 'Init Duration of the platform' },
  restoreMs: { label: 'restore', about: 'Restore Duration of the platform, from a snapshot' },
  durationMs: { label: 'duration', about: 'Duration of the call, without its init' },
  billedMs: { label: 'billed', about: 'Billed Duration' },
  invisibleMs: {
    label: 'invisible cold time',
    about: 'client total of a cold call, less the network and what the log accounts for',
  },
  unpackMs: {
    label: 'unpacking',
    about: 'of the archives of the package, before the init; part of the invisible cold time',
  },
  startDelayMs: { label: 'start delay', about: 'before the init or the call, waiting for a CPU of this machine' },
  queuedMs: { label: 'queued here', about: 'in the init and the call, waiting for a CPU of this machine' },
  memoryMb: { label: 'memory used', about: 'Max Memory Used' },
  initCpuMs: { label: 'CPU of the init', about: 'CPU time of the environment before its first call' },
  cpuMs: { label: 'CPU of the call', about: 'CPU time of the environment during the call' },
  projectedInitMs: { label: 'init, projected', about: 'the init on dedicated CPUs at the memory size' },
  projectedRestoreMs: { label: 'restore, projected', about: 'the restore on dedicated CPUs at the memory size' },
  projectedDurationMs: { label: 'duration, projected', about: 'the call on dedicated CPUs at the memory size' },
  projectedBilledMs: { label: 'billed, projected', about: 'billed time on dedicated CPUs at the memory size' },
  launchMs: { label: 'launch', about: 'from the spawn of a process to its first output' },
  idleMs: { label: 'idle time', about: 'time for which an environment had no request before this one' },
  survived: { label: 'still there', about: '1 if the environment was still there after its idle time, else 0' },
  proactive: {
    label: 'initialized ahead',
    about: '1 if the environment that took its place was initialized before a request waited for it, else 0',
  },
} as const satisfies Record<string, { readonly label: string; readonly about: string }>;

export type StudyMetric = keyof typeof studyMetrics;

export const studyMetricNames = Object.keys(studyMetrics) as [StudyMetric, ...StudyMetric[]];
