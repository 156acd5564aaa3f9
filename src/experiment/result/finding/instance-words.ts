import type { TargetResult } from '../../../model/run-result.ts';
import type { InstanceName } from '../../../target-kinds/target-kind.ts';
import { kindNamed } from '../../../target-kinds/target-kinds.ts';
import { count, counted } from '../../../text/format.ts';

export const instanceWords = ({ kind }: Pick<TargetResult, 'kind'>): InstanceName =>
  kindNamed(kind)?.instance ?? { one: 'instance', many: 'instances' };

/** `10 execution environments`, `1 process` */
export function instances(target: Pick<TargetResult, 'kind'>, distinct: number | undefined): string {
  if (distinct === undefined || distinct === 0) return 'unidentified instances';
  const { one, many } = instanceWords(target);
  return counted(distinct, one, many);
}

/** A figure of a target, as measured and, if it has one, as projected. */
export interface Both {
  readonly measured: number | undefined;
  readonly projected: number | undefined;
}

/** Measured figures of such a target depend on this machine: the projected ones come first. */
export type IsShortOfCpu = (target: Pick<TargetResult, 'name'>) => boolean;

/** `28 execution environments (30 projected)`; of a target that was short of CPU `28 projected execution environments (30 measured)` */
export function bothInstances(target: TargetResult, { measured, projected }: Both, isShort: IsShortOfCpu): string {
  if (projected === undefined || projected === measured) return instances(target, measured);
  if (!isShort(target)) return `${instances(target, measured)} (${count(projected)} projected)`;
  const { one, many } = instanceWords(target);
  const beside = measured ? ` (${count(measured)} measured)` : '';
  return `${counted(projected, `projected ${one}`, `projected ${many}`)}${beside}`;
}
