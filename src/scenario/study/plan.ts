import { type Random, seededRandom } from '../../model/random.ts';
import type { Forcing, StudySample } from '../../model/study/study-sample.ts';
import type { Combination } from './cells.ts';
import { type Protocol, protocolOf } from './protocols.ts';

/** One run of one cell. */
export interface PlannedRun {
  readonly cell: string;
  readonly round: string;
  /** From 1. */
  readonly run: number;
  readonly forcedBy?: Forcing;
}

/**
 * The runs of a round in their order: all cells once, in an order drawn from the seed, then all cells again, so that a drift of the machine
 * favors none of them.
 */
export function plannedRuns(protocol: Protocol, cells: readonly Pick<Combination, 'id'>[]): PlannedRun[] {
  const random = seededRandom(protocol.seed);
  const ways = protocolOf(protocol).forcings(protocol);
  const each = cells.flatMap(({ id: cell }) =>
    ways.length === 0 ? [{ cell }] : ways.map((forcedBy) => ({ cell, forcedBy })),
  );
  return protocol.rounds.flatMap(({ name: round }) =>
    Array.from({ length: protocolOf(protocol).runs(protocol) }, (_, index) => index + 1).flatMap((run) =>
      shuffled(each, random).map((one) => ({ ...one, round, run })),
    ),
  );
}

/** Fisher and Yates. */
function shuffled<T>(values: readonly T[], random: Random): T[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

type RunOfSample = Pick<StudySample, 'cell' | 'round' | 'run' | 'forcedBy'>;

/** Samples of the same run have the same key. */
export const keyOfRun = ({ cell, round, run, forcedBy }: RunOfSample): string =>
  [round, run, forcedBy ?? '', cell].join('\t');

/**
 * What an interrupted study has left to do. A run of which samples are missing is repeated, and its samples are dropped, so that each cell
 * has exactly its planned runs in the end.
 */
export function remaining(
  planned: readonly PlannedRun[],
  recorded: readonly StudySample[],
  samplesPerRun: number,
): { readonly kept: readonly StudySample[]; readonly left: readonly PlannedRun[] } {
  const counts = new Map<string, number>();
  for (const sample of recorded) counts.set(keyOfRun(sample), (counts.get(keyOfRun(sample)) ?? 0) + 1);
  const isDone = (run: PlannedRun) => counts.get(keyOfRun(run)) === samplesPerRun;
  const done = new Set(planned.filter(isDone).map(keyOfRun));
  return {
    kept: recorded.filter((sample) => done.has(keyOfRun(sample))),
    left: planned.filter((run) => !done.has(keyOfRun(run))),
  };
}
