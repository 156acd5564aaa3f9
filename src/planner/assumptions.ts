import type { PlanAssumption } from '../model/plan/plan-result.ts';
import { type PlanFile, planFileSchema } from '../scenario/plan/plan-file.ts';
import { count, exactPercent, ms } from '../text/format.ts';
import { otherSide, type PlanNeeds } from './needs/given.ts';
import { moduleOf } from './options/registry.ts';

/** What the plan takes for granted beside its inputs: each with its source, and whether it is the default. */
export const assumptionsOf = (file: PlanFile, needs: PlanNeeds): PlanAssumption[] => [
  ...demandAssumptions(file),
  ...needsAssumptions(file, needs),
  ...(file.options.some((spec) => moduleOf(spec).startsOnDemand) ? platformAssumptions(file) : []),
  ...(file.options.some((spec) => moduleOf(spec).isUnderLambdaQuotas) ? functionAssumptions(file, needs) : []),
  ...(file.options.some((spec) => moduleOf(spec).isUnderWebQuotas) ? webAssumptions(file) : []),
  ...common(file),
];

/** An empty part of a file has the defaults of its schema. */
const { platform: usual, constraints: usualLimits, commitment: usualDiscounts } = planFileSchema.shape;
const defaults = {
  platform: usual.parse({}),
  constraints: usualLimits.parse({}),
  commitment: usualDiscounts.parse({}),
};

function platformAssumptions({ platform: { keepAliveMs, proactiveShare } }: PlanFile): PlanAssumption[] {
  return [
    {
      ...{ id: 'keepAliveMs', what: 'idle instances are kept for', value: ms(keepAliveMs) },
      source: 'not published; recordings of Lambda of 2020 to 2023 show 5 to 7 min',
      isDefault: keepAliveMs === defaults.platform.keepAliveMs,
    },
    {
      ...{ id: 'proactiveShare', what: 'inits that nobody waits for', value: exactPercent(proactiveShare) },
      source: 'not published; measurements of 2023 find 50 to 85%',
      isDefault: proactiveShare === defaults.platform.proactiveShare,
    },
  ];
}

/** A record and a daily shape have a peak of their own. */
const demandAssumptions = ({ demand: { peakPerSecond, dailyShape, trace, logs } }: PlanFile): PlanAssumption[] =>
  [peakPerSecond, dailyShape, trace, logs].some((known) => known !== undefined)
    ? []
    : [
        {
          ...{ id: 'peak', what: 'rate at the peak', value: 'the average rate', isDefault: true },
          source: 'no peak is given',
        },
      ];

/** Of an option whose side was not measured. */
function needsAssumptions({ options, calls }: PlanFile, { assumed }: PlanNeeds): PlanAssumption[] {
  if (assumed === undefined || !options.some((spec) => moduleOf(spec).side === assumed)) return [];
  const given = { ...calls, ...(assumed === 'server' && calls.onServer) };
  if (given.cpuMs !== undefined && given.waitMs !== undefined) return [];
  const measured = otherSide[assumed];
  return [
    {
      ...{ id: `needs.${assumed}`, what: `CPU and waiting of a call in a ${assumed}` },
      ...{ value: `those of the ${measured}`, source: `no ${assumed} was measured`, isDefault: true },
    },
  ];
}

/** Of a function that takes one request per environment. */
const functionAssumptions = (file: PlanFile, needs: PlanNeeds): PlanAssumption[] => [
  ...quotaAssumptions(file),
  ...(needs.function.initMs === undefined && needs.function.initCpuMs === undefined
    ? []
    : [
        {
          ...{ id: 'initVcpus', what: 'CPU of an init of a function', value: '2 vCPU at every memory size' },
          ...{ source: 'reported, not published by AWS', isDefault: true },
        },
      ]),
];

function quotaAssumptions({ constraints: { accountConcurrency, scalingPer10s } }: PlanFile): PlanAssumption[] {
  const source = 'AWS Lambda quotas, read in 2026';
  return [
    {
      ...{ id: 'accountConcurrency', what: 'account concurrency', value: count(accountConcurrency), source },
      isDefault: accountConcurrency === defaults.constraints.accountConcurrency,
    },
    {
      ...{ id: 'scalingPer10s', what: 'new environments of a function in 10 s', value: count(scalingPer10s), source },
      isDefault: scalingPer10s === defaults.constraints.scalingPer10s,
    },
  ];
}

/** As AWS published them in autumn 2026. */
function webAssumptions({ constraints: { webVcpu, webPerSecond } }: PlanFile): PlanAssumption[] {
  const source = 'AWS quotas of web functions, read in 2026';
  return [
    {
      ...{ id: 'webVcpu', what: 'vCPUs of all web functions of the account', value: count(webVcpu), source },
      isDefault: webVcpu === defaults.constraints.webVcpu,
    },
    {
      ...{ id: 'webPerSecond', what: 'requests/s of all web functions of the account', value: count(webPerSecond) },
      ...{ source, isDefault: webPerSecond === defaults.constraints.webPerSecond },
    },
  ];
}

function common({ platform: { zones }, commitment, seed }: PlanFile): PlanAssumption[] {
  const calculator = 'AWS’s calculator for managed instances, 2026-03-19';
  return [
    {
      ...{ id: 'zones', what: 'availability zones', value: count(zones), source: 'three is usual' },
      isDefault: zones === defaults.platform.zones,
    },
    ...(['lambda', 'ec2'] as const).map((key) => ({
      ...{ id: `commitment.${key}`, what: `discount of a year, ${key === 'ec2' ? 'EC2' : 'Lambda'}` },
      ...{ value: exactPercent(commitment[key]), source: calculator },
      isDefault: commitment[key] === defaults.commitment[key],
    })),
    {
      ...{ id: 'arrivals', what: 'arrivals at a rate', value: 'at random', source: 'Poisson: independent users' },
      isDefault: true,
    },
    {
      ...{ id: 'halves', what: 'CPU of a call in a server', value: 'half before its waiting, none to wake' },
      source: 'not measured',
      isDefault: true,
    },
    {
      ...{ id: 'network', what: 'time of the network', value: 'not included', source: 'not measured' },
      isDefault: true,
    },
    { ...{ id: 'seed', what: 'seed of simulations', value: `${seed}`, source: 'reproducible' }, isDefault: seed === 1 },
  ];
}
