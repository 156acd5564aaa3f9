import { z } from 'zod';
import { awsAccount } from '../../model/platform/lambda.ts';
import { durationMsSchema, filledHint, formedText } from '../../model/schema/fields.ts';
import { eventSchema } from '../../target-kinds/fields/event.ts';
import { functionCodeFields } from '../../target-kinds/fields/function-code.ts';
import { functionEnvironmentFields } from '../../target-kinds/fields/function-environment.ts';
import {
  freezeSchema,
  keepAliveSchema,
  lambdaModelSchema,
  scalingSchema,
  snapshotSchema,
} from '../../target-kinds/fields/lambda-model.ts';
import { workloadSchema } from '../workload.ts';
import { apiSchema } from './api.ts';

/** The built-in workload of scenarios, without the backend, which only scenarios have. */
const builtinSchema = workloadSchema.options[0].omit({ kind: true, waitOn: true });

export type BuiltinSpec = z.output<typeof builtinSchema>;

/** Names and values that Lambda accepts. Source: docs.aws.amazon.com/lambda/latest/api/API_Environment.html */
const environmentSchema = z.record(
  formedText(/^[A-Za-z]\w+$/, 'the name of an environment variable, such as LOG_LEVEL'),
  formedText(/^[^\0]*$/, 'text without NUL'),
);

const urlSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(0).describe('0: any free port.'),
  auth: z.enum(['NONE', 'AWS_IAM']).default('NONE').describe('AWS_IAM: accepts only signed requests.'),
  invokeMode: z
    .enum(['BUFFERED', 'RESPONSE_STREAM'])
    .default('BUFFERED')
    .describe('RESPONSE_STREAM: sends a response while the function writes it.'),
  event: eventSchema.prefault('http-v2').describe('The event that a function gets for a request.'),
});

const functionSchema = z.strictObject({
  name: formedText(
    /^(?!__proto__$)[A-Za-z0-9-_]{1,64}$/,
    'at most 64 letters, digits, hyphens and underscores, and not __proto__',
  ).describe('Name of the function.'),
  ...functionCodeFields,
  workload: builtinSchema.optional().describe('The built-in workload: use CPU, wait, respond.'),
  ...functionEnvironmentFields,
  memoryMb: z.int().min(128).max(10_240).default(128).describe('Memory size.'),
  timeoutMs: z.number().min(1).max(900_000).default(3000).describe('Time limit of an invocation.'),
  initTimeoutMs: z.number().min(1).max(10_000).default(10_000).describe('Time limit of an init.'),
  environment: environmentSchema.default({}).describe(`Environment variables of the function. ${filledHint}`),
  model: lambdaModelSchema
    .prefault('event')
    .describe('How many requests an environment takes at once; default: event.'),
  reservedConcurrency: z.int().min(0).max(100_000).optional().describe('Reserved concurrency.'),
  provisionedConcurrency: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Provisioned concurrency: environments that are initialized in advance.'),
  keepAliveMs: keepAliveSchema.default(300_000).describe('An idle environment stops after this time.'),
  maxLifeMs: durationMsSchema.min(1).default(7_200_000).describe('An older environment gets no more requests.'),
  freeze: freezeSchema,
  snapshot: snapshotSchema,
  logFormat: z
    .enum(['Text', 'JSON'])
    .default('Text')
    .describe('Format of the log lines of the platform and the runtime.'),
  url: urlSchema.prefault({}).describe('Its function URL.'),
});

export const functionKeys: readonly string[] = Object.keys(functionSchema.shape);

export type FunctionSpec = z.output<typeof functionSchema>;

const accountSchema = z.strictObject({
  concurrentExecutions: z
    .int()
    .min(1)
    .max(100_000)
    .default(awsAccount.concurrentExecutions)
    .describe('Concurrent requests of all functions.'),
  unreservedMinimum: z
    .int()
    .min(0)
    .max(100_000)
    .default(awsAccount.unreservedMinimum)
    .describe('Concurrency that must stay unreserved.'),
  scaling: scalingSchema
    .prefault({})
    .describe('Limit on the rate of new environments of each function: 1,000 per 10 s.'),
});

/**
 * A functions file for `rollcall local`. Types, defaults, messages and the JSON Schema for editors
 * (`scenarios/functions.schema.json`) all come from this; rules between fields are in `function-rules.ts`.
 */
export const functionsSchema = z
  .strictObject({
    functions: z.array(functionSchema).min(1).max(1000).describe('The functions of the account.'),
    api: apiSchema.optional().describe('An API in front of the functions, at a URL of its own.'),
    account: accountSchema.prefault({}).describe('Limits of the account; default: those of AWS.'),
    seed: z.int().nonnegative().default(1).describe('Seed of all random numbers.'),
  })
  .describe('Functions for rollcall local.');

export type FunctionsFile = z.output<typeof functionsSchema>;
