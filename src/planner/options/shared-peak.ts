import { optional } from '../../model/optional.ts';
import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import { count } from '../../text/format.ts';
import { initMsOf, serverCallMs } from '../needs/numbers.ts';
import { letInOf } from '../trace/let-in.ts';
import type { Estimate } from '../under-load/estimate.ts';
import { windowWords } from '../under-load/peak-window.ts';
import { type SimulatedPeak, simulatedPeak, simulatedRecord } from '../under-load/simulated-peak.ts';
import { coldOverDay, meanOfDay, overHours, type SteadyInstances } from '../under-load/steady.ts';
import { notCarried, notSimulated, type OptionAnswer, type OptionContext, type SimulatedAnswer } from './option.ts';
import {
  atOnceOf,
  cpuShareOf,
  letIn,
  mostPerSecond,
  platformOf,
  type SharedSize,
  sharedRefused,
  steadyOf,
  withRates,
} from './shared.ts';

/** For which Cloud Run lets a request wait. */
const longestQueueMs = 10_000;

/** The peak, or the record of it, simulated. Other rates take closed forms, where a request occupies its place for as long as in the simulation. */
export function sharedPeak(
  size: SharedSize,
  context: OptionContext,
  answer: OptionAnswer,
  seed: number,
): SimulatedAnswer | undefined {
  if (answer.instanceLimit?.ofTenant === 0) return notSimulated(answer, 'no instance may start');
  if (answer.latencyMs.steady === undefined) return notSimulated(answer, notCarried);
  const record = context.demand.arrivals && letInOf(context.demand.arrivals, mostPerSecond(size, context));
  const found = simulated(size, context, seed, record);
  if (typeof found === 'string') return notSimulated(answer, found);
  const at = (end: keyof Estimate) => answerAt(end, found, { size, context, answer, record });
  return { value: at('value'), low: at('low'), high: at('high') };
}

function simulated(
  size: SharedSize,
  context: OptionContext,
  seed: number,
  record: RecordedArrivals | undefined,
): SimulatedPeak | string {
  const { needs, demand, platform } = context;
  const on = { platform: platformOf(size, context), perInstance: 1, seed };
  const recorded = record && simulatedRecord(record, on);
  if (recorded !== undefined) return recorded;
  const atOnce = atOnceOf(size, context);
  const [callMs, initMs] = [serverCallMs(needs, size.vcpu) ?? 0, initMsOf(needs, size.vcpu)];
  const perSecond = letIn(size, context, demand.peakPerSecond);
  return simulatedPeak({
    ...{ ...on, perSecond, callMs, initMs, settleMs: platform.keepAliveMs },
    // Requests above what is served wait for as long as any may.
    queueMs:
      size.whenFull === 'waits' && sharedRefused(size, context) > 0 ? longestQueueMs / sharedRefused(size, context) : 0,
    warming: (placeMs) => steadyOf(size, context, placeMs).at(perSecond).p50 * atOnce,
    // An instance that is filled at once needs the CPU of all of its calls.
    readyMs: 2 * (initMs + callMs + ((needs.cpuMs ?? 0) * atOnce) / size.vcpu),
  });
}

interface Of {
  readonly size: SharedSize;
  readonly context: OptionContext;
  readonly answer: OptionAnswer;
  /** What the request rate lets in of a record. */
  readonly record: RecordedArrivals | undefined;
}

/** Of all requests, with the share of those that are let in: a record is refused second by second. */
function throttledOf(
  end: keyof Estimate,
  { throttledShare, window }: SimulatedPeak,
  { size, context, answer, record }: Of,
) {
  const { arrivals } = context.demand;
  if (window.kind === 'record' && record !== undefined && arrivals !== undefined)
    return 1 - (record.atMs.length / arrivals.atMs.length) * (1 - (throttledShare?.[end] ?? 0));
  return throttledShare === undefined ? answer.throttledShare : withRates(size, context, throttledShare[end]);
}

/** What the request rate refuses of a record. */
function recordRefused({ context, record }: Of): string[] {
  const all = context.demand.arrivals?.atMs.length ?? 0;
  const refused = all - (record?.atMs.length ?? all);
  return refused === 0
    ? []
    : [`the request rate refuses ${count(refused)} of the ${count(all)} requests of the record, second by second`];
}

function answerAt(end: keyof Estimate, found: SimulatedPeak, of: Of): OptionAnswer {
  const { size, context, answer } = of;
  const { demand, needs } = context;
  const { placeMs, instances, latencyMs, coldShare, window, overTime } = found;
  const isRecord = window.kind === 'record';
  const throttled = throttledOf(end, found, of);
  const callMs = serverCallMs(needs, size.vcpu) ?? 0;
  const inPlaceMs = placeMs?.[end] ?? callMs;
  const steady = steadyOf(size, context, inPlaceMs);
  const peak =
    window.kind === 'window'
      ? atLeast(found.mostInFlight / atOnceOf(size, context), steady.at(demand.peakPerSecond))
      : { mean: instances.mean[end], p50: instances.p50[end], p99: instances.p99[end] };
  const meanAt = (perSecond: number, closed: number) => (perSecond === demand.peakPerSecond ? peak.mean : closed);
  const coldAtPeak = coldShare?.[end] ?? steady.coldAt(demand.peakPerSecond);
  const coldAt = (perSecond: number) => (perSecond === demand.peakPerSecond ? coldAtPeak : steady.coldAt(perSecond));
  const isAtPeak = isRecord || demand.averagePerSecond === demand.peakPerSecond;
  const overDay = overHours(demand.hours, (perSecond) =>
    isRecord ? found.average[end] : meanAt(perSecond, steady.at(perSecond).mean),
  );
  const why = `less than the ${Math.round(context.platform.keepAliveMs / 1000)} s for which idle instances are kept, so their number is by closed forms, for requests that occupy their places for ${Number(inPlaceMs.toPrecision(4))} ms`;
  return {
    ...answer,
    instances: {
      average: meanOfDay(overDay),
      ...peak,
      ...(isRecord && { most: found.mostInstances }),
      overDay,
    },
    meanAt,
    ...(callMs > 0 && { stretch: inPlaceMs / callMs }),
    coldShare: isAtPeak ? coldAtPeak : coldOverDay(demand.hours, { coldAt, alive: overDay }),
    coldShareAtPeak: coldAtPeak,
    ...optional('throttledShare', throttled),
    latencyMs: isLatencyKnown(context, coldAtPeak)
      ? { ...answer.latencyMs, ...(latencyMs && { steady: { p50: latencyMs.p50[end], p99: latencyMs.p99[end] } }) }
      : answer.latencyMs,
    ...optional(
      'cpuShare',
      cpuShareOf(size, context, {
        perSecond: demand.peakPerSecond * (1 - (throttled ?? 0)),
        alive: peak.mean,
      }),
    ),
    ...(isRecord && { mostInFlight: found.mostInFlight }),
    peakHour: { ...window, overTime: [...overTime] },
    assumes: [...answer.assumes, windowWords(window, why), ...(isRecord ? recordRefused(of) : [])],
  };
}

/** Without a known init, p99 is that of a warm call where fewer than 1% wait for one. */
const isLatencyKnown = ({ needs }: OptionContext, coldShare: number): boolean =>
  needs.initMs !== undefined || coldShare < 0.01;

/** What a window needed at the most is there for longer than the window. */
function atLeast(needed: number, { mean, p50, p99 }: SteadyInstances): SteadyInstances {
  const least = Math.ceil(needed);
  return { mean: Math.max(least, mean), p50: Math.max(least, p50), p99: Math.max(least, p99) };
}
