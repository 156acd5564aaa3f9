import { optional } from '../../model/optional.ts';
import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import type { CallNeeds } from '../../model/plan/needs.ts';
import type { RecordedBeside } from '../../model/plan/plan-result.ts';
import { billedDurationMs } from '../../model/platform/invocation.ts';
import { recordedInstances } from '../under-load/recorded.ts';
import type { LoggedCall } from './logged-call.ts';

/** What lines show of the platform that served them. */
export interface RecordedService {
  readonly coldStarts: number;
  /** Log streams; absent where lines do not name theirs. */
  readonly environments?: number;
  /** Sum of the Billed Durations; absent where lines have none. */
  readonly billedMs?: number;
}

export function recordedOf(calls: readonly LoggedCall[]): RecordedService {
  const streams = new Set(calls.map(({ logged }) => logged.stream));
  const billed = calls.flatMap(({ logged }) => logged.billedMs ?? []);
  return {
    coldStarts: calls.filter(({ initMs }) => initMs > 0).length,
    ...optional('environments', streams.has(undefined) ? undefined : streams.size),
    ...optional('billedMs', billed.length < calls.length ? undefined : billed.reduce((a, b) => a + b, 0)),
  };
}

interface Predicting {
  readonly arrivals: RecordedArrivals;
  readonly needs: CallNeeds;
  readonly keepAliveMs: number;
}

/** What these lines show, beside what the plan predicts of the same requests: each environment that serves them is started for one. */
export function recordedBeside(
  { coldStarts, environments, billedMs }: RecordedService,
  { arrivals, needs, keepAliveMs }: Predicting,
): RecordedBeside[] {
  const [callMs, initMs] = [needs.callMs?.ms.value ?? 0, needs.initMs?.value ?? 0];
  const unlimited = { concurrency: Number.POSITIVE_INFINITY, scalingPer10s: Number.POSITIVE_INFINITY };
  const requests = arrivals.atMs.length;
  const { coldShare } = recordedInstances(arrivals, { callMs, initMs, keepAliveMs, provisioned: 0, ...unlimited });
  const cold = Math.round(coldShare * requests);
  const predictedMs = requests * billedDurationMs(callMs) + cold * (needs.startBilledMs?.value ?? initMs);
  const row = (what: string, unit: string, recorded: number | undefined, predicted: number): RecordedBeside[] =>
    recorded === undefined
      ? []
      : [
          {
            ...{ what, unit, recorded: { value: recorded, basis: 'measured' } },
            predicted: { value: predicted, basis: 'extrapolated' },
          },
        ];
  return [
    ...row('cold starts', '', coldStarts, cold),
    ...row('environments', '', environments, cold),
    ...row('billed time', 'ms', billedMs, predictedMs),
  ];
}
