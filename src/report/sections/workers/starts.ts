import type { PhaseResult, TargetResult } from '../../../model/run-result.ts';
import { thinned } from '../../../stats/group.ts';

/** When the workers of one phase began, each counted from when its own first request was due. */
export interface PhaseStarts {
  readonly target: string;
  readonly phase: string;
  /** Workers that sent something. */
  readonly started: number;
  /** The earliest first; of many, an even choice with the earliest and the latest. */
  readonly starts: readonly WorkerStart[];
  readonly spreadMs: number;
}

export interface WorkerStart {
  readonly worker: string;
  /** Negative where it began early. */
  readonly lateMs: number;
  /** Of its clock; absent if that was not measured. */
  readonly boundMs?: number;
}

const mostDrawn = 24;

/** The first repeat of each phase that two workers or more began. */
export const phaseStarts = (target: TargetResult): PhaseStarts[] =>
  target.phases
    .filter(({ repeat }) => repeat === 0)
    .map(({ name }) => startsOf(target, name))
    .filter(({ started }) => started > 1);

function startsOf({ name: target, client: { workers = [] } }: TargetResult, phase: PhaseResult['name']): PhaseStarts {
  const all = workers
    .flatMap(({ name: worker, clock, phases }) =>
      phases.flatMap((part): WorkerStart[] => {
        if (part.phase !== phase || part.repeat !== 0 || part.achievedStartMs === undefined) return [];
        const lateMs = part.achievedStartMs - part.plannedStartMs;
        return [{ worker, lateMs, ...(clock && { boundMs: clock.boundMs }) }];
      }),
    )
    .sort((a, b) => a.lateMs - b.lateMs);
  const spreadMs = (all.at(-1)?.lateMs ?? 0) - (all[0]?.lateMs ?? 0);
  return { target, phase, started: all.length, starts: thinned(all, mostDrawn), spreadMs };
}
