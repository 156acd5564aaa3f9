import type { LatencySummary, RequestCounts } from '../../model/measures.ts';
import type { NumberPath } from '../../model/number-path.ts';
import type { Comparison, RunResult, TargetResult } from '../../model/run-result.ts';
import { withoutAnswer } from '../../stats/request-counts.ts';
import type { InstanceName } from '../../target-kinds/target-kind.ts';
import { kindNamed } from '../../target-kinds/target-kinds.ts';
import type { Scope } from './figure.ts';

/** Which of several numbers a headline shows, and its name. */
export interface Choice<T extends object> {
  readonly path: NumberPath<T>;
  readonly label: string;
}

/** RSS, as environments on Lambda share no pages, and the PSS of a process depends on unrelated ones of the machine. */
export const memoryMultiplier = ({ memory }: TargetResult): Choice<TargetResult> | undefined =>
  memory?.multiplier?.rss === undefined ? undefined : { path: 'memory.multiplier.rss', label: 'RSS' };

export const memoryPeak = ({ memory }: TargetResult): Choice<TargetResult> | undefined =>
  memory?.peak.rssMb === undefined ? undefined : { path: 'memory.peak.rssMb', label: 'RSS' };

/** The highest percentile of general interest that the sample supports, else the slowest answer: the maximum, if all requests were answered. */
export function tail(summary: LatencySummary, requests: RequestCounts): Choice<LatencySummary> {
  if (summary.p99 !== undefined) return { path: 'p99', label: 'p99' };
  return { path: 'max', label: withoutAnswer(requests) > 0 ? 'slowest answer' : 'max' };
}

/** None of instances that are paid for while they are held idle: what a million requests cost then depends on the rate. */
export function costPerMillion(target: TargetResult): Choice<TargetResult> | undefined {
  const { billing, projected, serverCost, costs } = target;
  if (costs?.instanceTime !== undefined) return undefined;
  if (projected?.usdPerMillion !== undefined) return { path: 'projected.usdPerMillion', label: 'projected' };
  if (billing !== undefined) return { path: 'billing.usdPerMillion', label: 'billed per use' };
  if (serverCost?.usdPerMillion !== undefined)
    return { path: 'serverCost.usdPerMillion', label: 'at the demand of production' };
  return undefined;
}

/** What an instance of this target is called. */
export function instanceWord(target: TargetResult): InstanceName {
  const kind = kindNamed(target.kind);
  return (hasPrimary(target) ? kind?.workers : kind?.instance) ?? { one: 'instance', many: 'instances' };
}

/** A server of several processes has one more that hands out the connections and answers nothing. */
export const hasPrimary = ({ kind, memory }: TargetResult): boolean =>
  kindNamed(kind)?.workers !== undefined && (memory?.peak.processes ?? 0) > 1;

/** A target's line of the comparison, and its place there. */
export function compared({ comparison }: RunResult, { name }: TargetResult): ComparedTarget | undefined {
  const index = comparison?.targets.findIndex((target) => target.name === name) ?? -1;
  const target = comparison?.targets[index];
  return target && { path: `comparison.targets.${index}`, of: target };
}

type ComparedTarget = Scope<Comparison['targets'][number]>;
