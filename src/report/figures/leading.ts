import { type NumberPath, numberAt } from '../../model/number-path.ts';
import type { TargetResult } from '../../model/run-result.ts';

/** A figure that a run measured and that its demands project to the platform. Each is shown with its label. */
export interface Pair {
  readonly projected: NumberPath<TargetResult>;
  readonly measured: NumberPath<TargetResult>;
}

/** The projected figure leads: this machine has no part in it. */
export const billedTime: Pair = { projected: 'projected.billedMs', measured: 'billing.billedMs' };
export const costPerMillionCalls: Pair = {
  projected: 'projected.usdPerMillion',
  measured: 'billing.usdPerMillion',
};
export const waitingShare: Pair = {
  projected: 'projected.waitingShareOfBilled',
  measured: 'utilization.waitingShareOfBilled',
};
export const cpuShare: Pair = {
  projected: 'projected.cpuShareOfBilled',
  measured: 'utilization.cpuShareOfBilled',
};

/** The measured count leads, unless this machine was short of CPU: then calls took longer, and needed more environments. */
export const environmentCount: Pair = { projected: 'projected.environments', measured: 'environments.distinct' };
export const coldStartCount: Pair = { projected: 'projected.coldStarts', measured: 'environments.coldStarts' };

export const isProjected = (target: TargetResult, { projected }: Pair): boolean =>
  numberAt(target, projected) !== undefined;
