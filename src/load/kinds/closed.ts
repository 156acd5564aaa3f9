import type { FieldKit } from '../fields.ts';
import type { PhaseModule, PhaseWith } from '../phase-module.ts';
import { paced } from './paced.ts';

const fields = ({ z, waitMs, durationMs }: FieldKit) => ({
  connections: z.int().min(1).max(10_000).describe('Clients, each with its own connection.'),
  requests: z
    .int()
    .min(1)
    .max(100_000_000)
    .optional()
    .describe('Requests of all clients together; this or durationMs, or both.'),
  durationMs: durationMs.optional().describe('Nothing is sent after this time.'),
  thinkTimeMs: waitMs.default(0).describe('Time between a response and the client’s next request.'),
});

type ClosedPhase = PhaseWith<'closed', typeof fields>;

export const closed = {
  kind: 'closed',
  shape: 'closed',
  words: 'Closed workload: clients that wait for their response before they send again.',
  fields,
  shares: ['connections', 'requests'],
  files: [],
  problem: ({ requests, durationMs }) =>
    requests === undefined && durationMs === undefined
      ? 'expected `requests` or `durationMs`, or both: without either it would never end'
      : undefined,
  releasesTogether: false,
  plannedRequests: ({ requests = Number.POSITIVE_INFINITY }) => requests,
  mostInFlight: ({ connections }) => connections,
  ...paced,
  plannedMs: ({ requests, durationMs = 0 }) => (requests === undefined ? durationMs : 0),
  mostSegments: ({ connections, requests = connections }) => Math.min(connections, requests),
  connections: () => 'warm',
  calibration: () => [],
  endedAfter: (phase, requests) => ({ ...phase, requests }),
  load: ({ connections, requests, durationMs, thinkTimeMs }) => ({
    ...{ shape: 'closed', clients: connections, requests, durationMs, thinkTimeMs },
  }),
} as const satisfies PhaseModule<ClosedPhase, 'closed'>;
