import { optional } from '../../model/optional.ts';
import type { TargetResult } from '../../model/run-result.ts';

/** How long a call of a function occupies its environment, on average, and the metric that it comes from. */
export interface CallDurations {
  readonly warm: CallDuration;
  /** With the init. Absent: no call waited for one. */
  readonly cold?: CallDuration;
}

interface CallDuration {
  readonly ms: number;
  readonly metric: string;
}

/**
 * Of a function that is billed per call: projected, so that the machine of the run does not matter, else from its bill, as of a deployed
 * function. Undefined where no call has a billed duration.
 */
export function callDurations(target: TargetResult): CallDurations | undefined {
  const { billing } = target;
  if (billing === undefined || billing.pricedAs !== undefined) return undefined;
  return projectedDurations(target) ?? billedDurations(target);
}

function projectedDurations({ projected }: TargetResult): CallDurations | undefined {
  if (projected === undefined) return undefined;
  const { warm, cold } = projected;
  const withInit = cold && { ms: cold.latencyMs.mean, metric: 'projected.cold.latencyMs.mean' };
  if (warm !== undefined)
    return {
      warm: { ms: warm.latencyMs.mean, metric: 'projected.warm.latencyMs.mean' },
      ...optional('cold', withInit),
    };
  if (cold === undefined || withInit === undefined) return undefined;
  // Without a warm call, the call after the init is the best estimate of one.
  const ms = cold.latencyMs.mean - (cold.initMsPerCall ?? 0);
  return { warm: { ms, metric: 'projected.cold.latencyMs.mean - projected.cold.initMsPerCall' }, cold: withInit };
}

function billedDurations({ billing, environments }: TargetResult): CallDurations | undefined {
  if (billing === undefined || billing.invocations === 0) return undefined;
  const { billedMs, initMs = 0, invocations } = billing;
  const ms = (billedMs - initMs) / invocations;
  if (!(ms > 0)) return undefined;
  const { coldStarts = 0 } = environments;
  const cold = { ms: ms + initMs / coldStarts, metric: 'warm call + billing.initMs / environments.coldStarts' };
  return {
    warm: { ms, metric: '(billing.billedMs - billing.initMs) / billing.invocations' },
    ...optional('cold', coldStarts === 0 ? undefined : cold),
  };
}
