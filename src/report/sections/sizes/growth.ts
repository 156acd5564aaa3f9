import { burstUsdPerMillion } from '../../../billing/month/burst-cost.ts';
import { optional } from '../../../model/optional.ts';
import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { coldStartOf, type Sample, serviceTimeMs } from '../../../model/sample.ts';
import { groupBy } from '../../../stats/group.ts';
import { percentile } from '../../../stats/percentile.ts';

/** What each burst of one target took, by its size. */
export interface Growth {
  readonly target: string;
  /** Ascending by size, the bursts of one size in their order. */
  readonly bursts: readonly Burst[];
}

export interface Burst {
  readonly phase: string;
  readonly size: number;
  readonly environments: number;
  /** Absent if unknown. */
  readonly coldStarts?: number;
  /** The highest sum of RSS at one scan in it; absent if not measured. */
  readonly memoryMb?: number;
  /** Service times of answers. */
  readonly p50Ms?: number;
  readonly maxMs?: number;
  /** Of a million requests in such bursts. */
  readonly usdPerMillion?: number;
}

/**
 * Only where bursts of several sizes are there, and only of phases whose requests are all at hand: of a part of a burst the
 * environments cannot be counted.
 */
export function growthOf({ targets }: RunResult, samples: readonly Sample[]): Growth[] {
  const growths = targets.flatMap((target) => {
    const { name, phases } = target;
    const whole = phases.filter(({ repeat, name: phase, requests }) => {
      const own = samples.filter((s) => s.target === name && s.phase === phase && s.repeat === repeat);
      return repeat === 0 && own.length === requests.sent && own.some(({ burst }) => burst !== undefined);
    });
    const bursts = whole.flatMap(({ name: phase }) =>
      burstsOf(
        target,
        phase,
        samples.filter((s) => s.target === name && s.phase === phase && s.repeat === 0 && s.burst !== undefined),
      ),
    );
    return bursts.length === 0 ? [] : [{ target: name, bursts: bursts.sort((a, b) => a.size - b.size) }];
  });
  const sizes = new Set(growths.flatMap(({ bursts }) => bursts.map(({ size }) => size)));
  return sizes.size > 1 ? growths : [];
}

const burstsOf = (target: TargetResult, phase: string, samples: readonly Sample[]): Burst[] =>
  [...groupBy(samples, ({ burst }) => burst).values()].map((own) => {
    const coldStarts = own.some((sample) => coldStartOf(sample) !== undefined)
      ? own.filter((sample) => coldStartOf(sample) === true).length
      : undefined;
    const times = own
      .flatMap((sample) => (sample.outcome.kind === 'answered' ? (serviceTimeMs(sample) ?? []) : []))
      .sort((a, b) => a - b);
    return {
      ...{ phase, size: own.length },
      environments: new Set(own.flatMap(({ identity }) => (identity === undefined ? [] : [identity.instanceId]))).size,
      ...optional('coldStarts', coldStarts),
      ...optional('memoryMb', memoryIn(target, own)),
      ...optional('p50Ms', percentile(times, 50)),
      ...optional('maxMs', times.at(-1)),
      ...optional('usdPerMillion', usdOf(target, own.length, coldStarts)),
    };
  });

/** From the first send to the last answer. */
function memoryIn({ resourceCurve = [] }: TargetResult, burst: readonly Sample[]): number | undefined {
  const fromMs = Math.min(...burst.map(({ intendedAtMs }) => intendedAtMs));
  const toMs = Math.max(...burst.map(({ completedAtMs }) => completedAtMs));
  const inside = resourceCurve.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  return inside.length === 0 ? undefined : Math.max(...inside.map(({ rssMb }) => rssMb));
}

/** At the demand of production, the same for every burst, of what is paid by the hour. */
const usdOf = ({ costs, serverCost }: TargetResult, size: number, coldStarts: number | undefined): number | undefined =>
  serverCost?.usdPerMillion ??
  (costs === undefined || coldStarts === undefined ? undefined : burstUsdPerMillion(costs, coldStarts / size));
