import type { Sample } from '../../model/sample.ts';
import { isDeployed } from '../../target-kinds/target-kinds.ts';
import { FiredRequests } from '../observe/fired-requests.ts';
import { phaseIn, type RunToMerge, type Stage, stageKey, startOf } from './run-to-merge.ts';
import type { SeenOfRun } from './worker-of-run.ts';

interface Missing {
  readonly run: string;
  readonly target: string;
  readonly received: number;
  readonly expected: number;
}

/** Which samples came of which run. */
export class SeenInRuns {
  private readonly stages: Map<string, { received: number; firstSentAtMs: number | undefined }>[];
  private readonly executed = new Map<string, FiredRequests[]>();
  private readonly startedAtEpochMs: number;
  private readonly deployed: ReadonlySet<string>;

  constructor(runs: readonly RunToMerge[]) {
    this.stages = runs.map(() => new Map());
    this.startedAtEpochMs = startOf(runs);
    this.deployed = new Set(runs[0]?.scenario.targets.filter(isDeployed).map(({ name }) => name));
  }

  add(sample: Sample, run: number): void {
    const key = stageKey(sample);
    const stages = this.stages[run];
    const seen = stages?.get(key) ?? { received: 0, firstSentAtMs: undefined };
    stages?.set(key, seen);
    seen.received += 1;
    if (sample.sentAtMs !== undefined)
      seen.firstSentAtMs = Math.min(seen.firstSentAtMs ?? Number.POSITIVE_INFINITY, sample.sentAtMs);
    if (this.deployed.has(sample.target)) this.firedIn(sample.target, sample.repeat).add(sample);
  }

  of(stage: Stage, run: number): SeenOfRun {
    return this.stages[run]?.get(stageKey(stage)) ?? { received: 0, firstSentAtMs: undefined };
  }

  /** By repeat, of a deployed function: the requests that it executed. */
  fired(target: string): readonly FiredRequests[] {
    return this.executed.get(target) ?? [];
  }

  /** Stages of which a file has other samples than its result. */
  incomplete(runs: readonly RunToMerge[], stages: readonly Stage[]): Missing[] {
    return runs.flatMap(({ name: run, result }, index) =>
      stages.flatMap((stage) => {
        const requests = phaseIn(result, stage)?.requests;
        const expected = requests === undefined ? 0 : requests.sent + requests.notSent;
        const { received } = this.of(stage, index);
        return received === expected ? [] : [{ run, target: stage.target, received, expected }];
      }),
    );
  }

  private firedIn(target: string, repeat: number): FiredRequests {
    const ofTarget = this.executed.get(target) ?? [];
    this.executed.set(target, ofTarget);
    ofTarget[repeat] ??= new FiredRequests(this.startedAtEpochMs);
    return ofTarget[repeat];
  }
}
