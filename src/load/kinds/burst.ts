import type { FieldKit } from '../fields.ts';
import type { PhaseModule, PhaseWith } from '../phase-module.ts';
import type { Round } from '../shapes.ts';
import { paced } from './paced.ts';

const fields = ({ z, waitMs }: FieldKit) => {
  const size = z.int().min(1).max(10_000);
  return {
    size: z
      .union([size, z.array(size).min(1)])
      .describe('Requests per burst, 1 to 10000; a list such as [1, 2, 5, 10] is one burst per entry.'),
    repeats: z.int().min(1).max(10_000).default(1).describe('How often the burst, or the list of bursts, runs.'),
    gapMs: waitMs.default(1000).describe('Time between the last response of a burst and the next burst.'),
    connections: z
      .enum(['warm', 'cold'])
      .default('warm')
      .describe('warm: opened before the release, and warmed if there is a warmPath. cold: opened at the release.'),
  };
};

type BurstPhase = PhaseWith<'burst', typeof fields>;

export const burst = {
  kind: 'burst',
  shape: 'rounds',
  words: 'All requests of a burst are released at one instant.',
  fields,
  shares: ['size'],
  files: [],
  problem: () => undefined,
  releasesTogether: true,
  plannedRequests: (phase) => sizesOf(phase).reduce((sum, size) => sum + size, 0) * phase.repeats,
  mostInFlight: (phase) => Math.max(...sizesOf(phase)),
  ...paced,
  plannedMs: (phase) => (phase.repeats * sizesOf(phase).length - 1) * phase.gapMs,
  mostSegments: () => Number.POSITIVE_INFINITY,
  connections: ({ connections }) => connections,
  calibration: (phase) =>
    sizesOf(phase).map((size) => ({
      ...{ kind: 'burst', name: `burst-${size}`, size, repeats: 3, gapMs: 50, connections: 'warm' },
    })),
  endedAfter: (phase) => phase,
  load: (phase) => ({ shape: 'rounds', rounds: burstRounds(phase) }),
} as const satisfies PhaseModule<BurstPhase, 'rounds'>;

/** `{ size: [1, 2], repeats: 2, gapMs: 50 }` is due as 1, 2, 1, 2 with 50 ms between them. */
export function* burstRounds(phase: Pick<BurstPhase, 'size' | 'repeats' | 'gapMs'>): Generator<Round> {
  let burst = 0;
  for (let repeat = 0; repeat < phase.repeats; repeat += 1) {
    for (const size of sizesOf(phase)) {
      yield { burst, size, afterPreviousMs: burst === 0 ? 0 : phase.gapMs };
      burst += 1;
    }
  }
}

const sizesOf = ({ size }: Pick<BurstPhase, 'size'>): readonly number[] => (typeof size === 'number' ? [size] : size);
