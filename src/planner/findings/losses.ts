import type { Basis } from '../../model/plan/figure.ts';
import type { PlanLoss } from '../../model/plan/option-result.ts';
import type { PlanConstraints, PlanPlatform } from '../../scenario/plan/plan-file.ts';
import { count, counted, mb, percent } from '../../text/format.ts';
import type { OptionAnswer, OptionModule } from '../options/option.ts';
import { memoryOf, memoryShare } from '../under-load/memory.ts';

interface Losing {
  readonly answer: OptionAnswer;
  readonly tenants: number;
  readonly constraints: PlanConstraints;
  readonly platform: PlanPlatform;
  /** Of the instances that are alive. */
  readonly basis: Basis;
}

/** What one lost instance does at the peak, and one lost zone. */
export function lossesOf<S>(
  { unit, starting }: Pick<OptionModule<S>, 'unit' | 'starting'>,
  { answer, tenants, constraints, platform: { zones }, basis }: Losing,
): PlanLoss[] {
  // Servers are of one tenant: the others do not stand in for them.
  const alive = answer.instances.p99 * (answer.cpuBound === undefined ? tenants : 1);
  const whose = answer.cpuBound !== undefined && tenants > 1 ? ' of a tenant' : '';
  const lose = (lost: number): Pick<PlanLoss, 'leaves' | 'holds'> =>
    starting === undefined
      ? leaves(answer, { alive, lost, unit })
      : restarts(starting, { answer, tenants, constraints, alive, lost, unit });
  return [
    { lost: `one ${unit}${whose}`, ...lose(1), basis },
    { lost: `one of ${zones} zones${whose}`, ...lose(Math.ceil(alive / zones)), basis },
  ];
}

interface Lost {
  readonly alive: number;
  readonly lost: number;
  readonly unit: string;
}

function leaves(answer: OptionAnswer, { alive, lost, unit }: Lost): Pick<PlanLoss, 'leaves' | 'holds'> {
  const { cpuBound, cpuUsedMsPerSecond = 0, memory } = answer;
  const left = alive - lost;
  if (left <= 0) return { leaves: `no ${unit} is left`, holds: false };
  const { mostMsPerSecond = 0, instances = 1 } = cpuBound ?? {};
  const utilization = cpuUsedMsPerSecond / ((left * mostMsPerSecond) / instances);
  const inMemory = memory === undefined ? 1 : memoryShare(memory.held, left);
  const there = memory && memoryOf(memory.held, left);
  if (there !== undefined && inMemory < 1 && inMemory * utilization < 1)
    return {
      leaves: `${left === 1 ? '1, which has' : `${count(left)}, which have`} memory for ${percent(inMemory)} of the peak (${mb(there.peakMb)} needed of ${mb(there.hasMb)} each)`,
      holds: false,
    };
  if (utilization >= 1)
    return {
      leaves: carriesWords(left, 1 / utilization),
      holds: false,
    };
  const whose = left === 1 ? 'its' : 'their';
  const ofMemory = there === undefined ? '' : ` and ${percent(there.peakMb / there.hasMb)} of ${whose} memory`;
  return { leaves: `${count(left)} at ${percent(utilization)} of ${whose} CPU${ofMemory}`, holds: true };
}

/** A share that reads as all of the peak is none that is held. */
const carriesWords = (left: number, share: number): string =>
  percent(share) === percent(1)
    ? `${count(left)}, whose CPU the peak takes in full`
    : `${left === 1 ? '1, which carries' : `${count(left)}, which carry`} ${percent(share)} of the peak`;

/** Environments that are lost start again with the next requests, each of which then waits for an init. */
function restarts(
  starting: NonNullable<OptionModule<never>['starting']>,
  { alive, lost, unit, answer, tenants, constraints }: Lost & Omit<Losing, 'platform' | 'basis'>,
): Pick<PlanLoss, 'leaves' | 'holds'> {
  const start = `${counted(lost, unit)} ${lost === 1 ? 'starts' : 'start'} again with the next requests`;
  if (starting.kind === 'not-published') return { leaves: `${start}; ${starting.words}` };
  const { atOnce, perSecond } = starting.rate(constraints);
  // The requests that were in those that are lost need them at once; each tenant has a function of its own.
  const needed =
    starting.counts === 'requests of all' ? (answer.busyAtPeak * tenants * lost) / Math.max(1, alive) : lost / tenants;
  const seconds = Math.max(0, needed - atOnce) / perSecond;
  const rate = `${count(atOnce)} at once and ${count(perSecond)} a second: all are back after ${count(Math.ceil(seconds))} s`;
  return {
    leaves: `${start}; ${seconds === 0 ? 'all may start at once' : rate} (${starting.source})`,
    holds: seconds === 0,
  };
}
