import { lambdaBilling } from '../../billing/lambda-cost.ts';
import type { BillingOptions } from '../../billing/lambda-extras.ts';
import { optional } from '../../model/optional.ts';
import type { Projected, ProjectedCalls } from '../../model/schema/projected.ts';
import { type CallDemand, distributionOf } from '../demands.ts';
import { groupBy } from '../group.ts';
import { onDedicatedCpus, type ProjectedCall } from './dedicated.ts';
import type { ReplayedCall, ReplayedPhase } from './phase.ts';

/** A phase, or a whole load. */
export interface ProjectedLoad {
  /** Calls that were measured. */
  readonly demands: readonly CallDemand[];
  /** Its phases as the platform serves them. Absent where requests wait in a queue: then it serves the calls that were measured. */
  readonly replayed?: readonly ReplayedPhase[] | undefined;
  /** No call of the run was measured: the replay took those of the probe. */
  readonly isProbed?: boolean;
}

export interface ProjectedBy {
  /** CPU time of the platform per CPU time measured here. */
  readonly cpuScale: number;
  /** Of the measured bill. Absent: prices are not known. */
  readonly billing?: Omit<BillingOptions, 'source'> | undefined;
}

/** Undefined without calls. */
export function projectedOf(
  { demands, replayed, isProbed = false }: ProjectedLoad,
  by: ProjectedBy,
): Projected | undefined {
  const measured = demands.map((call) => onDedicatedCpus(call, by.cpuScale));
  const calls: readonly ReplayedCall[] = replayed?.flatMap((phase) => phase.calls) ?? measured;
  const billedMs = sumOf(calls, (call) => call.billedMs);
  if (billedMs === 0) return undefined;
  const cpuMs = sumOf(calls, (call) => call.cpuMs);
  const throttledMs = sumOf(calls, (call) => call.throttledMs);
  return {
    ...(isProbed && { fromProbe: true as const }),
    invocations: calls.length,
    billedMs,
    ...optional('usdPerMillion', usdPerMillion(calls, by.billing && paid(by.billing))),
    latencyMs: latencyOf(calls),
    waitingShareOfBilled: Math.max(0, billedMs - cpuMs - throttledMs) / billedMs,
    cpuShareOfBilled: cpuMs / billedMs,
    ...optional('threadsOverlapShare', threadsOverlapShare(calls)),
    ...(replayed && instancesOf(replayed)),
    ...optional('cold', callsOf(measured.filter(isCold), by)),
    ...optional(
      'warm',
      callsOf(
        measured.filter((call) => !isCold(call)),
        by,
      ),
    ),
  };
}

/** Absent where no call computed on several threads. */
const threadsOverlapShare = (calls: readonly ProjectedCall[]): number | undefined =>
  calls.some(({ mayOverlapMs }) => mayOverlapMs !== undefined)
    ? sumOf(calls, ({ mayOverlapMs = 0 }) => mayOverlapMs) / sumOf(calls, latencyMs)
    : undefined;

const isCold = ({ initMs }: ProjectedCall): boolean => initMs !== undefined;

function instancesOf(
  phases: readonly ReplayedPhase[],
): Pick<Projected, 'environments' | 'peakAlive' | 'coldStarts' | 'throttled' | 'bySize'> {
  return {
    environments: new Set(phases.flatMap(({ environments }) => [...environments])).size,
    peakAlive: Math.max(0, ...phases.map(({ peakAlive }) => peakAlive)),
    coldStarts: sumOf(phases, ({ coldStarts }) => coldStarts),
    throttled: sumOf(phases, ({ throttled }) => throttled),
    ...optional('bySize', bySize(phases)),
  };
}

/** Of a phase. */
function bySize([phase, ...others]: readonly ReplayedPhase[]): Projected['bySize'] {
  const groups = [...groupBy(others.length > 0 ? [] : (phase?.bursts ?? []), ({ size }) => size)];
  if (groups.length < 2) return undefined;
  return groups
    .sort(([a], [b]) => a - b)
    .map(([size, bursts]) => ({
      ...{ size, environments: Math.max(...bursts.map(({ environments }) => environments.size)) },
      ...optional('medianMs', distributionOf(bursts.flatMap(({ calls }) => calls.map(latencyMs))).p50),
    }));
}

function latencyOf(calls: readonly ProjectedCall[]): Projected['latencyMs'] {
  const { mean, p50, p90, p99, max } = distributionOf(calls.map(latencyMs));
  return { mean, ...optional('p50', p50), ...optional('p90', p90), ...optional('p99', p99), max: max ?? mean };
}

const latencyMs = ({ initMs = 0, callMs }: ProjectedCall): number => initMs + callMs;

/** What one more such call costs: nothing that is paid by the hour. */
function callsOf(calls: readonly ProjectedCall[], { billing }: ProjectedBy): ProjectedCalls | undefined {
  if (calls.length === 0) return undefined;
  return {
    calls: calls.length,
    billedMsPerCall: sumOf(calls, (call) => call.billedMs) / calls.length,
    ...optional(
      'initMsPerCall',
      calls.some(isCold) ? sumOf(calls, ({ initMs = 0 }) => initMs) / calls.length : undefined,
    ),
    ...optional('usdPerMillion', usdPerMillion(calls, billing && marginal(billing))),
    latencyMs: latencyOf(calls),
  };
}

const marginal = (billing: PricedBy): PricedBy => ({ ...paid(billing), provisioned: undefined });

/** The free tier of a month would pay for all of a short run: a month deducts it (`costs`). */
function paid(billing: PricedBy): PricedBy {
  const { freeTier: _, ...sheet } = billing.sheet;
  return { ...billing, sheet };
}

type PricedBy = NonNullable<ProjectedBy['billing']>;

const usdPerMillion = (calls: readonly ReplayedCall[], billing: ProjectedBy['billing']): number | undefined =>
  billing &&
  lambdaBilling(calls, { ...billing, source: 'report-lines' }, ({ inProvisioned = false }) => inProvisioned)
    ?.usdPerMillion;

const sumOf = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);
