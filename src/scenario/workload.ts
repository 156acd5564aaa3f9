import { z } from 'zod';
import { durationMsSchema, memoryMbSchema } from '../model/schema/fields.ts';
import { functionCodeFields } from '../target-kinds/fields/function-code.ts';

const positiveMs = z.number().positive().max(86_400_000);

const distributionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('uniform').describe('A uniformly distributed time between two limits.'),
    minMs: durationMsSchema.describe('Shortest wait.'),
    maxMs: durationMsSchema.describe('Longest wait.'),
  }),
  z.strictObject({
    kind: z.literal('exponential').describe('Memoryless: many short waits, few long ones.'),
    meanMs: positiveMs.describe('Mean wait.'),
  }),
  z.strictObject({
    kind: z.literal('lognormal').describe('The usual distribution of a backend: a median and a long tail.'),
    medianMs: positiveMs.describe('Half of the waits are shorter.'),
    p99Ms: positiveMs.describe('99 of 100 waits are shorter.'),
  }),
]);

/** How long something waits. */
export const waitTimeSchema = z.union([durationMsSchema.describe('Constant, in ms.'), distributionSchema]);

/** The work of one request. Targets of kind `http` ignore it, because they already exist. */
export const workloadSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('builtin').describe('The built-in workload: use CPU, wait, respond.'),
    init: z
      .strictObject({
        cpuMs: durationMsSchema.default(0).describe('CPU time, once per instance.'),
        memoryMb: memoryMbSchema.default(0).describe('Memory that the instance holds permanently.'),
      })
      .prefault({})
      .describe('The work of an instance before its first request.'),
    call: z
      .strictObject({
        cpuMs: durationMsSchema.default(0).describe('CPU time per request.'),
        ioMs: waitTimeSchema.describe('Waiting time per request: a number of ms, or a distribution.'),
        allocateMb: memoryMbSchema.default(0).describe('Memory that a request holds until its response.'),
        payloadBytes: z.int().min(0).max(104_857_600).default(0).describe('Bytes of padding in the response.'),
      })
      .describe('The work of every request.'),
    waitOn: z
      .enum(['timer', 'backend'])
      .default('timer')
      .describe(
        'timer: a timer in the handler. backend: a real HTTP call to a slow service over the handler’s own pool.',
      ),
  }),
  z.strictObject({
    kind: z.literal('function').describe('Your own function.'),
    ...functionCodeFields,
  }),
]);
