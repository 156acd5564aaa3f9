import { serverPrice } from '../../billing/hosting-price.ts';
import type { Measures } from '../../model/measures.ts';
import type { Demands } from '../../model/schema/demands.ts';
import type { ProjectedServer } from '../../model/schema/projected.ts';
import { projectedServer } from '../../stats/projected/server.ts';
import { kindOf } from '../../target-kinds/target-kinds.ts';
import type { Observation, Tallied } from '../observe/observation.ts';
import { cpuScaleOf } from './projected.ts';

interface ServerInputs {
  readonly measures: Measures;
  readonly demands?: Demands | undefined;
}

/** Of a server whose CPU the kernel measured. */
export function assembleProjectedServer(
  { target }: Observation,
  { measures, demands }: ServerInputs,
  { loneTime: lone }: Tallied,
): ProjectedServer | undefined {
  const { isServer, payment } = kindOf(target);
  const cpuMs = demands?.call?.cpuMs.mean;
  if (!isServer || cpuMs === undefined) return undefined;
  const { hosting } = payment(target);
  const vcpu = hosting && serverPrice(hosting).vcpu;
  const serviceMs = measures.latencyMs.serviceTime.all?.mean;
  return projectedServer({ cpuMs, lone, serviceMs, vcpu, cpuScale: cpuScaleOf(demands) });
}
