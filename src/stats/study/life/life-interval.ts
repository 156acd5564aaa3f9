/**
 * What one idle period says about the idle life of its environment: it was longer than `survivedMs`, and at most `goneByMs`. Absent:
 * the environment was still there (right-censored). An environment that was gone at the first look survived at least 0 ms.
 */
export interface LifeInterval {
  readonly survivedMs: number;
  readonly goneByMs?: number;
}

export const endOf = ({ goneByMs }: LifeInterval): number => goneByMs ?? Number.POSITIVE_INFINITY;
