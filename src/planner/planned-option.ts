import { optional } from '../model/optional.ts';
import type { PlanDemand } from '../model/plan/demand.ts';
import type { Figure } from '../model/plan/figure.ts';
import type { CallNeeds } from '../model/plan/needs.ts';
import type { OptionFigures, OptionResult, PeakHour } from '../model/plan/option-result.ts';
import type { Costs } from '../model/schema/costs.ts';
import type { PlanOptionSpec } from '../scenario/plan/options.ts';
import { count } from '../text/format.ts';
import { ofOneTenant, scaledDemand } from './demand.ts';
import { burstCurve, curveOf } from './findings/curves.ts';
import { withDecidingInputs } from './findings/deciding-inputs.ts';
import { extrapolatedOf } from './findings/extrapolated.ts';
import { keptOf } from './findings/kept.ts';
import { limitsOf } from './findings/limits.ts';
import { lossesOf } from './findings/losses.ts';
import { monthFigures } from './month-figures.ts';
import { cornersOf, type Numbers } from './needs/numbers.ts';
import { figuresOf, optionFigures } from './option-figures.ts';
import { mostInstances, type OptionAnswer, type OptionContext } from './options/option.ts';
import { moduleOf } from './options/registry.ts';
import type { PlanInputs, PlannedOption } from './plan-inputs.ts';
import { servedMonth, type Tabled } from './served-month.ts';
import { addedTo, withSideCosts } from './side-costs.ts';
import { type Answer, simulatedAnswers } from './simulated-answer.ts';
import { servedDemand } from './under-load/served.ts';
import type { PredictedOf } from './validation/ranges.ts';

/** `closed-forms`: without what takes a simulation, so that it can be repeated while somebody types. */
export type Method = 'simulated' | 'closed-forms';

export const plannedOptions = (inputs: PlanInputs, method: Method = 'simulated'): PlannedOption[] =>
  inputs.file.options.flatMap((spec) =>
    moduleOf(spec)
      .each(spec)
      .map((each) => withDecidingInputs(inputs, (some) => plannedOption(each, some, method))),
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
  const [context] = contexts;
  if (context === undefined) throw new Error('needs without any corner');
  const missing = module.missing(spec, context.needs);
  const { side, unit } = module;
  const known = { name: module.nameOf(spec), kind: spec.kind, side, unit, missing };
  if (missing.length > 0)
    return {
      ...{ spec, context },
      costs: [],
      costsAt: () => [],
      monthsAt: () => [],
      monthWith: () => undefined,
      result: { ...known, curve: [], burst: [], limits: [], losses: [], kept: [], extrapolated: [], assumes: [] },
    };
  const { seed } = inputs.file;
  const closed = contexts.map((context) => ({ answer: module.answer(spec, context), context }));
  const answers = method === 'closed-forms' ? closed : simulatedAnswers(closed, { module, spec, seed });
  const withBeside = withSideCosts(spec, inputs.file);
  const costsIn = (some: OptionContext) => {
    const costs = module.costs(spec, some);
    return costs && withBeside(costs);
  };
  // The ends of the intervals of simulations follow the corners.
  const tabled = answers.slice(0, closed.length).flatMap((each): Tabled[] => {
    const costs = costsIn(each.context);
    return costs === undefined ? [] : [{ spec, ...each, costs }];
  });
  const changedTo = (factor: number) =>
    tabled.flatMap((each) => {
      const context = factor === 1 ? each.context : contextAt(each.context, factor);
      const costs = costsIn(context);
      return costs === undefined ? [] : [{ each, changed: { costs, context } }];
    });
  const monthsAt: PlannedOption['monthsAt'] = (factor) =>
    changedTo(factor).map(({ each, changed }) => ({
      ...{ ...changed, ...optional('ends', each.context.needs.ends) },
      ...servedMonth(each, changed),
    }));
  const [likely] = tabled;
  return {
    ...{ spec, context: answers[0]?.context ?? context, costs: tabled.map(({ costs }) => costs), monthsAt },
    costsAt: (factor) => changedTo(factor).map(({ changed }) => changed.costs),
    monthWith: (changed) => likely && servedMonth(likely, changed).month,
    result: { ...known, ...answered(spec, { answers, monthsAt }, inputs) },
  };
}

/** All rates times a factor, of this tenant and of all. */
const contextAt = (context: OptionContext, factor: number): OptionContext => ({
  ...context,
  demand: scaledDemand(context.demand, factor),
  ofAll: scaledDemand(context.ofAll, factor),
});

interface Answered {
  readonly answers: readonly Answer[];
  readonly monthsAt: PlannedOption['monthsAt'];
}

type Findings = Pick<
  OptionResult,
  'peakHour' | 'curve' | 'burst' | 'figures' | 'limits' | 'losses' | 'kept' | 'extrapolated' | 'assumes'
>;

function answered(
  spec: PlanOptionSpec,
  { answers: all, monthsAt }: Answered,
  { file, demand, needs }: PlanInputs,
): Findings {
  const [module, [first]] = [moduleOf(spec), all];
  const of = predictedAs(module);
  if (first === undefined) throw new Error('an option without needs was answered');
  const { answer, context } = first;
  const answers = all.map((each) => each.answer);
  const { tenants } = demand;
  const burstSize = context.demand.burst?.size;
  const demands = all.map((each) => servedDemand(spec, module, { ...each, isTabled: true }));
  const common = optionFigures({
    ...{ all: answers, of, tenants, burstSize, averagePerSecond: context.demand.averagePerSecond },
    served: demands.map(({ averagePerSecond }) => averagePerSecond),
  });
  const connections = connectionsOf(all, of, tenants);
  const months = monthsAt(1);
  const month = monthFigures({
    ...{ months, tenants, of, load: answer },
    ...{ price: module.price(spec, file.prices), otherPrices: module.otherPrices?.(spec, file.prices) },
    ...{ feeShare: module.feeShare, besides: addedTo(spec, file) },
    committed: module.committed(spec, file.commitment),
  });
  const figures: OptionFigures = {
    ...common,
    ...optional('waitedShare', waited(common.coldShare, file.platform.proactiveShare)),
    ...optional('cpuPerRequest', cpuPerRequest(answer, needs[module.side].cpuMs, demand)),
    ...optional('connections', connections),
    ...optional('month', month),
  };
  const isShared = module.side === 'server' && module.startsOnDemand === true;
  const { constraints, platform } = file;
  return {
    figures,
    ...optional('peakHour', answer.peakHour && ofTenants(answer.peakHour, tenants)),
    curve: curveOf({ spec, context, answer, monthsAt, demand }),
    burst: burstCurve(answer, burstSize),
    limits: limitsOf({ spec, corners: all, demand, constraints, of, connectionsAt }),
    losses: lossesOf(module, { answer, tenants, constraints, platform, basis: common.instances.p99.basis }),
    kept: keptOf(figures, { constraints, answers, of, unit: module.unit, hasBurst: demand.burst !== undefined }),
    extrapolated: extrapolatedOf(answer, of, burstSize),
    assumes: [
      ...ofEachTenant(demand),
      ...answer.assumes,
      ...costAssumptions(months[0]?.costs, { isShared, isRepeated: demand.burst?.everyMs !== undefined }),
    ],
  };
}

/** A tenant has no part of a request, so that all of them together may have more in their bursts than the plan says. */
function ofEachTenant({ tenants, burst }: PlanDemand): string[] {
  if (tenants === 1) return [];
  const words = `of each of ${tenants} tenants`;
  if (burst === undefined || burst.size % tenants === 0) return [words];
  const ofOne = Math.ceil(burst.size / tenants);
  return [`${words}: each has a burst of ${ofOne}, rounded up, which is ${count(ofOne * tenants)} of all`];
}

const ofTenants = ({ overTime, ...window }: PeakHour, tenants: number): PeakHour => ({
  ...window,
  overTime: overTime.map(({ ms, instances }) => ({ ms, instances: instances * tenants })),
});

/** Costs of shared instances are worded for a run; what they take for granted is among the assumptions of the option. */
function costAssumptions(
  costs: Costs | undefined,
  { isShared, isRepeated }: { readonly isShared: boolean; readonly isRepeated: boolean },
): readonly string[] {
  if (costs === undefined) return ['its price is not known, so it has no cost'];
  if (!isShared) return costs.assumes;
  if (!isRepeated || costs.instanceTime === undefined) return [];
  const { init } = costs.instanceTime;
  const inits =
    init === undefined ? 'without their inits, which are not known' : 'and for the init of those that start';
  return [
    `the month includes the instances that its repeated bursts fill, for one call and the time billed after it, ${inits}; it leaves out inits between bursts`,
  ];
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

function connectionsOf(all: readonly Answer[], of: PredictedOf, tenants: number) {
  const pairs = all.map((each) => ({ ...each.answer, connections: connectionsAt(each, tenants) }));
  if (pairs.some(({ connections }) => connections === undefined)) return undefined;
  return figuresOf(pairs, of, all[0]?.context.demand.burst?.size)('environments', ({ connections }) => connections);
}

/** At the most instances. Undefined: not known. */
function connectionsAt({ answer, context }: Answer, tenants: number): number | undefined {
  const { connections: pool } = context.needs;
  return pool === undefined ? undefined : mostInstances(answer) * pool * (answer.processes ?? 1) * tenants;
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
