import { z } from 'zod';
import { engineSchema } from './engines.ts';
import { expectSchema } from './expect.ts';
import { phaseSchema } from './phases.ts';
import { maxCostUsdSchema, pricesSchema } from './prices.ts';
import { targetSchema } from './targets.ts';
import {
  formedText,
  headerNameSchema,
  identitySchema,
  nameOfTargetSchema,
  nameSchema,
  pathSchema,
  timeoutMsSchema,
} from './words.ts';
import { workloadSchema } from './workload.ts';

const requestSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT']).default('GET').describe('Method of every request.'),
  path: pathSchema.default('/').describe('Path and query of every request.'),
  headers: z
    .record(
      headerNameSchema,
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a header would end it
      formedText(/^[^\0-\x08\x0a-\x1f\x7f]*$/, 'text without line breaks and control characters'),
    )
    .default({})
    .describe('Headers of every request.'),
  body: z.string().optional().describe('Body of every request.'),
  expect: expectSchema.prefault({}).describe('What an answer has to be in order to count as answered.'),
});

/**
 * A scenario file. This schema is the only description: types, defaults, messages and the JSON Schema for editors
 * (`scenarios/scenario.schema.json`) all come from it. Rules between fields are in `rules.ts`.
 */
export const scenarioSchema = z
  .strictObject({
    name: nameSchema.describe('Short name; the folder of the run is called after it.'),
    question: z.string().min(1).describe('The question that this scenario answers, in one sentence.'),
    seed: z.int().nonnegative().default(1).describe('Seed of all randomness.'),
    workload: workloadSchema.describe('What a call does. Targets of kind http ignore it.'),
    request: requestSchema.prefault({}).describe('What every request says.'),
    identity: identitySchema.prefault({ from: 'headers' }).describe('Where an answer says who gave it.'),
    targets: z.array(targetSchema).min(1).describe('What is put under the same load, one after another.'),
    baseline: nameOfTargetSchema
      .optional()
      .describe('The target that the others are compared with; default: the first node-server.'),
    load: z.array(phaseSchema).min(1).describe('The phases, fired one after another at each target.'),
    repeats: z
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .describe('How often the whole load is run, on fresh targets each time.'),
    timeoutMs: timeoutMsSchema.default(30_000).describe('The client gives a request up after this time.'),
    order: z
      .enum(['inTurn', 'interleaved'])
      .default('inTurn')
      .describe('With repeats: targets in the same order each time, or forwards and backwards in turn (A B, B A).'),
    engine: engineSchema.prefault('socket').describe('What sends the requests; default: socket.'),
    threads: z
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe('Threads that fire, each a part of every phase: more where one cannot keep the schedule.'),
    maxRequests: z
      .int()
      .min(1)
      .max(100_000_000)
      .default(1_000_000)
      .describe('The most requests that the whole run may send; one that plans more is refused.'),
    maxCostUsd: maxCostUsdSchema,
    prices: pricesSchema.prefault({}).describe('Prices of bills, where the price table is not to be used as it is.'),
    demandPerSecond: z
      .number()
      .positive()
      .max(1e9)
      .optional()
      .describe('Requests per second in production, on average: for the costs of a month on the decision sheet.'),
    thresholds: z
      .array(z.string())
      .default([])
      .describe('Conditions on the result, such as `lambda.environments.distinct == 10`; exit code 1 if one fails.'),
  })
  .describe('A rollcall scenario.');

export type Scenario = z.output<typeof scenarioSchema>;

export type FunctionWorkload = Extract<Scenario['workload'], { kind: 'function' }>;
