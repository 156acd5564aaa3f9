import { optional } from '../model/optional.ts';
import type { Figure } from '../model/plan/figure.ts';
import type { CallNeeds } from '../model/plan/needs.ts';
import type { PlanInput, PlanResult } from '../model/plan/plan-result.ts';
import { count } from '../text/format.ts';
import { assumptionsOf } from './assumptions.ts';
import { breakEvensOfOptions } from './findings/cost-curves.ts';
import { fitOptions, recommend } from './findings/recommendation.ts';
import { sensitivityOf } from './findings/sensitivity.ts';
import { needKeys, needNames } from './needs/names.ts';
import { assumedCpuNote, explainAwsLmi } from './options/managed/aws-lmi.ts';
import { moduleOf } from './options/registry.ts';
import type { PlanInputs, PlannedOption } from './plan-inputs.ts';
import { plannedOptions } from './planned-option.ts';
import { sideCostsOf } from './side-costs.ts';
import { validatedRanges } from './validation/ranges.ts';

export interface PlanOptions {
  /** Of rollcall. */
  readonly version: string;
  /** Another calculator, beside which the plan is shown. */
  readonly explain?: 'aws-lmi' | undefined;
}

/** Every option at the demand, and which of them is recommended. */
export function makePlan(inputs: PlanInputs, { version, explain }: PlanOptions): PlanResult {
  const { file, demand, needs } = inputs;
  const planned = plannedOptions(inputs);
  const priced = planned.filter(({ costs }) => costs.length > 0);
  const options = withMultipliers(planned);
  const breakEven = breakEvensOfOptions(priced, demand);
  const [best] = fitOptions(options);
  const sensitivity =
    best === undefined
      ? []
      : priced
          .filter(({ result }) => result.name !== best.result.name)
          .map((other) => sensitivityOf(best, other, inputs));
  const { averagePerSecond, peakPerSecond, burst, growthPerYear, tenants, source } = demand;
  return {
    ...{ planVersion: 1, tool: { name: 'rollcall', version } },
    ...{ name: file.name, question: file.question },
    demand: {
      averagePerSecond,
      peakPerSecond,
      ...optional('burst', burst),
      ...optional('growthPerYear', growthPerYear),
      tenants,
      source,
    },
    inputs: [
      ...inputRows('function', needs.function),
      ...callRow(needs.function),
      ...inputRows('server', serverNeedsOf(inputs)),
    ],
    assumptions: [...(inputs.assumptions ?? []), ...assumptionsOf(file, needs)],
    ...optional('recorded', inputs.recorded && [...inputs.recorded]),
    missing: missingOf(inputs),
    options: options.map(({ result }) => result),
    breakEven: breakEven.map((found) => ({ ...found, basis: 'extrapolated' })),
    sensitivity,
    recommendation: recommend({ options, demand, breakEven, sensitivity }),
    sideCosts: planned.flatMap(({ spec, result: { figures } }) =>
      sideCostsOf(spec, file, averagePerSecond * (1 - (figures?.throttledShareOfMonth?.value ?? 0))),
    ),
    checks: [...validatedRanges],
    ...optional('explanation', explain === 'aws-lmi' ? explainAwsLmi(inputs) : undefined),
    notes: [...needs.notes, ...cpuNotes(inputs)],
  };
}

/** Only where managed instances are an option: others do not ask it. */
function cpuNotes(inputs: PlanInputs): string[] {
  const note = assumedCpuNote(inputs);
  return note !== undefined && inputs.file.options.some((spec) => moduleOf(spec).feeShare !== undefined) ? [note] : [];
}

/** Memory relative to the option that takes least of it. */
function withMultipliers(options: readonly PlannedOption[]): PlannedOption[] {
  const known = options.flatMap(({ result }) => result.figures?.memoryMb.value ?? []);
  const least = Math.min(...known);
  return options.map((option) => {
    const { figures } = option.result;
    if (figures === undefined || !(least > 0)) return option;
    const { value, low, high, basis } = figures.memoryMb;
    const memoryMultiplier: Figure = {
      value: value / least,
      ...optional('low', low && low / least),
      ...optional('high', high && high / least),
      basis,
    };
    return { ...option, result: { ...option.result, figures: { ...figures, memoryMultiplier } } };
  });
}

/** Servers are started before their load: an init is an input only of what starts for requests. */
function serverNeedsOf({ file, needs: { server } }: PlanInputs): CallNeeds {
  if (file.options.some((spec) => startsShared(spec))) return server;
  const { initMs: _, initCpuMs: __, initWaitMs: ___, ...others } = server;
  return others;
}

const startsShared = (spec: PlanInputs['file']['options'][number]): boolean => {
  const { side, startsOnDemand } = moduleOf(spec);
  return side === 'server' && startsOnDemand === true;
};

const inputRows = (side: string, needs: CallNeeds): PlanInput[] =>
  needKeys.flatMap((key) => {
    const figure = needs[key];
    const [name, unit] = needNames[key];
    const source = figure?.basis === 'given' ? 'given' : (needs.sources?.[key] ?? needs.source);
    return figure === undefined ? [] : [{ id: `${side}.${key}`, name: `${side}: ${name}`, unit, figure, source }];
  });

/** Without CPU and waiting, the time of a call is what a function is planned with. */
function callRow({ callMs, cpuMs, waitMs, source }: CallNeeds): PlanInput[] {
  if (callMs === undefined || (cpuMs !== undefined && waitMs !== undefined)) return [];
  const name = `function: time of a call at ${count(callMs.memoryMb)} MB`;
  return [{ id: 'function.callMs', name, unit: 'ms', figure: callMs.ms, source }];
}

/** What was neither measured nor given, and what cannot be said without it. */
function missingOf({ needs, file, demand }: PlanInputs): string[] {
  const { function: ofFunction, server } = needs;
  const startsAny = file.options.some((spec) => moduleOf(spec).startsOnDemand);
  const hasInit = [ofFunction.initMs, ofFunction.initCpuMs].some((figure) => figure !== undefined);
  const isShared = file.options.some(startsShared);
  return [
    ...(startsAny && !hasInit
      ? [
          'the init (calls.init): cold starts are counted, but have no cost, and a burst with cold starts has no latency',
        ]
      : []),
    ...(isShared && ofFunction.startBilledMs !== undefined && server.initMs === undefined
      ? [
          'the init of an instance that takes several requests (calls.onServer.init): a restore of SnapStart is none, so cold starts there have no cost',
        ]
      : []),
    ...(isShared && hasInit && ofFunction.startBilledMs === undefined && file.calls.onServer?.initMs === undefined
      ? [
          'the init of an instance that takes several requests (calls.onServer.init): that of the function stands for it',
        ]
      : []),
    ...(ofFunction.spread === undefined
      ? [
          'the spread of call times: every call is taken to need the mean, so p50 and p99 are the same where nobody queues',
        ]
      : []),
    ...(ofFunction.baseMb === undefined && server.baseMb === undefined
      ? ['memory of a process (calls.baseMb): whether a memory size is enough is not checked']
      : []),
    ...(ofFunction.connections === undefined && server.connections === undefined
      ? ['connections of a process (calls.connections): downstream connections are not counted']
      : []),
    ...(demand.growthPerYear === undefined ? ['growth (demand.growthPerYear): limits have no date'] : []),
  ];
}
