import { managedPrice, unknownManagedPrice } from '../../../billing/hosting-price.ts';
import { hoursPerMonth, serversAt } from '../../../billing/month/month-cost.ts';
import { priceTable } from '../../../billing/prices.ts';
import { erlangB } from '../../../concurrency/steady-poisson.ts';
import { optional } from '../../../model/optional.ts';
import type { PlanDemand } from '../../../model/plan/demand.ts';
import type { Costs } from '../../../model/schema/costs.ts';
import type { OptionOf } from '../../../scenario/plan/options.ts';
import { counted } from '../../../text/format.ts';
import { type Numbers, serverCallMs } from '../../needs/numbers.ts';
import { besideBursts, cpuOfLoad } from '../../under-load/load.ts';
import { type MemoryOfOne, memoryDoubts, memoryOf } from '../../under-load/memory.ts';
import { percentilesOf, spreadOver } from '../../under-load/mixture.ts';
import { missingOfServer, staircase } from '../fleet.ts';
import type { OptionAnswer, OptionContext, OptionModule } from '../option.ts';
import { awsPrice, managedSheet, requestPrice, unpricedInstances } from '../region-prices.ts';
import { managedBurst, managedPeak } from './peak.ts';
import { cpuShareOf, fewestManaged, instanceOf, type ManagedSize, remembered, sizeFor, usableOf } from './size.ts';

type Managed = OptionOf<'managed'>;

export const managedOption: OptionModule<Managed> = {
  ...{ side: 'server', unit: 'instance' },
  price: ({ usdPerHour }) =>
    usdPerHour === undefined ? awsPrice : { date: 'none', source: 'a price of your own', status: 'given' },
  otherPrices: (_, prices) => ({ requests: requestPrice(prices) }),
  unpriced: ({ usdPerHour }, prices) => unpricedInstances(usdPerHour, prices),
  each: (spec) => [spec],
  nameOf: (spec) => spec.name ?? `managed ${spec.instance}`,
  missing: (spec, needs) => [
    ...(instanceOf(spec) === undefined ? [`the size of ${spec.instance}, which is not in the price table`] : []),
    ...missingOfServer(needs, instanceOf(spec) && usableOf(spec).memoryMb),
  ],
  answer: managedAnswer,
  simulatedPeak: managedPeak,
  simulatedBurst: managedBurst,
  burstThrottled: (spec, context) => (context.demand.burst?.size ?? 0) - admittedOf(spec, context),
  memory: managedMemory,
  // As many as the demand needs have a place for each request.
  refused: (spec, context) => (spec.count === undefined ? 0 : refusedAtPeak(spec, sizeFor(spec, context), context)),
  costs: managedCosts,
  committed: (_, { ec2 }) => {
    const fee = priceTable.managedFeeShare;
    return {
      share: 1 - ec2,
      words: `${Math.round(ec2 * 100)}% less for instances, not for the fee of ${fee * 100}%`,
    };
  },
  feeShare: priceTable.managedFeeShare,
};

/** It scales on CPU and concurrency, not when requests arrive: a burst gets the places that are free, and the rest is throttled. */
function managedAnswer(spec: Managed, context: OptionContext): OptionAnswer {
  const { needs, demand } = context;
  const size = sizeFor(spec, context);
  const { instances, processes, held } = size;
  const callMs = serverCallMs(needs, processes) ?? 0;
  const busy = (demand.peakPerSecond * callMs) / 1000;
  const { cpuMs = 0 } = needs;
  const used = demand.peakPerSecond * cpuMs;
  const all = instances * processes * 1000;
  const times = spreadOver(callMs, needs.spread);
  const { burst } = demand;
  const cpuUtilization = cpuOfLoad(demand, cpuMs) / all;
  const isCarried = cpuUtilization < 1;
  const admitted = burst && admittedOf(spec, context);
  const steps =
    isCarried && admitted
      ? staircase(admitted, { callMs, cpuMs, freeMsPerSecond: all - besideBursts(demand) * cpuMs })
      : undefined;
  const memory = held && memoryOf(held, instances);
  return {
    instances: {
      ...{ average: instances, mean: instances, p50: instances, p99: instances },
      ...optional('burst', burst && instances),
      overDay: demand.hours.map(() => instances),
    },
    throttledShare: refusedAtPeak(spec, size, context),
    ...optional('throttledInBurst', burst && burst.size - (admitted ?? 0)),
    latencyMs: {
      ...(isCarried && { steady: { p50: times(0.5), p99: times(0.99) } }),
      ...(steps && { burst: percentilesOf(steps) }),
    },
    ...(steps && { burstMs: steps }),
    memoryMb: instanceOf(spec)?.memoryMb ?? 0,
    ...optional('memory', memory),
    cpuShare: cpuShareOf(spec, context, { perSecond: demand.peakPerSecond, instances }),
    cpuBound: { instances, msPerSecond: all * spec.targetUtilization, mostMsPerSecond: all },
    ...{ cpuUtilization, cpuUsedMsPerSecond: used, busyAtPeak: busy, processes },
    assumes: [...assumptionsOf(spec, size, demand), ...memoryDoubts(memory)],
  };
}

/** Requests of a burst that find a place. */
function admittedOf(spec: Managed, context: OptionContext): number {
  const { needs, demand } = context;
  const { instances, processes } = sizeFor(spec, context);
  const busy = (demand.peakPerSecond * (serverCallMs(needs, processes) ?? 0)) / 1000;
  const places = instances * processes * spec.perVcpu;
  return Math.min(demand.burst?.size ?? 0, Math.max(0, Math.floor(places - busy)));
}

function managedMemory(spec: Managed, context: OptionContext): MemoryOfOne | undefined {
  const { held, instances } = sizeFor(spec, context);
  return held && memoryOf(held, instances);
}

function assumptionsOf(spec: Managed, { instances, processes }: ManagedSize, demand: PlanDemand): string[] {
  // Bursts that are nearer to one another are among what the instances are for.
  const leavesOutGrowth = spec.count === undefined && demand.burst?.everyMs !== undefined && remembered(demand) === 0;
  return [
    `${instances} instances of ${usableOf(spec).vcpu} usable vCPU, with ${processesWords(spec, processes)}; they grow by half at once and double in 5 minutes, and load that doubles faster is throttled`,
    ...(leavesOutGrowth ? ['the month leaves out the instances that each burst adds for 5 minutes after it'] : []),
  ];
}

/** Environments of a function: the memory size that it is given decides how many find place. */
const processesWords = (spec: Managed, processes: number): string =>
  `${counted(processes, 'process', 'processes')} on each, ${
    processes < usableOf(spec).vcpu
      ? 'each with a vCPU, as more have no memory or would take more instances'
      : 'one for each usable vCPU'
  }`;

function refusedAtPeak(spec: Managed, { instances, processes }: ManagedSize, context: OptionContext): number {
  const { needs, demand, stretch = 1 } = context;
  const inFlight = (demand.peakPerSecond * (serverCallMs(needs, processes) ?? 0) * stretch) / 1000;
  return erlangB(inFlight, instances * processes * spec.perVcpu);
}

function managedCosts(spec: Managed, context: OptionContext): Costs | undefined {
  const { prices, demand, needs } = context;
  const hosting = { instance: spec.instance, instances: fewestManaged, usdPerHour: spec.usdPerHour };
  const sheet = managedSheet(prices);
  if ('unknown' in sheet || unknownManagedPrice(hosting, prices.region) !== undefined) return undefined;
  const { usdPerHour } = managedPrice(hosting);
  const { instances, processes } = sizeFor(spec, context);
  const { cpuMs } = needs as Numbers;
  const capacity = spec.count === undefined && instances > 0 ? demand.averagePerSecond / instances : undefined;
  const fleet = {
    // Its fee is a part of the month of its own.
    ...{ description: `managed ${spec.instance}`, usdPerMonth: usdPerHour * hoursPerMonth },
    ...{ count: fewestManaged, spare: 0, targetUtilization: spec.targetUtilization, usableVcpu: processes },
    ...optional('cpuMsPerRequest', cpuMs),
    // Where fewer would do, three carry up to what their CPU allows.
    ...optional('capacityPerSecond', capacity && Math.max(capacity, capacityOf(spec, processes, context))),
  };
  const isFixed = spec.count !== undefined || serversAt(fleet, demand.averagePerSecond) < instances;
  return {
    fixed: [],
    usdPerRequest: sheet.lambda.usdPerMillionRequests / 1e6,
    servers: { ...fleet, count: isFixed ? instances : fewestManaged },
    assumes: [],
  };
}

/** Average requests per second of one instance, by its CPU. */
function capacityOf(spec: Managed, processes: number, { needs: { cpuMs = 0 }, demand }: OptionContext): number {
  const { averagePerSecond, peakPerSecond } = demand;
  return cpuMs === 0 ? 0 : (processes * 1000 * spec.targetUtilization * averagePerSecond) / cpuMs / peakPerSecond;
}
