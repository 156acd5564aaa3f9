import { z } from 'zod';
import {
  durationMsSchema,
  filledHint,
  formedText,
  hostNameSchema,
  identitySchema,
  nameSchema,
} from '../model/schema/words.ts';
import { costSchema } from './cost.ts';
import {
  architectureSchema,
  lambdaInvokeFields,
  lambdaUrlFields,
  tlsSchema,
  warmPathSchema,
} from './deployed-fields.ts';
import { expectSchema } from './expect.ts';
import { functionEnvironmentFields } from './function-environment.ts';
import { hostingSchema } from './hosting.ts';
import { freezeSchema, keepAliveSchema, lambdaModelSchema, scalingSchema } from './lambda-model.ts';

const common = {
  name: nameSchema.describe('Name of the target in results and thresholds.'),
  identity: identitySchema.optional().describe('Overrides the identity of the scenario for this target.'),
  expect: expectSchema.optional().describe('Overrides `request.expect` for this target.'),
};

const environment = z
  .record(
    formedText(/^[A-Za-z_]\w*$/, 'the name of a variable, such as LOG_LEVEL'),
    formedText(/^[^\0]*$/, 'text without NUL'),
  )
  .default({})
  .describe(`Environment variables of the process. ${filledHint}`);
const port = z.int().min(0).max(65_535).default(0).describe('0: any free port.');
const allowHosts = z
  .array(hostNameSchema)
  .min(1)
  .max(100)
  .optional()
  .describe('Names, besides those of loopback and a `host` header of the scenario, by which it may be called.');
const cost = costSchema.optional().describe('How it is paid for, where that is not Lambda’s way per call.');
const architecture = architectureSchema.default('x86_64').describe('For the price.');

export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('local-lambda').describe('The embedded Lambda: one process per execution environment.'),
    memoryMb: z.int().min(128).max(10_240).default(512).describe('Memory size; what is billed for.'),
    timeoutMs: z.number().min(1).max(900_000).default(30_000).describe('A call that takes longer is ended.'),
    initTimeoutMs: z.number().min(1).max(10_000).default(10_000).describe('An init that takes longer has failed.'),
    model: lambdaModelSchema.prefault('event').describe('How many requests an environment takes; default: event.'),
    keepAliveMs: keepAliveSchema.default(300_000).describe('An idle environment is stopped after this time.'),
    maxLifeMs: durationMsSchema
      .min(1)
      .default(7_200_000)
      .describe('An environment that is older than this is given no more requests.'),
    concurrencyLimit: z
      .int()
      .min(1)
      .max(10_000)
      .default(1000)
      .describe('Reserved concurrency of the function: more concurrent requests are throttled.'),
    provisionedConcurrency: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('Environments that are initialized before the load; more are started on demand.'),
    scaling: scalingSchema.prefault({}).describe('How fast the function may grow: 1,000 environments per 10 s.'),
    ...functionEnvironmentFields,
    freeze: freezeSchema,
    architecture,
    cost,
    environment,
    port,
    allowHosts,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('node-server').describe('The same handler in a long-running Node HTTP server.'),
    processes: z.int().min(1).max(256).default(1).describe('Number of processes behind one port.'),
    hosting: hostingSchema.prefault({ instance: 't4g.small' }).describe('What it is paid for as.'),
    environment,
    port,
    allowHosts,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('http').describe('Any URL that is already there: Cloud Run, Azure, Vercel, a load balancer.'),
    url: z.url({ protocol: /^https?$/ }).describe(`Where it is. ${filledHint}`),
    warmPath: warmPathSchema,
    tls: tlsSchema,
    memoryMb: z
      .int()
      .min(1)
      .max(1_048_576)
      .optional()
      .describe('Memory size of the function behind it; without it nothing is billed.'),
    architecture,
    coldStarts: z
      .enum(['none', 'answers', 'first-call'])
      .optional()
      .describe(
        'none: a server. answers: as answers say. first-call: else the first call of an instance is one. Default: none with hosting, first-call with memoryMb or cost, else answers.',
      ),
    hosting: hostingSchema.optional().describe('If it is a server: what it is paid for as.'),
    cost,
  }),
  z.strictObject({
    ...common,
    kind: z
      .literal('lambda-web')
      .describe('A deployed web function: an HTTP server in environments that take many requests.'),
    url: z.url({ protocol: /^https?$/ }).describe(`Where it is. ${filledHint}`),
    warmPath: warmPathSchema,
    tls: tlsSchema,
    cost,
  }),
  z.strictObject({ ...common, ...lambdaUrlFields }),
  z.strictObject({ ...common, ...lambdaInvokeFields }),
]);

export type TargetSpec = z.output<typeof targetSchema>;

/** A deployed function, which the Lambda API describes. */
export type DeployedSpec = Extract<TargetSpec, { kind: 'lambda-url' | 'lambda-invoke' }>;

export const isDeployed = (spec: TargetSpec): spec is DeployedSpec =>
  spec.kind === 'lambda-url' || spec.kind === 'lambda-invoke';
