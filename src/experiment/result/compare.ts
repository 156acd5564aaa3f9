import { breakEvensOf } from '../../billing/month/break-even.ts';
import { optional } from '../../model/optional.ts';
import type { Comparison, TargetResult } from '../../model/run-result.ts';
import type { Memory, Multiplier } from '../../model/schema/memory.ts';

/** Compares every target with the baseline. Undefined if there is no baseline or it answered nothing. */
export function compareTargets(
  targets: readonly TargetResult[],
  baselineName: string | undefined,
): Comparison | undefined {
  const baseline = targets.find((target) => target.name === baselineName);
  if (baseline === undefined || baseline.requests.answered === 0) return undefined;
  const breakEvens = breakEvensOf(targets.flatMap(({ name, costs }) => (costs === undefined ? [] : [{ name, costs }])));
  return {
    baseline: baseline.name,
    targets: targets.map((target) => ({
      name: target.name,
      memoryMultiplier: memoryMultiplier(target.memory, baseline.memory),
      ...optional('environmentMultiplier', ratio(environments(target), environments(baseline))),
      ...optional('projectedEnvironmentMultiplier', projectedMultiplier(target, baseline)),
      ...optional('p50Ratio', ratio(p50(target), p50(baseline))),
      ...optional('usdPerMillionRatio', ratio(usdPerMillion(target), usdPerMillion(baseline))),
    })),
    ...optional('breakEven', breakEvens.length === 0 ? undefined : breakEvens),
  };
}

export function memoryMultiplier(memory: Memory | undefined, baseline: Memory | undefined): Multiplier {
  return {
    ...optional('rss', ratio(memory?.peak.rssMb, baseline?.peak.rssMb)),
    ...optional('pss', ratio(memory?.peak.pssMb, baseline?.peak.pssMb)),
    ...optional('allocated', ratio(memory?.allocatedMb, baseline?.allocatedMb)),
  };
}

/** With unidentified responses, the number of environments is unknown. */
const environments = ({ environments: { distinct } }: TargetResult): number | undefined =>
  distinct === 0 ? undefined : distinct;

/** A server has as many processes on the platform as here. */
const projectedMultiplier = ({ projected }: TargetResult, baseline: TargetResult): number | undefined =>
  ratio(projected?.environments, baseline.projected?.environments ?? environments(baseline));

const p50 = (target: TargetResult): number | undefined => target.latencyMs.serviceTime.all?.p50;

/** The bill of a run leaves out how long instances are held idle afterwards: what a million requests cost depends on the rate. */
const usdPerMillion = ({ costs, projected, billing, serverCost }: TargetResult): number | undefined =>
  costs?.instanceTime === undefined
    ? (projected?.usdPerMillion ?? billing?.usdPerMillion ?? serverCost?.usdPerMillion)
    : undefined;

const ratio = (value: number | undefined, base: number | undefined): number | undefined =>
  value === undefined || base === undefined || base === 0 ? undefined : value / base;
