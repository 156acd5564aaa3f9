import { optional } from '../model/optional.ts';
import type { Invocation } from '../model/platform/invocation.ts';
import type { EnvironmentEvent } from '../model/platform/telemetry.ts';
import type { Demands, Distribution, NeedSummary } from '../model/schema/demands.ts';
import { supportedPercentiles } from './latency.ts';
import { percentile } from './percentile.ts';

/** What an init or a call needs (`cpuMs`, `waitMs`), and what held it up here: this machine (`queuedMs`), its CPU share (`throttledMs`). */
export interface Need {
  readonly cpuMs: number;
  readonly waitMs: number;
  readonly queuedMs: number;
  /** The part of it in which something that it waits for may have gone on. */
  readonly queuedInsideMs: number;
  readonly throttledMs: number;
}

/** CPU that threads of the function used beside the main one: `parallelMs` of all CPU while other threads ran, too, at least. */
interface SeveralThreads {
  readonly cpuMs: number;
  readonly parallelMs: number;
}

export interface CallDemand {
  readonly requestId: string;
  /** When the call was handed to its environment. */
  readonly atEpochMs: number;
  readonly environmentId?: string;
  readonly call: Need;
  /** Of the init that the call waited for, or the restore in its place. */
  readonly init?: Need;
  /** Of a restore: the part that the platform bills. */
  readonly billedRestoreMs?: number;
  /** Only of a call that computed on several. */
  readonly threads?: SeveralThreads;
  /** The timeout of the function, if that ended the call: the platform bills it. */
  readonly timedOutAfterMs?: number;
  readonly memorySizeMb: number;
}

/** Of invocations whose CPU the kernel measured, without those that are left out. */
export const callDemands = (invocations: readonly Invocation[]): CallDemand[] =>
  invocations.filter((each) => isMeasured(each) && whyLeftOut(each) === undefined).map(demandOf);

function demandOf(invocation: Invocation): CallDemand {
  const { requestId, environmentId, memorySizeMb, startedAtEpochMs: atEpochMs = 0, durationMs } = invocation;
  const startMs = invocation.initMs ?? invocation.restoreMs;
  const { cpuMs = 0, cpuQueueMs: queuedMs = 0, cpuThrottledMs: throttledMs = 0, initCpuMs = 0 } = invocation;
  const { cpuQueueInsideMs = queuedMs, otherThreadsCpuMs = 0, startDelayMs = 0 } = invocation;
  const { initCpuQueueMs = 0, initCpuThrottledMs = 0, initCpuQueueInsideMs = initCpuQueueMs } = invocation;
  const call = needOf(durationMs, { cpuMs, queuedMs, queuedInsideMs: cpuQueueInsideMs, throttledMs });
  const initUse = { cpuMs: initCpuMs, queuedMs: initCpuQueueMs, throttledMs: initCpuThrottledMs };
  const init =
    startMs === undefined ? undefined : needOf(startMs, { ...initUse, queuedInsideMs: initCpuQueueInsideMs });
  const parallelMs = Math.max(0, cpuMs + queuedMs + throttledMs - durationMs);
  return {
    requestId,
    atEpochMs,
    ...optional('environmentId', environmentId),
    call,
    ...optional('init', init && { ...init, queuedMs: init.queuedMs + startDelayMs }),
    ...optional('billedRestoreMs', invocation.restoreMs === undefined ? undefined : invocation.billedRestoreMs),
    ...optional('threads', otherThreadsCpuMs > 0 ? { cpuMs: otherThreadsCpuMs, parallelMs } : undefined),
    ...optional('timedOutAfterMs', invocation.status === 'timeout' ? durationMs : undefined),
    memorySizeMb,
  };
}

/** Measured calls of which nobody knows what they need. Absent if there are none. */
export function leftOutCalls(invocations: readonly Invocation[]): Demands['leftOut'] {
  const why = invocations.filter(isMeasured).flatMap((each) => whyLeftOut(each) ?? []);
  const count = (reason: WhyLeftOut) => why.filter((each) => each === reason).length;
  if (why.length === 0) return undefined;
  return { timedOut: count('timedOut'), repeatedInit: count('repeatedInit'), ended: count('ended') };
}

const isMeasured = ({ cpuMs, cpuSource, initMs, initCpuMs }: Invocation): boolean =>
  cpuMs !== undefined && cpuSource === 'kernel' && (initMs === undefined || initCpuMs !== undefined);

type WhyLeftOut = keyof NonNullable<Demands['leftOut']>;

/**
 * The duration of an invocation whose environment ended is not what it needs. Of one in whose time a failed init was repeated, nobody knows
 * the parts of the two. Without much queueing, a call that timed out does so on the platform, too, which bills the timeout.
 */
function whyLeftOut({ status, hasOwnInit, durationMs, cpuQueueMs = 0 }: Invocation): WhyLeftOut | undefined {
  if (status === 'failure') return 'ended';
  if (hasOwnInit) return 'repeatedInit';
  return status === 'timeout' && cpuQueueMs >= durationMs / 10 ? 'timedOut' : undefined;
}

const needOf = (durationMs: number, use: Omit<Need, 'waitMs'>): Need => ({
  ...use,
  waitMs: Math.max(0, durationMs - use.cpuMs - use.queuedMs - use.throttledMs),
});

/** Absent if there are none. */
export function severalThreadsOf(calls: readonly CallDemand[]): Demands['severalThreads'] {
  const some = calls.flatMap(({ threads }) => threads ?? []);
  if (some.length === 0) return undefined;
  return { calls: some.length, cpuMsPerCall: mean(some.map(({ cpuMs }) => cpuMs)) };
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

/** `distributionOf([1, 2, 6])`: mean 3, deviation √7, p50 2, max 6. Percentiles are exact, by nearest rank. */
export function distributionOf(values: readonly number[]): Distribution {
  const ascending = Float64Array.from(values).sort();
  const percentiles = supportedPercentiles(values.length).filter(({ key }) => key === 'p90' || key === 'p99');
  const average = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return {
    ...{ count: values.length, mean: average },
    ...optional('deviation', values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : undefined),
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
