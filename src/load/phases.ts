import { z } from 'zod';
import { durationMsSchema, nameOfTargetSchema, nameSchema } from '../model/schema/words.ts';

const common = {
  name: nameSchema.describe('Name of the phase in the results.'),
  targets: z.array(nameOfTargetSchema).min(1).optional().describe('Fire only at these targets; default: all.'),
};

const ratePerSecond = z.number().positive().max(100_000);
const durationMs = durationMsSchema.min(1);

const open = {
  maxInFlight: z
    .int()
    .min(1)
    .max(30_000)
    .default(1000)
    .describe('Requests on their way at once; what is due beyond them is recorded as not sent.'),
};

const size = z.int().min(1).max(10_000);

export const phaseSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('sequential').describe('One request after another.'),
    requests: z.int().min(1).max(1_000_000).describe('How many.'),
    pauseMs: durationMsSchema.default(0).describe('Between an answer and the next request.'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('burst').describe('All requests of a burst are released at one instant.'),
    size: z.union([size, z.array(size).min(1)]).describe('Requests per burst; a list is fired as one burst per entry.'),
    repeats: z.int().min(1).max(10_000).default(1).describe('How often the burst, or the list of bursts, is fired.'),
    gapMs: durationMsSchema.default(1000).describe('Between the last answer of a burst and the next burst.'),
    connections: z
      .enum(['warm', 'cold'])
      .default('warm')
      .describe('warm: opened, and warmed where there is a warmPath, before the release. cold: opened at the release.'),
  }),
  z.strictObject({
    ...common,
    kind: z
      .literal('constantRate')
      .describe('Open workload: requests are due at even intervals, whatever becomes of them.'),
    ratePerSecond: ratePerSecond.describe('Requests per second.'),
    durationMs: durationMs.describe('For how long requests are due.'),
    ...open,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('rampingRate').describe('Open workload whose rate changes evenly within each stage.'),
    startRatePerSecond: z
      .number()
      .nonnegative()
      .max(100_000)
      .default(0)
      .describe('Rate at the start of the first stage.'),
    stages: z
      .array(
        z.strictObject({
          durationMs: durationMs.describe('How long the stage takes.'),
          toRatePerSecond: z.number().nonnegative().max(100_000).describe('Rate at the end of the stage.'),
        }),
      )
      .min(1)
      .describe('One after another.'),
    ...open,
  }),
  z.strictObject({
    ...common,
    kind: z
      .literal('poisson')
      .describe('Open workload with random gaps, as of many independent users; drawn from the seed.'),
    ratePerSecond: ratePerSecond.describe('Requests per second on average.'),
    durationMs: durationMs.describe('For how long requests are due.'),
    ...open,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('trace').describe('Open workload of recorded arrivals.'),
    file: z
      .string()
      .min(1)
      .describe('CSV file, relative to the scenario file: a column arrival_ms, or the Azure trace’s columns.'),
    timeScale: z
      .number()
      .positive()
      .max(1000)
      .default(1)
      .describe('Instants are multiplied by this: 0.1 is ten times as fast.'),
    fromMs: durationMsSchema.default(0).describe('Only arrivals from so long after the first, before scaling.'),
    toMs: z
      .number()
      .positive()
      .default(Number.MAX_SAFE_INTEGER)
      .describe('Only arrivals before so long after the first.'),
    app: z.string().optional().describe('Only rows of this app (Azure trace).'),
    func: z.string().optional().describe('Only rows of this function (Azure trace).'),
    ...open,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('closed').describe('Closed workload: clients that wait for their answer before they send again.'),
    connections: z.int().min(1).max(10_000).describe('Clients, each with a connection of its own.'),
    requests: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe('Of all clients together; this or durationMs, or both.'),
    durationMs: durationMs.optional().describe('Nothing is sent after this time.'),
    thinkTimeMs: durationMsSchema.default(0).describe('Between an answer and the client’s next request.'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('pause').describe('Nothing is sent.'),
    durationMs: durationMs.describe('How long.'),
  }),
]);

export type Phase = z.output<typeof phaseSchema>;
