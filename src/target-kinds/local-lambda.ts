import { z } from 'zod';
import { meanKeepAliveMs } from '../concurrency/keep-alive.ts';
import { concurrencyModels } from '../concurrency/models.ts';
import { optional } from '../model/optional.ts';
import { codeKinds, noSnapshots } from '../model/platform/code-kinds.ts';
import { awsAccount, type FunctionLimits, type KeepAlive, type LambdaCode } from '../model/platform/lambda.ts';
import { durationMsSchema } from '../model/schema/fields.ts';
import { architectureField, commonFields, costField } from './fields/common.ts';
import { ownEventSchema } from './fields/event.ts';
import { ownFunctionSchema, withAbsoluteCode } from './fields/function-code.ts';
import { functionEnvironmentFields } from './fields/function-environment.ts';
import {
  freezeSchema,
  keepAliveSchema,
  lambdaModelSchema,
  scalingSchema,
  snapshotSchema,
} from './fields/lambda-model.ts';
import { startedFacts, startedFields } from './fields/started.ts';
import { executionEnvironment, type TargetKindModule } from './target-kind.ts';

const schema = z.strictObject({
  ...commonFields,
  kind: z.literal('local-lambda').describe('The embedded Lambda: one process per execution environment.'),
  function: ownFunctionSchema,
  event: ownEventSchema,
  memoryMb: z.int().min(128).max(10_240).default(512).describe('Memory size, 128 to 10240.'),
  timeoutMs: z.number().min(1).max(900_000).default(30_000).describe('Time limit of an invocation.'),
  initTimeoutMs: z.number().min(1).max(10_000).default(10_000).describe('Time limit of an init.'),
  model: lambdaModelSchema
    .prefault('event')
    .describe(
      'How many requests an environment takes at once: `event`, `managed`, `web` or `queued`, or a map with more fields.',
    ),
  keepAliveMs: keepAliveSchema
    .default(300_000)
    .describe(
      'An idle environment stops after this time, or after a random time from `{ kind: uniform, minMs, maxMs }`, `{ kind: exponential, meanMs }` or `{ kind: halving, periodMs }`.',
    ),
  maxLifeMs: durationMsSchema.min(1).default(7_200_000).describe('An older environment gets no more requests.'),
  concurrencyLimit: z
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .describe('Reserved concurrency: more concurrent requests are throttled.'),
  provisionedConcurrency: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Environments that are initialized before the load; more are started on demand.'),
  scaling: scalingSchema.prefault({}).describe('Limit on the rate of new environments: `burst` of them per `perMs`.'),
  ...functionEnvironmentFields,
  freeze: freezeSchema,
  snapshot: snapshotSchema,
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
  warmStart: 'yes',
  functions: 'all',
  takesLimits: true,
  ownFunction: (spec) => spec.function,
  whyUnfit,
  hasLogFile: true,
  functionOf: ({ memoryMb, architecture, provisionedConcurrency, region }) => ({
    memoryMb,
    architecture,
    ...optional('provisionedConcurrency', provisionedConcurrency),
    ...optional('region', region),
  }),
  payment: ({ cost, model, keepAliveMs }) => ({
    perCall: cost === undefined && concurrencyModels[model.kind].isBilledPerCall,
    cost,
    instances: {
      atOnce: 'maxConcurrencyPerEnvironment' in model ? model.maxConcurrencyPerEnvironment : 1,
      keepAliveMs: meanKeepAliveMs(keepAliveOf({ keepAliveMs })),
    },
  }),
  mostEnvironments: ({ concurrencyLimit }) => concurrencyLimit,
  limits: (spec) => (concurrencyModels[spec.model.kind].startsPerRequest ? limitsOf(spec) : undefined),
  // What such a function does at AWS under load is real, and is paid for.
  notes: ({ credentials }) =>
    credentials === undefined ? [] : [`its function runs with the credentials of the AWS profile ${credentials}`],
  // A layer may be a folder or an archive: whoever opens it says what is wrong with it.
  files: () => [],
  withPaths: (spec, resolve) => ({
    ...spec,
    ...optional('function', spec.function && withAbsoluteCode(spec.function, resolve)),
    ...optional('layers', spec.layers?.map(resolve)),
  }),
};

function whyUnfit({ model, snapshot }: LocalLambdaSpec, code: LambdaCode['kind']) {
  if (concurrencyModels[model.kind].takesHttp && !codeKinds[code].servesHttp) {
    const message = `the model \`${model.kind}\` cannot run a function for \`${code}\`; expected one for \`node\`, or a \`bootstrap\` that serves HTTP`;
    return { field: 'model', message };
  }
  return snapshot && !codeKinds[code].hasSnapshots ? { field: 'snapshot', message: noSnapshots(code) } : undefined;
}

export function limitsOf({
  concurrencyLimit,
  provisionedConcurrency,
  scaling,
  keepAliveMs,
  maxLifeMs,
}: LocalLambdaSpec): FunctionLimits {
  // Reserved concurrency is taken from an account that is large enough to leave to others what AWS leaves.
  const concurrentExecutions =
    Math.max(awsAccount.concurrentExecutions, concurrencyLimit) + awsAccount.unreservedMinimum;
  return {
    account: { ...awsAccount, concurrentExecutions, scaling },
    reservedConcurrency: concurrencyLimit,
    ...optional('provisionedConcurrency', provisionedConcurrency),
    keepAlive: keepAliveOf({ keepAliveMs }),
    maxLifeMs,
  };
}

const keepAliveOf = ({ keepAliveMs }: Pick<LocalLambdaSpec, 'keepAliveMs'>): KeepAlive =>
  typeof keepAliveMs === 'number' ? { kind: 'constant', ms: keepAliveMs } : keepAliveMs;
