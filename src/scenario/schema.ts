import { z } from 'zod';
import { phaseSchema } from '../load/phases.ts';
import {
  identitySchema,
  keptBodyBytesSchema,
  nameOfTargetSchema,
  nameSchema,
  timeoutMsSchema,
} from '../model/schema/fields.ts';
import { maxCostUsdSchema, pricesSchema } from '../target-kinds/fields/prices.ts';
import { serverKinds, targetSchema } from '../target-kinds/target-kinds.ts';
import { constraintsSchema, demandSchema } from './demand.ts';
import { engineSchema } from './engines.ts';
import { feedSchema, requestSchema, requestsFileSchema, requestsSchema } from './request/request.ts';
import { servicesSchema } from './services.ts';
import { workloadSchema } from './workload.ts';

/** Of the requests to a target. Beyond it, the load that was answered is another one. */
export const defaultMaxUnansweredShare = 0.05;

/** A target that is gone makes the rest of a load useless. */
export const defaultAbortOn: readonly string[] = ['no answers for 10s'];

/**
 * A scenario file. Types, defaults, messages and the JSON Schema for editors
 * (`scenarios/scenario.schema.json`) all come from this schema. Rules between fields are in `rules.ts`.
 */
export const scenarioSchema = z
  .strictObject({
    name: nameSchema.describe('Short name; the folder of the run gets this name.'),
    question: z.string().min(1).describe('The question that this scenario answers, in one sentence.'),
    seed: z.int().nonnegative().default(1).describe('Seed of all random numbers.'),
    workload: workloadSchema
      .optional()
      .describe('The work of one request, at every target that runs functions and has none of its own.'),
    services: servicesSchema
      .default({})
      .describe(
        'Slow services that targets on this machine wait for, by name. `db` is at the URL in the variable `DB_URL`, and its connections are counted for each target.',
      ),
    request: requestSchema.prefault({}).describe('The request that is sent.'),
    requests: requestsSchema
      .optional()
      .describe('Several requests, each drawn by its weight; `request` has what they have in common.'),
    requestsFile: requestsFileSchema
      .optional()
      .describe('Recorded requests that are sent in turn, with the headers of `request`.'),
    feed: feedSchema
      .optional()
      .describe(`Rows whose columns fill \${column} in paths, headers and bodies of requests.`),
    identity: identitySchema.prefault({ from: 'headers' }).describe('Where a response names its instance.'),
    keptBodyBytes: keptBodyBytesSchema.describe(
      'Bytes of a response body that are kept to read the identity. Longer responses are read to their end, and the rest is dropped.',
    ),
    targets: z.array(targetSchema).min(1).describe('The systems under load, tested one after another.'),
    baseline: nameOfTargetSchema
      .optional()
      .describe(`The target that the others are compared with; default: the first ${serverKinds.join(' or ')}.`),
    load: z.array(phaseSchema).min(1).describe('The phases, which run one after another on each target.'),
    repeats: z
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .describe('How often the whole load runs; local targets are started again each time.'),
    timeoutMs: timeoutMsSchema.default(30_000).describe('The client gives up on a request after this time.'),
    order: z
      .enum(['inTurn', 'interleaved'])
      .default('inTurn')
      .describe('Order of the targets over the repeats: the same each time, or alternating (A B, B A).'),
    engine: engineSchema.prefault('socket').describe('The engine that sends the requests; default: socket.'),
    threads: z
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe('Threads that send; each takes a part of every phase. Use more if one cannot keep the schedule.'),
    maxRequests: z
      .int()
      .min(1)
      .max(100_000_000)
      .default(1_000_000)
      .describe('Maximum number of requests of the run; a run that plans more is refused.'),
    maxCostUsd: maxCostUsdSchema,
    maxUnansweredShare: z
      .number()
      .min(0)
      .max(1)
      .default(defaultMaxUnansweredShare)
      .describe(
        'A target is INVALID if more than this share of its requests have no answer of an expected status, unless a threshold asks about these outcomes.',
      ),
    prices: pricesSchema.prefault({}).describe('Prices that override the price table.'),
    probe: z
      .boolean()
      .default(true)
      .describe('Whether a few requests before the run may find out what this machine can carry.'),
    demand: demandSchema.optional().describe('What production asks for: the decision sheet answers for this demand.'),
    constraints: constraintsSchema
      .prefault({})
      .describe('Limits in production, for the headroom on the decision sheet.'),
    cpuSpeed: z
      .number()
      .positive()
      .max(100)
      .default(1)
      .describe(
        'Speed of a CPU of this machine, as a multiple of a vCPU of the platform: 1.5 if work takes 1.5 times as long there. `rollcall calibrate --against` measures it.',
      ),
    primaryMetrics: z
      .array(z.string())
      .min(1)
      .max(3)
      .optional()
      .describe(
        'The metrics of each target that comparisons test together, such as `latency.p50` or `environments`; all others are exploratory.',
      ),
    thresholds: z
      .array(z.string())
      .default([])
      .describe('Conditions on the result, such as `lambda.environments.distinct == 10`; exit code 1 if one fails.'),
    abortOn: z
      .array(z.string())
      .default([...defaultAbortOn])
      .describe(
        'Conditions that end the run early, such as `api.latency.p99 > 2 s` or `no answers for 10s`; the default is the latter, and `[]` is none.',
      ),
  })
  .describe('A rollcall scenario.');

export type Scenario = z.output<typeof scenarioSchema>;
