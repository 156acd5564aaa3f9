import { z } from 'zod';
import { hostUseSchema } from './host-use.ts';
import { sendLagSchema } from './send-lag.ts';
import { workerSchema } from './workers.ts';

const sendSpread = z.object({
  bursts: z.int().nonnegative(),
  p1ToP99Ms: z.number().optional().describe('widest of the bursts: 1st to 99th percentile of the sends'),
  maxMs: z.number().optional().describe('widest of the bursts: first to last send'),
});

export const clientSchema = z.object({
  sendSpreadMs: z.number().optional().describe('first to last send of the widest burst'),
  sendSpread,
  sendLagMs: sendLagSchema.optional(),
  eventLoopDelayMs: z.object({ p99: z.number(), max: z.number() }).optional(),
  eventLoopUtilization: z.number().optional(),
  cpuMs: z.number().optional().describe('CPU time of the generator; of several workers, their sum'),
  gc: z.object({ count: z.int(), totalMs: z.number(), maxMs: z.number() }).optional(),
  host: hostUseSchema
    .optional()
    .describe(
      'what this machine did during the load, all its programs together; of several machines, each worker has its own',
    ),
  workers: z.array(workerSchema).optional().describe('of a load that several machines fired; absent where one did'),
});

export const scheduleSchema = z.object({
  asked: z.int().nonnegative().describe('requests that were due'),
  sent: z.int().nonnegative().describe('of these, requests that were sent'),
  askedPerSecond: z.number().optional().describe('on average, from the first that was due to the last'),
  achievedPerSecond: z
    .number()
    .optional()
    .describe('sent on average, from the first that was due to the last that was due or sent'),
  overrunMs: z.number().optional().describe('from the last that was due to the last that was sent'),
  sendLagMs: sendLagSchema.optional().describe('from the intended send to the send'),
});

/** What the instrument itself adds, measured against a server that says how long it held each request. */
export const calibrationSchema = z.object({
  engine: z.string().describe('that sent the loads'),
  threads: z.int().describe('that fired'),
  measuredAt: z.string().describe('ISO 8601'),
  truthDelayMs: z.number(),
  entries: z.array(
    z.object({
      load: z.string(),
      samples: z.int().nonnegative(),
      p50: z.number().optional().describe('ms added to the service time'),
      p99: z.number().optional(),
      max: z.number().optional(),
    }),
  ),
});

export type Calibration = z.infer<typeof calibrationSchema>;
export type ClientHealth = z.infer<typeof clientSchema>;
