import type { RunResult } from '../model/run-result.ts';

/** Whether this machine was short of CPU during the load of the target: then calls took longer, and needed more environments. */
export const wasShortOfCpu = ({ verdict }: Pick<RunResult, 'verdict'>, { name }: { readonly name: string }): boolean =>
  verdict.reasons.some(({ code, target }) => code === 'cpu-contention' && (target === undefined || target === name));
