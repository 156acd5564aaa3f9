import type { RunResult } from '../../../model/run-result.ts';
import type { Sample } from '../../../model/sample.ts';
import { groupBy } from '../../../stats/group.ts';

/** How many environments answered each burst of one target, by its size. */
export interface Growth {
  readonly target: string;
  /** Ascending by size, the bursts of one size in their order. */
  readonly bursts: readonly Burst[];
}

interface Burst {
  readonly phase: string;
  readonly size: number;
  readonly environments: number;
  /** Absent if unknown. */
  readonly coldStarts?: number;
}

/**
 * Only where bursts of several sizes are there, and only of phases whose requests are all at hand: of a part of a burst the
 * environments cannot be counted.
 */
export function growthOf({ targets }: RunResult, samples: readonly Sample[]): Growth[] {
  const growths = targets.flatMap(({ name, phases }) => {
    const whole = phases.filter(({ repeat, name: phase, requests }) => {
      const own = samples.filter((s) => s.target === name && s.phase === phase && s.repeat === repeat);
      return repeat === 0 && own.length === requests.sent && own.some(({ burst }) => burst !== undefined);
    });
    const bursts = whole.flatMap(({ name: phase }) =>
      burstsOf(
        phase,
        samples.filter((s) => s.target === name && s.phase === phase && s.repeat === 0 && s.burst !== undefined),
      ),
    );
    return bursts.length === 0 ? [] : [{ target: name, bursts: bursts.sort((a, b) => a.size - b.size) }];
  });
  const sizes = new Set(growths.flatMap(({ bursts }) => bursts.map(({ size }) => size)));
  return sizes.size > 1 ? growths : [];
}

const burstsOf = (phase: string, samples: readonly Sample[]): Burst[] =>
  [...groupBy(samples, ({ burst }) => burst).values()].map((own) => ({
    ...{ phase, size: own.length },
    environments: new Set(own.flatMap(({ identity }) => (identity === undefined ? [] : [identity.instanceId]))).size,
    ...(own.some(({ identity }) => identity?.coldStart !== undefined) && {
      coldStarts: own.filter(({ identity }) => identity?.coldStart === true).length,
    }),
  }));
