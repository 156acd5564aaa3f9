import { optional } from '../model/optional.ts';
import { computesInParallel, type Invocation } from '../model/platform/invocation.ts';
import type { EnvironmentEvent } from '../model/platform/telemetry.ts';
import type { Demands, Distribution, NeedSummary } from '../model/schema/demands.ts';
import { supportedPercentiles } from './latency.ts';
import { percentile } from './percentile.ts';

/** What an init or a call needs (`cpuMs`, `waitMs`), and what held it up here: this machine (`queuedMs`), its CPU share (`throttledMs`). */
export interface Need {
  readonly cpuMs: number;
  readonly waitMs: number;
  readonly queuedMs: number;
  readonly throttledMs: number;
}

export interface CallDemand {
  readonly requestId: string;
  /** When the call was handed to its environment. */
  readonly atEpochMs: number;
  readonly environmentId?: string;
  readonly call: Need;
  /** Of the init that the call waited for. */
  readonly init?: Need;
  readonly memorySizeMb: number;
}

/** Of invocations whose CPU the kernel measured, without those that are left out. */
export function callDemands(invocations: readonly Invocation[]): CallDemand[] {
  return invocations.filter(isMeasured).flatMap((invocation) => {
    if (computesInParallel(invocation) || isCutOffByQueueing(invocation)) return [];
    const { cpuMs, durationMs, initMs, initCpuMs } = invocation;
    const { cpuQueueMs, cpuThrottledMs, initCpuQueueMs, initCpuThrottledMs, startDelayMs = 0 } = invocation;
    const { requestId, environmentId, memorySizeMb, startedAtEpochMs: atEpochMs = 0 } = invocation;
    const call = needOf(durationMs, cpuMs, cpuQueueMs, cpuThrottledMs);
    const init = initMs === undefined ? undefined : needOf(initMs, initCpuMs, initCpuQueueMs, initCpuThrottledMs);
    const delayed = init && { ...init, queuedMs: init.queuedMs + startDelayMs };
    return {
      requestId,
      atEpochMs,
      ...optional('environmentId', environmentId),
      call,
      ...optional('init', delayed),
      memorySizeMb,
    };
  });
}

/** Measured calls of which nobody knows what they wait for. Absent if there are none. */
export function leftOutCalls(invocations: readonly Invocation[]): Demands['leftOut'] {
  const measured = invocations.filter(isMeasured);
  const parallel = measured.filter(computesInParallel);
  const timedOut = measured.filter((call) => !computesInParallel(call) && isCutOffByQueueing(call));
  if (parallel.length + timedOut.length === 0) return undefined;
  return { parallel: parallel.length, timedOut: timedOut.length };
}

/**
 * The duration of an invocation whose environment ended is not what it needs. Of one in whose time a failed init was repeated, nobody knows
 * the parts of the two.
 */
function isMeasured({ cpuMs, cpuSource, status, hasOwnInit, initMs, initCpuMs }: Invocation): boolean {
  if (cpuMs === undefined || cpuSource !== 'kernel' || status === 'failure') return false;
  return !hasOwnInit && (initMs === undefined || initCpuMs !== undefined);
}

/** Without that much queueing, a call that timed out does so on the platform, too, which bills the timeout. */
const isCutOffByQueueing = ({ status, durationMs, cpuQueueMs = 0 }: Invocation): boolean =>
  status === 'timeout' && cpuQueueMs >= durationMs / 10;

function needOf(durationMs: number, cpuMs = 0, queuedMs = 0, throttledMs = 0): Need {
  return { cpuMs, queuedMs, throttledMs, waitMs: Math.max(0, durationMs - cpuMs - queuedMs - throttledMs) };
}

/** Absent parts have no calls. */
export function summarizedDemands(calls: readonly CallDemand[]): Pick<Demands, 'init' | 'call' | 'cold' | 'warm'> {
  const of = (some: readonly CallDemand[]) => summarized(some.map(({ call }) => call));
  return {
    ...optional('init', summarized(calls.flatMap(({ init }) => init ?? []))),
    ...optional('call', of(calls)),
    ...optional('cold', of(calls.filter(({ init }) => init !== undefined))),
    ...optional('warm', of(calls.filter(({ init }) => init === undefined))),
  };
}

function summarized(needs: readonly Need[]): NeedSummary | undefined {
  if (needs.length === 0) return undefined;
  const of = (part: keyof Need) => distributionOf(needs.map((need) => need[part]));
  return { cpuMs: of('cpuMs'), waitMs: of('waitMs'), queuedMs: of('queuedMs'), throttledMs: of('throttledMs') };
}

/** `distributionOf([1, 2, 6])`: mean 3, p50 2, max 6. Percentiles are exact, by nearest rank. */
export function distributionOf(values: readonly number[]): Distribution {
  const ascending = Float64Array.from(values).sort();
  const percentiles = supportedPercentiles(values.length).filter(({ key }) => key === 'p90' || key === 'p99');
  return {
    count: values.length,
    mean: ascending.reduce((sum, value) => sum + value, 0) / values.length,
    ...optional('p50', percentile(ascending, 50)),
    ...Object.fromEntries(percentiles.map(({ key, percent }) => [key, percentile(ascending, percent)])),
    ...optional('max', ascending.at(-1)),
  };
}

/**
 * Of environments that take one call at a time: the mean peak of their resident memory when they had initialized, and how much higher it was
 * after calls. Absent if it is not known of both.
 */
export function memoryOfEnvironments(
  events: readonly EnvironmentEvent[],
  invocations: readonly Invocation[],
): Demands['memory'] {
  const initialized = new Map<string, number>();
  for (const { record } of events)
    if (record.state === 'idle' && record.peakRssMb !== undefined && !initialized.has(record.environmentId))
      initialized.set(record.environmentId, record.peakRssMb);
  const highest = new Map<string, number>();
  for (const { environmentId = '', maxMemoryUsedMb } of invocations)
    if (initialized.has(environmentId))
      highest.set(environmentId, Math.max(maxMemoryUsedMb, highest.get(environmentId) ?? 0));
  if (highest.size === 0) return undefined;
  const basePerEnvironmentMb = mean([...highest.keys()].map((id) => initialized.get(id) ?? 0));
  return { basePerEnvironmentMb, perRequestMb: Math.max(0, mean([...highest.values()]) - basePerEnvironmentMb) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
