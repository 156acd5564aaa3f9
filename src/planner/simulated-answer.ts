import { optional } from '../model/optional.ts';
import type { PlanOptionSpec } from '../scenario/plan/options.ts';
import type { OptionAnswer, OptionContext, OptionModule } from './options/option.ts';
import { windowWords } from './under-load/peak-window.ts';
import { repeated } from './under-load/repeated.ts';
import type { SimulatedBurst } from './under-load/simulated-burst.ts';
import { isSimulated } from './under-load/simulated-servers.ts';
import { meanOfDay } from './under-load/steady.ts';

/** An answer in one context, which has what a simulation of its peak found. */
export interface Answer {
  readonly answer: OptionAnswer;
  readonly context: OptionContext;
}

interface Simulating {
  readonly module: OptionModule<PlanOptionSpec>;
  readonly spec: PlanOptionSpec;
  readonly seed: number;
}

/**
 * The answers of the closed forms with what simulations find in their place: that of each context in the same order, and then those at the ends of the
 * intervals that the length of the simulations leaves.
 */
export function simulatedAnswers(closed: readonly Answer[], { module, spec, seed }: Simulating): Answer[] {
  const peaks = closed.map(({ answer, context }) => {
    const peak = module.simulatedPeak?.(spec, answer, context, seed);
    return { peak, closed: answer, context: { ...context, ...optional('stretch', peak?.value.stretch) } };
  });
  const bursts = new Map<OptionContext, SimulatedBurst | undefined>();
  const complete = (answer: OptionAnswer, context: OptionContext): Answer => {
    if (!bursts.has(context)) bursts.set(context, module.simulatedBurst?.(spec, answer, context, seed));
    const latency = module.simulated?.(answer, context, seed);
    const steady = withRecord(withLatency(answer, latency), context, { module, isServed: latency !== undefined });
    return { answer: withBurst(steady, bursts.get(context), context), context };
  };
  return [
    ...peaks.map(({ peak, closed: answer, context }) => complete(peak?.value ?? answer, context)),
    ...peaks.flatMap(({ peak, context }) =>
      peak === undefined ? [] : [complete(peak.low, context), complete(peak.high, context)],
    ),
  ];
}

/** Simulated percentiles, in which requests wait for one another, in the place of those of a call alone. */
const withLatency = (answer: OptionAnswer, steady: OptionAnswer['latencyMs']['steady']): OptionAnswer =>
  steady === undefined || answer.latencyMs.steady === undefined
    ? answer
    : { ...answer, latencyMs: { ...answer.latencyMs, steady } };

interface Served {
  readonly module: Simulating['module'];
  /** Whether servers were simulated. */
  readonly isServed: boolean;
}

/** Whether a latency in which requests wait for one another is of the record. Functions do not wait; nor do calls without CPU on servers. */
function withRecord(
  answer: OptionAnswer,
  { demand, needs }: OptionContext,
  { module, isServed }: Served,
): OptionAnswer {
  const { arrivals } = demand;
  const waits = module.simulatedPeak !== undefined || (module.simulated !== undefined && needs.cpuMs !== 0);
  const { steady } = answer.latencyMs;
  if (arrivals === undefined || !waits || steady === undefined || answer.peakHour?.kind === 'record') return answer;
  const { atMs, spanMs } = arrivals;
  const isOfRecord = isServed && isSimulated(arrivals);
  const words = isOfRecord
    ? `latency ${windowWords({ kind: 'record', requests: atMs.length, seconds: spanMs / 1000, warmUpSeconds: 0 }, '')}`
    : 'latency is of arrivals at random: the recorded ones are too many to simulate, and may come closer together';
  return { ...answer, assumes: [...answer.assumes, words], ...(!isOfRecord && { isOfRandom: true }) };
}

/** What a simulation of the burst found, in the place of closed forms. Repeated bursts leave its instances for as long as they are held. */
function withBurst(answer: OptionAnswer, burst: SimulatedBurst | undefined, { demand }: OptionContext): OptionAnswer {
  if (burst === undefined) return answer;
  const { throttled, cold, heldMs } = burst;
  const { p50, p99 = 0, atShare } = burst.answered ?? {};
  const { instances } = answer;
  const inBurst = Math.max(burst.instances, instances.mean);
  const after = repeated(demand.burst, heldMs + p99);
  const most = after.percentile(0.99, instances.p99, burst.instances);
  const overDay = instances.overDay.map((steady) => after.mean(steady, inBurst));
  return {
    ...answer,
    instances: {
      ...instances,
      average: meanOfDay(overDay),
      mean: after.mean(instances.mean, inBurst),
      p50: after.percentile(0.5, instances.p50, burst.instances),
      p99: most,
      // A burst finds what is there.
      burst: Math.max(most, burst.instances),
      overDay,
    },
    meanAt: (peakPerSecond, closed) => after.mean(answer.meanAt?.(peakPerSecond, closed) ?? closed, inBurst),
    ...optional(
      'coldShare',
      answer.coldShare && Math.min(1, answer.coldShare + after.coldShare(cold, demand.averagePerSecond)),
    ),
    latencyMs: { ...answer.latencyMs, ...(p50 !== undefined && { burst: { p50, p99 } }) },
    ...{ throttledInBurst: throttled, ...optional('burstMs', atShare) },
  };
}
