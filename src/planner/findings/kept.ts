import type { Kept, OptionFigures } from '../../model/plan/option-result.ts';
import type { PlanConstraints } from '../../scenario/plan/plan-file.ts';
import { count, ms, percent, usd } from '../../text/format.ts';

/** Fewer refused requests than this are below what can be predicted. */
const fewRefused = 1e-4;

/** Whether an option keeps each constraint that was given, and serves every request. */
export function keptOf(
  figures: OptionFigures,
  { p99Ms, burstP99Ms, connections, usdPerMonth }: PlanConstraints,
): Kept[] {
  const { latencyMs, throttledShare, throttledInBurst, month } = figures;
  const at = (
    name: string,
    value: number | undefined,
    most: number | undefined,
    words: (value: number) => string,
  ): Kept[] =>
    value === undefined || most === undefined
      ? []
      : [{ constraint: `${name} at most ${words(most)}`, holds: value <= most, words: words(value) }];
  return [
    ...at('p99', latencyMs.steady.p99.value, p99Ms, ms),
    ...at('p99 of a burst', latencyMs.burst?.p99.value, burstP99Ms, ms),
    {
      constraint: 'no throttled request at the peak',
      holds: throttledShare.value < fewRefused,
      words: `${percent(throttledShare.value)} throttled`,
    },
    ...(throttledInBurst === undefined
      ? []
      : [
          {
            constraint: 'no throttled request in a burst',
            holds: throttledInBurst.value < 1,
            words: `${count(throttledInBurst.value)} throttled`,
          },
        ]),
    ...at('connections', figures.connections?.value, connections, count),
    ...at('a month', month?.usd.value, usdPerMonth, usd),
  ];
}
