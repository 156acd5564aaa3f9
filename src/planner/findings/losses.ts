import type { Basis } from '../../model/plan/figure.ts';
import type { PlanLoss } from '../../model/plan/option-result.ts';
import { lambdaQuotas } from '../../stats/capacity/lambda-limits.ts';
import { count, counted, percent } from '../../text/format.ts';
import type { OptionAnswer, OptionModule } from '../options/option.ts';

interface Losing {
  readonly answer: OptionAnswer;
  readonly tenants: number;
  readonly zones: number;
  /** Of the instances that are alive. */
  readonly basis: Basis;
}

/** What one lost instance does at the peak, and one lost zone. */
export function lossesOf<S>(
  { unit, whatIsLost }: Pick<OptionModule<S>, 'unit' | 'whatIsLost'>,
  { answer, tenants, zones, basis }: Losing,
): PlanLoss[] {
  // Servers are of one tenant: the others do not stand in for them.
  const alive = answer.instances.p99 * (answer.cpuBound === undefined ? tenants : 1);
  const { one, zone } = whatIsLost(alive, zones);
  const whose = answer.cpuBound !== undefined && tenants > 1 ? ' of a tenant' : '';
  return [
    { lost: `one ${unit}${whose}`, ...leaves(answer, { alive, lost: one, unit }), basis },
    { lost: `one of ${zones} zones${whose}`, ...leaves(answer, { alive, lost: zone, unit }), basis },
  ];
}

interface Lost {
  readonly alive: number;
  readonly lost: number;
  readonly unit: string;
}

function leaves(answer: OptionAnswer, { alive, lost, unit }: Lost): Pick<PlanLoss, 'leaves' | 'holds'> {
  const { cpuBound, cpuUsedMsPerSecond = 0 } = answer;
  if (cpuBound === undefined) return restarts(lost, unit);
  const left = alive - lost;
  if (left <= 0) return { leaves: `no ${unit} is left`, holds: false };
  const utilization = (cpuUsedMsPerSecond * alive) / left / cpuBound.mostMsPerSecond;
  return utilization < 1
    ? { leaves: `${count(left)} at ${percent(utilization)} of their CPU`, holds: true }
    : { leaves: `${count(left)}, which carry ${percent(1 / utilization)} of the peak`, holds: false };
}

/** Environments that are lost start again with the next requests, each of which then waits for an init. */
function restarts(lost: number, unit: string): Pick<PlanLoss, 'leaves' | 'holds'> {
  const { burst, perSecond } = lambdaQuotas.scaling;
  const seconds = Math.max(0, lost - burst) / perSecond;
  const rate = seconds === 0 ? 'all may start at once' : `all are back after ${count(seconds)} s`;
  return {
    leaves: `${counted(lost, unit)} ${lost === 1 ? 'starts' : 'start'} again with the next requests; ${rate}`,
    holds: true,
  };
}
