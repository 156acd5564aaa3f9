import type { FieldKit } from '../fields.ts';
import type { PhaseModule, PhaseWith } from '../phase-module.ts';
import { paced } from './paced.ts';

const fields = ({ durationMs }: FieldKit) => ({ durationMs: durationMs.describe('Length of the pause.') });

export const pause = {
  kind: 'pause',
  shape: 'idle',
  words: 'Nothing is sent.',
  fields,
  shares: [],
  files: [],
  problem: () => undefined,
  releasesTogether: false,
  plannedRequests: () => 0,
  mostInFlight: () => 0,
  ...paced,
  plannedMs: ({ durationMs }) => durationMs,
  mostSegments: () => 1,
  connections: () => 'warm',
  calibration: () => [],
  endedAfter: (phase) => phase,
  load: ({ durationMs }) => ({ shape: 'idle', durationMs }),
} as const satisfies PhaseModule<PhaseWith<'pause', typeof fields>, 'idle'>;
