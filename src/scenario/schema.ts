import { z } from 'zod';
import { phaseSchema } from './phases.ts';
import { targetSchema } from './targets.ts';
import { identitySchema, nameSchema } from './words.ts';
import { workloadSchema } from './workload.ts';

/**
 * A scenario file. This schema is the only description: types, defaults, messages and the JSON Schema for editors
 * (`scenarios/scenario.schema.json`) all come from it. Rules between fields are in `rules.ts`.
 */
export const scenarioSchema = z
  .strictObject({
    name: nameSchema.describe('Short name; the folder of the run is called after it.'),
    question: z.string().min(1).describe('The question that this scenario answers, in one sentence.'),
    seed: z.int().nonnegative().default(1).describe('Seed of all randomness.'),
    workload: workloadSchema,
    request: z
      .strictObject({
        method: z.enum(['GET', 'POST', 'PUT']).default('GET'),
        path: z.string().startsWith('/').default('/'),
        headers: z.record(z.string(), z.string()).default({}),
        body: z.string().optional(),
      })
      .prefault({})
      .describe('What every request says.'),
    identity: identitySchema.prefault({ from: 'headers' }).describe('Where an answer says who gave it.'),
    targets: z.array(targetSchema).min(1).describe('What is put under the same load, one after another.'),
    baseline: z
      .string()
      .optional()
      .describe('The target that the others are compared with; default: the first node-server.'),
    load: z.array(phaseSchema).min(1).describe('The phases, fired one after another at each target.'),
    repeats: z
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .describe('How often the whole load is run, on fresh targets each time.'),
    timeoutMs: z.number().positive().default(30_000).describe('The client gives a request up after this time.'),
    thresholds: z
      .array(z.string())
      .default([])
      .describe('Conditions on the result, such as `lambda.environments.distinct == 10`; exit code 1 if one fails.'),
  })
  .describe('A rollcall scenario.');

export type Scenario = z.output<typeof scenarioSchema>;
