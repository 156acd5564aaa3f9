import type { OptionResult } from '../../model/plan/option-result.ts';
import { groupBy } from '../../stats/group.ts';
import type { OptionAnswer } from '../options/option.ts';
import { type PredictedOf, type Quantity, whyBeyond } from '../validation/ranges.ts';

const atPeak: readonly (readonly [Quantity, name: string])[] = [
  ['environments', 'instances'],
  ['coldStarts', 'cold starts'],
  ['latency', 'latency'],
  ['cost', 'cost'],
];

/** With a burst on top of the peak. */
const inBurst: typeof atPeak = [
  ['environments', 'instances in a burst'],
  ['latency', 'latency of a burst'],
  ['memory', 'memory in use'],
];

/** Why figures of an option are beyond what was checked. Memory is that of the most instances: with the burst, where there is one. */
export function extrapolatedOf(
  { busyAtPeak, call }: Pick<OptionAnswer, 'busyAtPeak' | 'call'>,
  of: PredictedOf,
  burstSize = 0,
): OptionResult['extrapolated'] {
  const withBurst = burstSize === 0 ? inBurst.filter(([quantity]) => quantity === 'memory') : inBurst;
  const all = [
    ...atPeak.map((figure) => [figure, busyAtPeak] as const),
    ...withBurst.map((figure) => [figure, busyAtPeak + burstSize] as const),
  ];
  const found = all.flatMap(([[quantity, figure], inFlight]) =>
    whyBeyond(quantity, of, { inFlight, call }).map((why) => ({ figure, why })),
  );
  return [...groupBy(found, ({ why }) => why)].map(([why, some]) => ({
    figures: some.map(({ figure }) => figure),
    why,
  }));
}
