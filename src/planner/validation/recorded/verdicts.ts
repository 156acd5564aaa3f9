import type { EnvironmentCounts, RecordingVerdicts, ReplayedAverages } from '../../../model/plan/validation.ts';
import { recordingTolerances as tolerances } from '../../../model/plan/validation.ts';

interface Replayed {
  readonly recorded: EnvironmentCounts;
  readonly predicted: EnvironmentCounts;
  readonly leastRecent: EnvironmentCounts;
}

/** How far the nearest of both predictions is above what was recorded; below 0: below it; 0: it lies between them. */
export const beyondBoth = ({ recorded, predicted, leastRecent }: Replayed): EnvironmentCounts => {
  const of = (key: keyof EnvironmentCounts) => {
    const [low, high] = [predicted[key], leastRecent[key]].sort((a, b) => a - b);
    return Math.max(0, (low ?? 0) - recorded[key]) + Math.min(0, (high ?? 0) - recorded[key]);
  };
  return { environments: of('environments'), coldStarts: of('coldStarts') };
};

/** One cold start more or less is no error of a rule: when an idle environment ended is not known to the request. */
export function verdictsOf(replayed: Replayed): RecordingVerdicts {
  const { recorded } = replayed;
  const { environments, coldStarts } = beyondBoth(replayed);
  return {
    environments: Math.abs(environments) <= tolerances.environments * recorded.environments ? 'holds' : 'fails',
    coldStarts: Math.abs(coldStarts) <= Math.max(1, tolerances.coldStarts * recorded.coldStarts) ? 'holds' : 'fails',
  };
}

/** Of means: undecided is an error of the cold starts above its limit by no more than a perfect model would have, as their standard errors say. */
export function verdictsOfMeans({
  errors,
  coldStartFloor,
}: Pick<ReplayedAverages, 'errors' | 'coldStartFloor'>): RecordingVerdicts {
  const beyond = errors.coldStarts - tolerances.coldStarts;
  return {
    environments: errors.environments <= tolerances.environments ? 'holds' : 'fails',
    coldStarts: beyond <= 0 ? 'holds' : beyond <= coldStartFloor ? 'undecided' : 'fails',
  };
}
