import { optional } from '../../model/optional.ts';
import type { TargetResult } from '../../model/run-result.ts';

/** How long a call of a function occupies its environment, and the metric that it comes from. */
export interface CallDurations {
  readonly warm: { readonly ms: number; readonly metric: string };
  /** With the init. Absent: no call waited for one. */
  readonly cold?: { readonly ms: number; readonly metric: string };
}

/** Undefined for what is not billed per call, and where no call has a billed duration. */
export function callDurations({ billing, environments }: TargetResult): CallDurations | undefined {
  if (billing === undefined || billing.pricedAs !== undefined || billing.invocations === 0) return undefined;
  const ms = (billing.billedMs - billing.initMs) / billing.invocations;
  if (!(ms > 0)) return undefined;
  const coldStarts = environments.coldStarts ?? 0;
  const coldMs = coldStarts === 0 ? undefined : ms + billing.initMs / coldStarts;
  return {
    warm: { ms, metric: '(billing.billedMs - billing.initMs) / billing.invocations' },
    ...optional(
      'cold',
      coldMs === undefined
        ? undefined
        : { ms: coldMs, metric: 'the same, plus billing.initMs / environments.coldStarts' },
    ),
  };
}
