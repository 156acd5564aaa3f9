import type { TargetResult } from '../../../model/run-result.ts';
import type { InstanceName } from '../../../target-kinds/target-kind.ts';
import { kindNamed } from '../../../target-kinds/target-kinds.ts';
import { counted } from '../../../text/format.ts';

export const instanceWords = ({ kind }: Pick<TargetResult, 'kind'>): InstanceName =>
  kindNamed(kind)?.instance ?? { one: 'instance', many: 'instances' };

/** `10 execution environments`, `1 process` */
export function instances(target: Pick<TargetResult, 'kind'>, distinct: number | undefined): string {
  if (distinct === undefined || distinct === 0) return 'unidentified instances';
  const { one, many } = instanceWords(target);
  return counted(distinct, one, many);
}
