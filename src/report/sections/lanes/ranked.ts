import { type Sample, serviceTimeMs } from '../../../model/sample.ts';

/** How little a drawing may lose a request: 3 the ends of the phase and its longest, 2 throttled or failed, 1 a cold start. */
export type Rank = 0 | 1 | 2 | 3;

export interface RankedSample {
  readonly sample: Sample;
  readonly rank: Rank;
}

/** Requests of one phase that were sent. */
export function ranked(samples: readonly Sample[]): RankedSample[] {
  const most = (of: (sample: Sample) => number) =>
    samples.reduce<Sample | undefined>((best, s) => (best === undefined || of(s) > of(best) ? s : best), undefined);
  const sentAt = ({ sentAtMs = 0 }: Sample) => sentAtMs;
  const ends = new Set([
    most((sample) => -sentAt(sample)),
    most(sentAt),
    most(({ completedAtMs }) => completedAtMs),
    most((sample) => serviceTimeMs(sample) ?? 0),
  ]);
  return samples.map((sample) => ({
    sample,
    rank: ends.has(sample) ? 3 : isFailed(sample) ? 2 : isCold(sample) ? 1 : 0,
  }));
}

export const isFailed = ({ outcome }: Sample): boolean => outcome.kind !== 'answered';

export const isCold = ({ identity }: Sample): boolean => identity?.coldStart === true;
