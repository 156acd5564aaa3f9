import type { FieldKit } from '../fields.ts';
import type { PhaseModule, PhaseWith } from '../phase-module.ts';
import type { Round } from '../shapes.ts';
import { paced } from './paced.ts';

const fields = ({ z, waitMs }: FieldKit) => ({
  requests: z.int().min(1).max(1_000_000).describe('Number of requests.'),
  pauseMs: waitMs.default(0).describe('Time between a response and the next request.'),
});

type SequentialPhase = PhaseWith<'sequential', typeof fields>;

export const sequential = {
  kind: 'sequential',
  shape: 'rounds',
  words: 'One request after another.',
  fields,
  shares: ['requests'],
  files: [],
  problem: () => undefined,
  releasesTogether: false,
  plannedRequests: ({ requests }) => requests,
  mostInFlight: () => 1,
  ...paced,
  plannedMs: ({ requests, pauseMs }) => (requests - 1) * pauseMs,
  mostSegments: () => 1,
  connections: () => 'warm',
  calibration: () => [],
  endedAfter: (phase) => phase,
  load: (phase) => ({ shape: 'rounds', rounds: sequentialRounds(phase) }),
} as const satisfies PhaseModule<SequentialPhase, 'rounds'>;

/** Rounds of one. */
export function* sequentialRounds({
  requests,
  pauseMs,
}: Pick<SequentialPhase, 'requests' | 'pauseMs'>): Generator<Round> {
  for (let sent = 0; sent < requests; sent += 1) yield { size: 1, afterPreviousMs: sent === 0 ? 0 : pauseMs };
}
