import { z } from 'zod';
import { hostUseSchema } from './host-use.ts';
import { sendLagSchema } from './send-lag.ts';

const count = z.int().nonnegative();

const workerPhaseSchema = z.object({
  phase: z.string(),
  repeat: count,
  plannedStartMs: z.number().describe('when its first request was due, on the clock of the run'),
  achievedStartMs: z
    .number()
    .optional()
    .describe('when it sent its first request, on the clock of the run; absent if it sent none'),
  sendLagMs: sendLagSchema.optional().describe('from the intended send to the send'),
  planned: count.optional().describe('requests of its segment; absent where only time ends the load'),
  sent: count.optional().describe('samples that it handed over, as its end mark says; absent if that did not come'),
  received: count.describe('samples of it that are in this result'),
});

/** One of several machines that fired parts of one load. */
export const workerSchema = z.object({
  name: z.string(),
  version: z.string().describe('of rollcall'),
  cores: z.int().positive(),
  memoryMb: z.number().positive().optional().describe('of its machine'),
  threads: z.int().positive().describe('that fired'),
  clock: z
    .object({
      offsetMs: z.number().describe('its clock minus that of the run, in the middle of the load'),
      boundMs: z.number().nonnegative().describe('the offset is right to this much, over the whole load'),
      driftPpm: z.number().optional().describe('by how much its clock gains, in millionths; absent if not measured'),
      driftBoundPpm: z.number().nonnegative().optional(),
    })
    .optional()
    .describe('absent if it was lost before its clock was measured'),
  host: hostUseSchema
    .optional()
    .describe(
      'what its machine did during the load, all its programs together; absent if it was lost, or did not answer. Of the requests in flight, which hold files and ports, an even share is its own (an estimate)',
    ),
  unobserved: z
    .literal(true)
    .optional()
    .describe('it did not answer after the load: its threads and its machine are in no figure of `client`'),
  calibration: z
    .object({
      measuredAt: z.string().describe('ISO 8601'),
      p50: z.number().optional().describe('ms added to the service time, in the first load of its calibration'),
      p99: z.number().optional(),
    })
    .optional()
    .describe('what `rollcall calibrate` found on its machine; absent if it was not calibrated'),
  phases: z.array(workerPhaseSchema),
  samplesSent: count.optional().describe('over all phases; absent if a phase has no end mark'),
  samplesReceived: count,
  lost: z
    .object({ atMs: z.number().describe('since the start of the run'), reason: z.string() })
    .optional()
    .describe('it left before the end of the load; it was not replaced'),
});

export type WorkerResult = z.infer<typeof workerSchema>;
export type WorkerPhase = z.infer<typeof workerPhaseSchema>;
