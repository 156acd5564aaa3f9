import { optional } from '../model/optional.ts';
import type { PlanDemand } from '../model/plan/demand.ts';
import type { Figure } from '../model/plan/figure.ts';
import type { CallNeeds } from '../model/plan/needs.ts';
import type { OptionFigures, OptionResult } from '../model/plan/option-result.ts';
import type { Costs } from '../model/schema/costs.ts';
import type { PlanOptionSpec } from '../scenario/plan/options.ts';
import type { PlanFile } from '../scenario/plan/plan-file.ts';
import { ofOneTenant } from './demand.ts';
import { burstCurve, curveOf } from './findings/curves.ts';
import { keptOf } from './findings/kept.ts';
import { limitsOf } from './findings/limits.ts';
import { lossesOf } from './findings/losses.ts';
import { monthFigures } from './month-figures.ts';
import type { PlanNeeds } from './needs/given.ts';
import { cornersOf, type Numbers } from './needs/numbers.ts';
import { figuresOf, optionFigures } from './option-figures.ts';
import type { OptionAnswer, OptionContext } from './options/option.ts';
import { moduleOf } from './options/registry.ts';
import { withSideCosts } from './side-costs.ts';
import type { SimulatedBurst } from './under-load/simulated-burst.ts';
import type { PredictedOf } from './validation/ranges.ts';

/** What a plan was made of. */
export interface PlanInputs {
  readonly file: PlanFile;
  readonly demand: PlanDemand;
  readonly needs: PlanNeeds;
}

/** `closed-forms`: without what takes a simulation, so that it can be repeated while somebody types. */
export type Method = 'simulated' | 'closed-forms';

/** An option with its answer, and its costs with other needs, which break-even rates and sensitivities ask for. */
export interface PlannedOption {
  readonly spec: PlanOptionSpec;
  readonly result: OptionResult;
  /** At the corners of all intervals, the most likely first; empty without prices. */
  readonly costs: readonly Costs[];
}

export const plannedOptions = (inputs: PlanInputs, method: Method = 'simulated'): PlannedOption[] =>
  inputs.file.options.flatMap((spec) =>
    moduleOf(spec)
      .each(spec)
      .map((each) => plannedOption(each, inputs, method)),
  );

/** The context of one tenant of an option with these needs. */
export const contextOf = ({ file, demand }: Pick<PlanInputs, 'file' | 'demand'>, needs: Numbers): OptionContext => ({
  ...{ needs, demand: ofOneTenant(demand), ofAll: demand, platform: file.platform, constraints: file.constraints },
  ...{ prices: file.prices, commitment: file.commitment },
});

/** At all corners of the needs, the most likely first; at that one also with the other arrivals that the demand may have. */
function contextsOf(inputs: PlanInputs, needs: CallNeeds): OptionContext[] {
  const corners = cornersOf(needs);
  const contexts = corners.map((numbers) => contextOf(inputs, numbers));
  const { otherArrivals } = inputs.demand;
  const [likely] = corners;
  if (otherArrivals === undefined || likely === undefined) return contexts;
  return [...contexts, contextOf({ ...inputs, demand: { ...inputs.demand, arrivals: otherArrivals } }, likely)];
}

function plannedOption(spec: PlanOptionSpec, inputs: PlanInputs, method: Method): PlannedOption {
  const module = moduleOf(spec);
  const { needs } = inputs;
  const contexts = contextsOf(inputs, needs[module.side]);
  const missing = module.missing(spec, contexts[0]?.needs ?? { spread: { p50: 1 } });
  const { side, unit } = module;
  const known = { name: module.nameOf(spec), kind: spec.kind, side, unit, missing };
  if (missing.length > 0)
    return {
      spec,
      costs: [],
      result: { ...known, curve: [], burst: [], limits: [], losses: [], kept: [], assumes: [] },
    };
  const answers = contexts.map((context) => {
    const answer = module.answer(spec, context);
    return method === 'simulated'
      ? withBurst(answer, module.simulatedBurst?.(spec, answer, context, inputs.file.seed))
      : answer;
  });
  const costs = contexts
    .map((context) => module.costs(spec, context))
    .flatMap((each) => (each === undefined ? [] : [withSideCosts(each, spec, inputs.file)]));
  return { spec, costs, result: { ...known, ...answered(spec, { answers, costs, contexts, method }, inputs) } };
}

interface Answered {
  readonly answers: readonly OptionAnswer[];
  readonly costs: readonly Costs[];
  readonly contexts: readonly OptionContext[];
  readonly method: Method;
}

/** What a simulation of the burst found, in the place of closed forms. */
function withBurst(answer: OptionAnswer, burst: SimulatedBurst | undefined): OptionAnswer {
  if (burst === undefined) return answer;
  const { p50, p99, instances, throttled, atShare } = burst;
  return {
    ...answer,
    instances: { ...answer.instances, burst: Math.max(instances, answer.instances.mean) },
    latencyMs: { ...answer.latencyMs, burst: { p50, p99 } },
    ...{ throttledInBurst: throttled, burstMs: atShare },
  };
}

type Findings = Pick<OptionResult, 'curve' | 'burst' | 'figures' | 'limits' | 'losses' | 'kept' | 'assumes'>;

function answered(
  spec: PlanOptionSpec,
  { answers, costs, contexts, method }: Answered,
  { file, demand, needs }: PlanInputs,
): Findings {
  const module = moduleOf(spec);
  const of = predictedAs(module);
  const [answer] = answers;
  const [context] = contexts;
  if (answer === undefined || context === undefined) throw new Error('an option without needs was answered');
  const { tenants } = demand;
  const simulated = method === 'simulated' ? module.simulated?.(answer, context, file.seed) : undefined;
  const common = withLatency(optionFigures({ all: answers, of, tenants }), simulated);
  const connections = connectionsOf({ answers, contexts }, of, tenants);
  const month = monthFigures({
    ...{ costs, demand: context.demand, tenants, of, load: answer },
    ...optional('coldShares', context.demand.arrivals && answers.map(({ coldShare }) => coldShare)),
    ...{ price: module.price(spec), committed: module.committed(spec, file.commitment), feeShare: module.feeShare },
  });
  const figures: OptionFigures = {
    ...common,
    ...optional('waitedShare', waited(common.coldShare, file.platform.proactiveShare)),
    ...optional('cpuPerRequest', cpuPerRequest(answer, needs[module.side].cpuMs, demand)),
    ...optional('connections', connections),
    ...optional('month', month),
  };
  const isUnderLambdaQuotas = module.isUnderLambdaQuotas === true;
  const isShared = module.side === 'server' && module.startsOnDemand === true;
  const { constraints, platform } = file;
  return {
    figures,
    curve: curveOf({ spec, context, answer, costs: costs[0], demand }),
    burst: burstCurve(answer),
    limits: limitsOf({
      ...{ answers, demand, constraints, isUnderLambdaQuotas, connections },
      basis: common.instances.p99.basis,
    }),
    losses: lossesOf(module, { answer, tenants, zones: platform.zones }),
    kept: keptOf(figures, { constraints, answers, unit: module.unit, hasBurst: demand.burst !== undefined }),
    assumes: [...answer.assumes, ...costAssumptions(costs, isShared)],
  };
}

/** Costs of shared instances are worded for a run; what they take for granted is among the assumptions of the option. */
function costAssumptions([costs]: readonly Costs[], isShared: boolean): readonly string[] {
  if (costs === undefined) return ['its price is not known, so it has no cost'];
  return isShared ? [] : costs.assumes;
}

/** Simulated percentiles replace the likely ones; the interval that the inputs leave is as wide around them. */
function withLatency<F extends Pick<OptionFigures, 'latencyMs'>>(
  figures: F,
  simulated: { readonly p50: number; readonly p99: number } | undefined,
): F {
  if (simulated === undefined) return figures;
  const moved = ({ value, low, high, basis }: Figure, to: number): Figure => ({
    value: to,
    ...(low !== undefined && high !== undefined && { low: low + to - value, high: high + to - value }),
    basis,
  });
  const { steady } = figures.latencyMs;
  if (steady === undefined) return figures;
  const latencyMs = {
    ...figures.latencyMs,
    steady: { p50: moved(steady.p50, simulated.p50), p99: moved(steady.p99, simulated.p99) },
  };
  return { ...figures, latencyMs };
}

/**
 * No check has compared what a plan says of instances that take several requests. Those of servers know how calls and their event loop use
 * CPU, and a plan does not: it has neither the order of CPU and waiting nor the CPU of a wake.
 */
const predictedAs = ({ side }: ReturnType<typeof moduleOf>): PredictedOf =>
  side === 'function' ? 'one-per-environment' : 'shared';

const waited = (coldShare: OptionFigures['coldShare'], proactiveShare: number): OptionFigures['waitedShare'] =>
  coldShare && {
    ...coldShare,
    value: coldShare.value * (1 - proactiveShare),
    ...optional('low', coldShare.low && coldShare.low * (1 - proactiveShare)),
    ...optional('high', coldShare.high && coldShare.high * (1 - proactiveShare)),
  };

type Both = Pick<Answered, 'answers' | 'contexts'>;

function connectionsOf({ answers, contexts }: Both, of: PredictedOf, tenants: number) {
  const pairs = answers.map((answer, index) => ({ ...answer, pool: contexts[index]?.needs.connections }));
  if (pairs.some(({ pool }) => pool === undefined)) return undefined;
  return figuresOf(pairs, of)(
    'environments',
    ({ instances, pool = 0, processes = 1 }) =>
      Math.max(instances.p99, instances.burst ?? 0) * pool * processes * tenants,
  );
}

/** Servers hold a load only up to some CPU per request. */
function cpuPerRequest(
  { cpuBound }: OptionAnswer,
  cpuMs: Figure | undefined,
  { peakPerSecond, tenants }: PlanDemand,
): OptionFigures['cpuPerRequest'] {
  if (cpuBound === undefined || cpuMs === undefined) return undefined;
  return {
    ms: cpuMs,
    instances: cpuBound.instances * tenants,
    belowMs: (cpuBound.msPerSecond * tenants) / peakPerSecond,
  };
}
