import type { PhaseResult, TargetResult } from '../../../src/model/run-result.ts';
import { MeasuresAccumulator } from '../../../src/stats/measures.ts';

/** A target that was asked nothing; each test states what it is about. */
export const targetResult = (name: string, stated: Partial<TargetResult> = {}): TargetResult =>
  ({
    name,
    kind: 'local-lambda',
    status: 'complete',
    ...new MeasuresAccumulator().finish(),
    phases: [],
    client: { sendSpread: { bursts: 0 } },
    ...stated,
  }) as TargetResult;

export const phaseResult = (name: string, stated: Partial<PhaseResult> = {}): PhaseResult => ({
  ...new MeasuresAccumulator().finish(),
  ...{ name, kind: 'burst', repeat: 0, startedAtMs: 0, finishedAtMs: 1 },
  ...stated,
});

export const answered = (answered: number): Pick<TargetResult, 'requests'> => ({
  requests: { ...targetResult('x').requests, sent: answered, answered },
});

export const distinct = (distinct: number): Pick<TargetResult, 'environments'> => ({
  environments: { ...targetResult('x').environments, distinct },
});

export const medianMs = (p50: number): Pick<TargetResult, 'latencyMs'> => ({
  latencyMs: { serviceTime: { all: { count: 10, min: p50, mean: p50, p50, max: p50 } }, responseTime: {} },
});
