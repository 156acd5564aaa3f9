import type { PlanDemand } from '../model/plan/demand.ts';
import { awsAccount } from '../model/platform/lambda.ts';
import type { FieldProblem } from '../scenario/reading/located.ts';
import { count, ms, perSecond } from '../text/format.ts';
import { cornersOf } from './needs/numbers.ts';
import { moduleOf } from './options/registry.ts';
import type { PlanInputs } from './plan-inputs.ts';
import { sideCostsRegion } from './side-costs.ts';

/**
 * What no plan can have: objectives that no option can keep, settings that AWS would refuse, two options of one name, and prices of a
 * region that has none here. Only the needs of a call and the modules of the options show it.
 */
export const impossibleOf = (inputs: PlanInputs): FieldProblem[] => [
  ...recordProblems(inputs),
  ...objectiveProblems(inputs),
  ...burstProblems(inputs),
  ...concurrencyProblems(inputs),
  ...priceProblems(inputs),
  ...nameProblems(inputs),
];

/** A record that has a rate has its own peak and its own hours: others would be printed, and not be what is planned with. */
function recordProblems({ file, demand }: PlanInputs): FieldProblem[] {
  if (demand.arrivals === undefined) return [];
  const { trace, peakPerSecond: given, dailyShape } = file.demand;
  const none = `expected none beside \`${trace === undefined ? 'logs' : 'trace'}\``;
  const other = '`demand.average` takes the record at another rate';
  return [
    ...(given === undefined
      ? []
      : [
          {
            path: ['demand', 'peakPerSecond'],
            message: `${none}, whose busiest minute is the peak: leave it out; ${other}`,
          },
        ]),
    ...(dailyShape === undefined
      ? []
      : [{ path: ['demand', 'dailyShape'], message: `${none}, which has its own hours: leave it out; ${other}` }]),
    ...repeatedProblems(demand),
  ];
}

/** Bursts that repeat are a part of the average. Where the file has none, only the record shows whether they are more. */
function repeatedProblems({ burst, averagePerSecond }: PlanDemand): FieldProblem[] {
  const inBursts = burst?.everyMs === undefined ? 0 : (burst.size * 1000) / burst.everyMs;
  if (inBursts <= averagePerSecond) return [];
  const message = `expected at most the requests of the record, ${perSecond(averagePerSecond)}, of which repeated bursts are a part, got ${perSecond(inBursts)}: give \`demand.average\` with the bursts included, or bursts that are smaller or further apart`;
  return [{ path: ['demand', 'burst'], message }];
}

/** Options are spoken of by name. */
function nameProblems({ file }: Pick<PlanInputs, 'file'>): FieldProblem[] {
  const names = new Set<string>();
  return file.options.flatMap((spec, index) => {
    const module = moduleOf(spec);
    return module.each(spec).flatMap((each) => {
      const name = module.nameOf(each);
      if (!names.has(name)) {
        names.add(name);
        return [];
      }
      const message = `expected a name of its own, got "${name}", which is that of another option: set \`name\``;
      return [{ path: ['options', index, 'name'], message }];
    });
  });
}

/** Without a price, an option would lose to any other, and a plan of only such options would have no answer. */
function priceProblems({ file: { options, prices, sideCosts }, needs }: PlanInputs): FieldProblem[] {
  const ofOptions = options.flatMap((spec, index) => {
    const module = moduleOf(spec);
    const { field, why } = module.unpriced?.(spec, prices, needs[module.side]) ?? {};
    return field === undefined ? [] : [{ path: ['options', index, field], message: `${module.nameOf(spec)}: ${why}` }];
  });
  const { region = sideCostsRegion } = prices;
  if (region === sideCostsRegion) return ofOptions;
  const message = `expected false: its price is known in ${sideCostsRegion}, and not in ${region} (prices.region)`;
  const switched = (['logs', 'gateway', 'nat', 'loadBalancer'] as const).filter((key) => sideCosts[key]);
  return [...ofOptions, ...switched.map((key) => ({ path: ['sideCosts', key], message }))];
}

/** Shorter than a call that nothing slows. */
function objectiveProblems({ file, needs }: PlanInputs): FieldProblem[] {
  const times = [needs.function, needs.server]
    .flatMap(cornersOf)
    .map(({ waitMs = 0, cpuMs = 0, callMs }) => callMs?.ms ?? waitMs + cpuMs);
  const fastest = Math.min(...times);
  return (['p99Ms', 'burstP99Ms'] as const).flatMap((field) => {
    const objective = file.constraints[field];
    if (objective === undefined || objective >= fastest) return [];
    const message = `expected at least ${ms(fastest)}, which a call takes by itself, got ${ms(objective)}: no option can keep it`;
    return [{ path: ['constraints', field], message }];
  });
}

/** A constraint of a burst, and no burst. */
function burstProblems({ file }: PlanInputs): FieldProblem[] {
  if (file.constraints.burstP99Ms === undefined || file.demand.burst !== undefined) return [];
  const message = 'expected demand.burst, whose p99 this limits: give the burst, or leave this out';
  return [{ path: ['constraints', 'burstP99Ms'], message }];
}

/**
 * Concurrency of a function beyond that of its account, of all tenants together; and provisioned beyond reserved. Source: "Configuring reserved
 * concurrency": all may be reserved but 100, for functions without.
 */
function concurrencyProblems({ file, demand: { tenants } }: PlanInputs): FieldProblem[] {
  const { accountConcurrency } = file.constraints;
  const { unreservedMinimum } = awsAccount;
  const reservable = Math.max(0, accountConcurrency - unreservedMinimum);
  const each = tenants === 1 ? '' : ` for each of ${count(tenants)} tenants`;
  const expected = (most: number) =>
    `expected at most ${count(Math.floor(most / tenants))}${each}, as constraints.accountConcurrency is ${count(accountConcurrency)}`;
  const kept = `, of which AWS keeps ${unreservedMinimum} unreserved`;
  return file.options.flatMap((spec, index) => {
    if (moduleOf(spec).isUnderLambdaQuotas !== true) return [];
    const { reservedConcurrency: reserved = 0 } = spec as { readonly reservedConcurrency?: number };
    const { environments = 0 } = spec as { readonly environments?: number };
    const at = (field: string, message: string) => ({ path: ['options', index, field], message });
    return [
      ...(environments * tenants > accountConcurrency
        ? [at('environments', `${expected(accountConcurrency)}, got ${count(environments)}`)]
        : []),
      ...(reserved * tenants > reservable
        ? [at('reservedConcurrency', `${expected(reservable)}${kept}, got ${count(reserved)}`)]
        : []),
      ...(reserved > 0 && environments > reserved
        ? [at('environments', `expected at most reservedConcurrency, ${count(reserved)}, got ${count(environments)}`)]
        : []),
    ];
  });
}
