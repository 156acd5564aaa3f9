import type { ReadArrivals } from '../../load/recorded/arrivals/read-arrivals.ts';
import { optional } from '../../model/optional.ts';
import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import type { PlanAssumption } from '../../model/plan/plan-result.ts';
import { count, counted, ms } from '../../text/format.ts';

/** Arrivals of a file, and what a reader of the plan must know about them. */
export interface TraceDemand {
  readonly arrivals: RecordedArrivals;
  readonly notes: readonly string[];
  readonly assumptions: readonly PlanAssumption[];
}

const mostNamed = 5;
const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const minuteMs = 60_000;

/** @param name of the file in the plan */
export function traceDemand(name: string, read: ReadArrivals): TraceDemand {
  const { atMs, bucketMs, firstCountMs, spanMs, words } = read;
  const [first = 0] = atMs;
  return {
    arrivals: {
      source: `${name} (${words}), ${counted(atMs.length, 'request')} in ${ms(spanMs)}`,
      atMs: atMs.map((at) => at - first),
      spanMs,
      ...optional('bucketMs', bucketMs),
      ...optional('firstCountMs', firstCountMs === undefined ? undefined : firstCountMs - first),
    },
    notes: notesOf(name, read),
    assumptions: read.takenAs.map(({ id, what, value, source, isStated }) => ({
      ...{ id: `trace.${id}`, what: `${name}: ${what}`, value, source, isDefault: !isStated },
    })),
  };
}

function notesOf(
  name: string,
  { bad, leftOut, bucketMs, callMs, periodAssumed, notes, takenAs }: ReadArrivals,
): string[] {
  const named = bad.first.slice(0, mostNamed).map(({ line, why }) => `line ${line}: ${why}`);
  const more = bad.count > named.length ? `, and ${count(bad.count - named.length)} more` : '';
  const assumed = periodAssumed === undefined ? '' : `, ${periodAssumed} (assumed: \`demand.period\` states another)`;
  return [
    ...(bad.count === 0
      ? []
      : [`${name}: ${counted(bad.count, 'line is', 'lines are')} no arrival (${named.join('; ')}${more})`]),
    ...notes.map((note) => `${name}: ${note}`),
    ...(takenAs.some(({ isAssumed }) => isAssumed)
      ? [
          `${name}: nothing states the unit of its times, which are taken to be in ms; in s, the load would be a thousandth of it (\`demand.timeUnit\` states the unit)`,
        ]
      : []),
    ...(callMs === undefined
      ? []
      : [
          `${name} has the times of its calls, ${ms(meanOf(callMs))} on average: they are not used, as environments, latency and cost are of the calls of the plan (\`calls\`)`,
        ]),
    ...[...leftOut].map(([why, number]) => `${name}: ${counted(number, 'request')} ${why} left out`),
    ...(bucketMs === undefined
      ? []
      : [`${name} has counts per ${ms(bucketMs)}${assumed}: each request is placed at random within its time`]),
    ...(bucketMs === undefined || bucketMs <= minuteMs
      ? []
      : [`${name} does not show its busiest minute: the peak is that of its busiest ${ms(bucketMs)}`]),
  ];
}
