import type { OptionOf } from '../../../scenario/plan/options.ts';
import type { ManagedInstances } from '../../../simulator/platforms/managed.ts';
import { initMsOf, serverCallMs } from '../../needs/numbers.ts';
import type { Estimate } from '../../under-load/estimate.ts';
import { windowWords } from '../../under-load/peak-window.ts';
import { servingOf } from '../../under-load/serving.ts';
import { type SimulatedBurst, simulatedBurst } from '../../under-load/simulated-burst.ts';
import { type SimulatedPeak, simulatedPeak, simulatedRecord } from '../../under-load/simulated-peak.ts';
import { overHours } from '../../under-load/steady.ts';
import { notCarried, notSimulated, type OptionAnswer, type OptionContext, type SimulatedAnswer } from '../option.ts';
import { cpuShareOf, doubleWithinMs, fewestManaged, forMemory, headroom, remembered, usableOf } from './size.ts';

type Managed = OptionOf<'managed'>;

/** Each arrival looks at every environment: more take too long. */
const mostEnvironments = 2000;
/** Within it the platform looks at CPU and places once after a burst. */
const looksAfterMs = 6000;

/** The peak with the scaling of the platform. Undefined where it is not carried, or too large. */
export function managedPeak(
  spec: Managed,
  answer: OptionAnswer,
  context: OptionContext,
  seed: number,
): SimulatedAnswer | undefined {
  if (usableOf(spec).vcpu < 1) return undefined;
  if (answer.latencyMs.steady === undefined) return notSimulated(answer, notCarried);
  const found = isFew(answer) ? simulated(spec, answer, context, seed) : tooMany;
  if (typeof found === 'string') return notSimulated(answer, found);
  const at = (end: keyof Estimate) => answerAt(end, found, { spec, answer, context });
  return { value: at('value'), low: at('low'), high: at('high') };
}

const isFew = ({ instances, processes = 1 }: OptionAnswer): boolean => instances.mean * processes <= mostEnvironments;

const tooMany = 'too many environments to simulate its peak, which is by closed forms';

function simulated(spec: Managed, answer: OptionAnswer, context: OptionContext, seed: number): SimulatedPeak | string {
  const { needs, demand } = context;
  const { processes = 1, memory } = answer;
  // Bursts that the platform remembers hold what they need; so does memory, which it does not see.
  const isHeld = spec.count !== undefined || remembered(demand) > 0;
  const fewest = isHeld ? answer.instances.mean : Math.max(fewestManaged, forMemory(memory?.held));
  const on = {
    platform: platformOf(spec, context, { fewest, atStart: answer.instances.mean, processes }),
    perInstance: processes,
    seed,
  };
  const recorded = demand.arrivals && simulatedRecord(demand.arrivals, on);
  if (recorded !== undefined) return recorded;
  return simulatedPeak({
    ...{ ...on, perSecond: demand.peakPerSecond, warming: () => 0, readyMs: 0, settleMs: doubleWithinMs, queueMs: 0 },
    ...{ callMs: serverCallMs(needs, processes) ?? 0, initMs: initMsOf(needs) },
  });
}

interface Sized {
  readonly fewest: number;
  readonly atStart: number;
  readonly processes: number;
}

/** An environment for each process, with an event loop and a vCPU of its own. */
function platformOf(spec: Managed, { needs }: OptionContext, { fewest, atStart, processes }: Sized): ManagedInstances {
  return {
    ...{ kind: 'managed', serving: servingOf(needs, 1), perEnvironment: spec.perVcpu, vcpus: 1, headroom },
    init: { kind: 'constant', ms: initMsOf(needs) },
    ...{ targetCpuShare: spec.targetUtilization, doubleWithinMs, minEnvironments: fewest * processes },
    maxEnvironments: spec.count === undefined ? Number.POSITIVE_INFINITY : spec.count * processes,
    environmentsAtStart: Math.max(fewest, Math.ceil(atStart)) * processes,
  };
}

interface Of {
  readonly spec: Managed;
  readonly answer: OptionAnswer;
  readonly context: OptionContext;
}

function answerAt(
  end: keyof Estimate,
  { placeMs, instances, average: ofRecord, mostInstances, latencyMs, throttledShare, window, overTime }: SimulatedPeak,
  { spec, answer, context }: Of,
): OptionAnswer {
  const { demand, needs } = context;
  const callMs = serverCallMs(needs, answer.processes ?? 1) ?? 0;
  // The closed forms give the state that the platform settles in.
  const { mean, p50, p99 } = answer.instances;
  const peak =
    window.kind === 'window'
      ? { mean, p50, p99 }
      : { mean: instances.mean[end], p50: instances.p50[end], p99: instances.p99[end] };
  const { average, overDay } = answer.instances;
  const refused = throttledShare?.[end] ?? answer.throttledShare ?? 0;
  const ofAll =
    window.kind === 'record' ? ofRecord[end] : demand.averagePerSecond === demand.peakPerSecond ? peak.mean : undefined;
  const why = `less than the ${doubleWithinMs / 1000} s over which instances grow and shrink, so they are those of the closed forms`;
  return {
    ...answer,
    instances: {
      ...{ average: ofAll ?? average, ...peak },
      ...(window.kind === 'record' && { most: mostInstances }),
      overDay: ofAll === undefined ? overDay : overHours(demand.hours, () => ofAll),
    },
    throttledShare: refused,
    ...(placeMs && callMs > 0 && { stretch: placeMs[end] / callMs }),
    cpuShare: cpuShareOf(spec, context, { perSecond: demand.peakPerSecond * (1 - refused), instances: peak.mean }),
    latencyMs: { ...(latencyMs && { steady: { p50: latencyMs.p50[end], p99: latencyMs.p99[end] } }) },
    peakHour: { ...window, overTime: [...overTime] },
    assumes: [...answer.assumes, windowWords(window, why)],
  };
}

/**
 * The burst beside the peak: it takes the free places at its instant, and what finds none is throttled, as instances are added only afterwards. They stay
 * for as long as the platform takes to double.
 */
export function managedBurst(
  spec: Managed,
  answer: OptionAnswer,
  context: OptionContext,
  seed: number,
): SimulatedBurst | undefined {
  const { needs, demand } = context;
  if (demand.burst === undefined || answer.latencyMs.steady === undefined) return undefined;
  if (usableOf(spec).vcpu < 1 || !isFew(answer)) return undefined;
  const { processes = 1 } = answer;
  const size = Math.ceil(answer.instances.p50);
  const [callMs, initMs] = [serverCallMs(needs, processes) ?? 0, initMsOf(needs)];
  return simulatedBurst({
    platform: platformOf(spec, context, { fewest: size, atStart: size, processes }),
    ...{ perInstance: processes, heldMs: doubleWithinMs, size: demand.burst.size, peakPerSecond: demand.peakPerSecond },
    ...{ warming: 0, readyMs: 0, callMs, initMs, seed, afterMs: looksAfterMs },
  });
}
