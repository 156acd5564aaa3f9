import { z } from 'zod';
import { optional } from '../model/optional.ts';
import { durationMsSchema } from '../model/schema/words.ts';
import { architectureField, commonFields, costField } from './fields/common.ts';
import { functionEnvironmentFields } from './fields/function-environment.ts';
import { freezeSchema, keepAliveSchema, lambdaModelSchema, scalingSchema } from './fields/lambda-model.ts';
import { startedFacts, startedFields } from './fields/started.ts';
import { executionEnvironment, type TargetKindModule } from './target-kind.ts';

const schema = z.strictObject({
  ...commonFields,
  kind: z.literal('local-lambda').describe('The embedded Lambda: one process per execution environment.'),
  memoryMb: z.int().min(128).max(10_240).default(512).describe('Memory size; what is billed for.'),
  timeoutMs: z.number().min(1).max(900_000).default(30_000).describe('A call that takes longer is ended.'),
  initTimeoutMs: z.number().min(1).max(10_000).default(10_000).describe('An init that takes longer has failed.'),
  model: lambdaModelSchema
    .prefault('event')
    .describe('How many requests an environment takes, as a word or a map; default: event.'),
  keepAliveMs: keepAliveSchema
    .default(300_000)
    .describe(
      'An idle environment is stopped after this time, or after one drawn from `{ kind: uniform, minMs, maxMs }` or `{ kind: exponential, meanMs }`.',
    ),
  maxLifeMs: durationMsSchema
    .min(1)
    .default(7_200_000)
    .describe('An environment that is older than this is given no more requests.'),
  concurrencyLimit: z
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .describe('Reserved concurrency of the function: more requests than this at once are throttled.'),
  provisionedConcurrency: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Environments that are initialized before the load; more are started on demand.'),
  scaling: scalingSchema.prefault({}).describe('How fast the function may grow: 1,000 environments per 10 s.'),
  ...functionEnvironmentFields,
  freeze: freezeSchema,
  architecture: architectureField,
  cost: costField,
  ...startedFields,
});

export type LocalLambdaSpec = z.output<typeof schema>;

export const localLambda: TargetKindModule<typeof schema, 'started'> = {
  ...startedFacts,
  schema,
  instance: executionEnvironment,
  workers: undefined,
  isServer: false,
  runsOnlyNode: false,
  hasLogFile: true,
  functionOf: ({ memoryMb, architecture, provisionedConcurrency, region }) => ({
    memoryMb,
    architecture,
    ...optional('provisionedConcurrency', provisionedConcurrency),
    ...optional('region', region),
  }),
  payment: ({ cost, model }) => ({
    perCall: cost === undefined && (model.kind === 'event' || model.kind === 'queued'),
    cost,
  }),
  mostEnvironments: ({ concurrencyLimit }) => concurrencyLimit,
  // What such a function does at AWS under load is real, and is paid for.
  notes: ({ credentials }) =>
    credentials === undefined ? [] : [`its function runs with the credentials of the AWS profile ${credentials}`],
  // A layer may be a folder or an archive: whoever opens it says what is wrong with it.
  files: () => [],
  withPaths: (spec, resolve) => (spec.layers === undefined ? spec : { ...spec, layers: spec.layers.map(resolve) }),
};
