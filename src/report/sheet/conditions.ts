import type { TargetResult } from '../../model/run-result.ts';
import type { Month } from '../../model/schema/costs.ts';
import { busyShare, drainSeconds } from '../../stats/capacity/server-burst.ts';
import { count, counted, ms, percent, perSecond } from '../../text/format.ts';
import { measuredBurst } from './blocks/latency.ts';
import { limitsOf } from './blocks/limits.ts';
import type { SheetQuestion } from './question.ts';

/** What has to be there for an option at the demand. */
export function needs(target: TargetResult, month: Month, question: SheetQuestion): string[] {
  const { servers } = target.costs ?? {};
  if (servers !== undefined && month.servers !== undefined) {
    const verb = month.servers === 1 ? 'runs' : 'run';
    const busy = busyShare(servers, month.servers, month.perSecond);
    const use =
      busy === undefined
        ? `; whether that carries ${perSecond(month.perSecond)} is not known, as CPU per request or vCPUs are not`
        : `, ${percent(busy)} busy of at most ${percent(servers.targetUtilization)}`;
    return [`${counted(month.servers, 'server')} (${servers.description}) ${verb} all month${use}.`];
  }
  return limitsOf(target, question)
    .slice(0, 1)
    .map(
      ({ name, used, allows, unit }) =>
        `${target.name} can use ${count(used)} of the ${count(allows)} ${unit} that its first limit (${name}) allows.`,
    );
}

/** What the demanded burst takes of an option, and whether the run measured as much. */
export function burstConditions(target: TargetResult, month: Month, { burst }: SheetQuestion): string[] {
  return burst === undefined ? [] : [...burstNeeds(target, month, burst), ...unmeasuredBurst(target, burst)];
}

/** Of an option that no quota of Lambda limits. */
function burstNeeds({ name, costs }: TargetResult, month: Month, burst: number): string[] {
  const { servers, instanceTime } = costs ?? {};
  if (servers !== undefined) {
    const { cpuMsPerRequest, usableVcpu } = servers;
    const running = month.servers ?? servers.count;
    const seconds = drainSeconds(servers, running, { perSecond: month.perSecond, burst });
    if (cpuMsPerRequest === undefined || usableVcpu === undefined || seconds === undefined)
      return [
        `Whether ${name} answers ${count(burst)} requests at once in time is not known, as CPU per request or vCPUs are not.`,
      ];
    return [
      `A burst may take ${ms(seconds * 1000)} on ${name}: ${count(burst)} requests of ${ms(cpuMsPerRequest)} of CPU on ${count(running * usableVcpu)} vCPU, beside the average rate.`,
    ];
  }
  if (instanceTime === undefined) return [];
  const { atOnce, callMs } = instanceTime;
  const inFlight = Math.ceil((month.perSecond * callMs) / 1000) + burst;
  return [
    `The platform runs ${counted(Math.ceil(inFlight / atOnce), 'instance')} of ${name} at once in a burst: ${count(inFlight)} requests, ${count(atOnce)} in each.`,
  ];
}

/** Service times of a smaller burst say nothing of those of a larger one. */
function unmeasuredBurst(target: TargetResult, burst: number): string[] {
  const most = measuredBurst(target);
  if (most === undefined)
    return [`Measure a burst of ${count(burst)} on ${target.name} first: this run measured no burst.`];
  if (most >= burst) return [];
  return [
    `Measure a burst of ${count(burst)} on ${target.name} first: this run measured at most ${count(most)} requests at once.`,
  ];
}
