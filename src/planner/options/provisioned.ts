import type { OptionOf } from '../../scenario/plan/options.ts';
import { callMsAt } from '../needs/numbers.ts';
import { steadyInstances } from '../under-load/steady.ts';
import { functionOption } from './lambda-function.ts';
import { sizeOf } from './one-per-environment.ts';
import type { OptionContext } from './option.ts';

type Provisioned = OptionOf<'provisioned'>;

/** A function with environments that are always there. What they cannot take starts others, on demand. */
export const provisionedOption = functionOption<Provisioned>({
  name: 'provisioned',
  parts: ['provisioned'],
  partsOfCalls: () => [],
  excluded: ({ startBilledMs }) =>
    startBilledMs === undefined
      ? []
      : ['the init without SnapStart (calls.init), which provisioned concurrency excludes'],
  provisioned: environmentsOf,
  assumes: (spec, context) => [
    `${environmentsOf(spec, context)} provisioned environments${spec.environments === undefined ? ', which 99% of the peak needs' : ''}`,
  ],
  discounted: 'duration and provisioned concurrency',
});

/** Without a keep-alive, instances alive are requests in flight. */
function environmentsOf(spec: Provisioned, { needs, demand }: OptionContext): number {
  return (
    spec.environments ??
    Math.max(
      1,
      steadyInstances({
        ...{ perSecond: demand.peakPerSecond, keepAliveSeconds: 0 },
        busySeconds: (callMsAt(needs, sizeOf(spec)) ?? 0) / 1000,
      }).p99,
    )
  );
}
