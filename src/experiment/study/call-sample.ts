import type { Called } from '../../launch/cells/cell-functions.ts';
import { optional } from '../../model/optional.ts';
import type { Invocation } from '../../model/platform/invocation.ts';
import { answerMeasures } from '../../model/study/answer-measures.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import { callDemands } from '../../stats/demands.ts';
import { onDedicatedCpus } from '../../stats/projected/dedicated.ts';

type CallOrigin = Pick<StudySample, 'cell' | 'round' | 'run' | 'copy' | 'call' | 'forcedBy'> & {
  readonly start: 'cold' | 'warm';
};

/** One call as a sample, once the platform has reported about it. */
export function callSample(
  place: CallOrigin,
  called: Called,
  invocation: Invocation | undefined,
  measure: Readonly<Record<string, string>>,
): StudySample {
  const measures = answerMeasures(called.answer.toString('utf8'), measure);
  const error = called.failure ?? wrongStart(place.start, invocation);
  return {
    ...place,
    atEpochMs: called.sentAtEpochMs,
    values: { clientMs: called.clientMs, ...(invocation && reportedValues(invocation)) },
    ...(Object.keys(measure).length > 0 && { measures }),
    ...optional('environmentId', invocation?.environmentId),
    ...optional('requestId', called.requestId),
    ...optional('error', error),
  };
}

export const notSent = 'not sent: the cold call of the run failed';

/** A run of which the first call failed sends no more: its samples say so. */
export const unsentSample = (place: CallOrigin): StudySample => ({
  ...place,
  atEpochMs: Date.now(),
  values: {},
  error: notSent,
});

/** Pooled with the others, a call that started warm would make cold starts look short, and the other way around. */
function wrongStart(start: 'cold' | 'warm', invocation: Invocation | undefined): string | undefined {
  if (invocation === undefined) return undefined;
  const isCold = invocation.initMs !== undefined || invocation.restoreMs !== undefined;
  if (isCold === (start === 'cold')) return undefined;
  return isCold ? 'the call started an environment; expected a warm one' : 'an environment was there; expected none';
}

function reportedValues(invocation: Invocation): StudySample['values'] {
  const { initMs, restoreMs, durationMs, billedMs, maxMemoryUsedMb, startDelayMs, initCpuMs, cpuMs, unpackMs } =
    invocation;
  const [demand] = callDemands([invocation]);
  const projected = demand && onDedicatedCpus(demand, 1);
  const isMeasured = demand !== undefined;
  const queuedMs = (demand?.call.queuedMs ?? 0) + (invocation.initCpuQueueMs ?? 0);
  return {
    ...optional('initMs', initMs),
    ...optional('restoreMs', restoreMs),
    ...{ durationMs, billedMs, memoryMb: maxMemoryUsedMb },
    ...optional('startDelayMs', startDelayMs),
    ...optional('unpackMs', unpackMs),
    ...optional('queuedMs', isMeasured ? queuedMs : undefined),
    ...optional('initCpuMs', initMs === undefined ? undefined : initCpuMs),
    ...optional('cpuMs', cpuMs),
    ...optional(initMs === undefined ? 'projectedRestoreMs' : 'projectedInitMs', projected?.initMs),
    ...optional('projectedDurationMs', projected?.callMs),
    ...optional('projectedBilledMs', projected?.billedMs),
  };
}
