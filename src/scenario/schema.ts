import { z } from 'zod';
import { phaseSchema } from '../load/phases.ts';
import {
  identitySchema,
  keptBodyBytesSchema,
  nameOfTargetSchema,
  nameSchema,
  timeoutMsSchema,
} from '../model/schema/words.ts';
import { maxCostUsdSchema, pricesSchema } from '../target-kinds/fields/prices.ts';
import { serverKinds, targetSchema } from '../target-kinds/target-kinds.ts';
import { engineSchema } from './engines.ts';
import { requestSchema } from './request/request.ts';
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
    workload: workloadSchema.describe('What a call does. Targets that the run does not start ignore it.'),
    request: requestSchema.prefault({}).describe('What every request says.'),
    identity: identitySchema.prefault({ from: 'headers' }).describe('Where an answer says who gave it.'),
    keptBodyBytes: keptBodyBytesSchema.describe(
      'Bytes of the body of an answer that are kept to read its identity from it. Longer answers are read to their end, and the rest is dropped.',
    ),
    targets: z.array(targetSchema).min(1).describe('What is put under the same load, one after another.'),
    baseline: nameOfTargetSchema
      .optional()
      .describe(`The target that the others are compared with; default: the first ${serverKinds.join(' or ')}.`),
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
