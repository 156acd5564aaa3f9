import { z } from 'zod';
import { studyMetricNames, studyMetrics } from './metrics.ts';

/** How a cold start is forced. Samples of two ways are never pooled: a changed function disturbs caches, a wait does not. */
export const forcings = ['environment', 'configuration', 'version', 'wait'] as const;

export type Forcing = (typeof forcings)[number];

const values = studyMetricNames.map((name) => `\`${name}\`: ${studyMetrics[name].about}`).join('; ');

/** One line of `study.ndjson`. What was not measured is absent. */
export const studySampleSchema = z.object({
  cell: z.string().describe('id of its cell'),
  round: z.string(),
  run: z.int().min(1).describe('number of the run of this cell in its round'),
  copy: z.int().min(1).describe('of the copies that the run sent at the same time'),
  start: z
    .string()
    .describe('`cold` if the call started an environment, else `warm`; or what the protocol calls its parts'),
  call: z.int().min(1).describe('number of the call in its run, with this start'),
  forcedBy: z.enum(forcings).optional().describe('how the cold start of the run was forced'),
  atEpochMs: z.number().describe('when it was sent'),
  values: z.partialRecord(z.enum(studyMetricNames), z.number()).describe(values),
  measures: z
    .record(z.string(), z.number())
    .optional()
    .describe('numbers that the function itself answered, by their names in `measure`'),
  environmentId: z.string().optional(),
  requestId: z.string().optional(),
  error: z.string().optional().describe('why the call failed; its values are in no statistic'),
});

export type StudySample = z.output<typeof studySampleSchema>;
