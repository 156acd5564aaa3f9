import { z } from 'zod';
import { identitySchema, nameSchema } from './words.ts';

const common = {
  name: nameSchema,
  identity: identitySchema.optional().describe('Overrides the identity of the scenario for this target.'),
};

const environment = z.record(z.string(), z.string()).default({}).describe('Environment variables of the process.');
const port = z.int().min(0).max(65_535).default(0).describe('0: any free port.');

/** What a long-running server is paid for as. Prices and sizes of named instances are in the price table. */
export const hostingSchema = z.union([
  z.strictObject({ instance: z.string().describe('EC2 instance type in the price table, such as t4g.small.') }),
  z.strictObject({ fargate: z.strictObject({ vcpu: z.number().positive(), memoryMb: z.number().positive() }) }),
  z.strictObject({ usdPerHour: z.number().nonnegative(), memoryMb: z.number().positive() }),
]);

export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('local-lambda').describe('The embedded Lambda: one process per execution environment.'),
    memoryMb: z.int().min(128).max(10_240).default(512).describe('Memory size; what is billed for.'),
    timeoutMs: z.number().positive().max(900_000).default(30_000),
    initTimeoutMs: z.number().positive().max(10_000).default(10_000),
    keepAliveMs: z.number().nonnegative().default(300_000).describe('An idle environment is stopped after this time.'),
    concurrencyLimit: z.int().positive().default(1000).describe('Requests beyond so many environments are throttled.'),
    architecture: z.enum(['x86_64', 'arm64']).default('x86_64').describe('For the price.'),
    environment,
    port,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('node-server').describe('The same handler in a long-running Node HTTP server.'),
    processes: z.int().min(1).max(256).default(1).describe('1: one process. More: so many behind one port.'),
    hosting: hostingSchema.prefault({ instance: 't4g.small' }),
    environment,
    port,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('http').describe('Any URL that is already there, such as a deployed function URL.'),
    url: z.url({ protocol: /^https?$/ }),
    warmPath: z
      .string()
      .startsWith('/')
      .optional()
      .describe('Path requested once to warm a connection; default: only connect.'),
    memoryMb: z
      .int()
      .positive()
      .optional()
      .describe('Memory size of the function behind it; without it nothing is billed.'),
    architecture: z.enum(['x86_64', 'arm64']).default('x86_64'),
    hosting: hostingSchema.optional().describe('If it is a server: what it is paid for as.'),
  }),
]);

export type TargetSpec = z.output<typeof targetSchema>;
export type TargetKind = TargetSpec['kind'];
export type Hosting = z.output<typeof hostingSchema>;
