import { z } from 'zod';
import { durationMsSchema, formedText, memoryMbSchema } from '../model/schema/words.ts';

const positiveMs = z.number().positive().max(86_400_000);

const distributionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('uniform').describe('Any time between two bounds, all equally likely.'),
    minMs: durationMsSchema.describe('Shortest wait.'),
    maxMs: durationMsSchema.describe('Longest wait.'),
  }),
  z.strictObject({
    kind: z.literal('exponential').describe('Memoryless: many short waits, few long ones.'),
    meanMs: positiveMs.describe('Mean wait.'),
  }),
  z.strictObject({
    kind: z.literal('lognormal').describe('The usual shape of a backend: a median and a long tail.'),
    medianMs: positiveMs.describe('Half of the waits are shorter.'),
    p99Ms: positiveMs.describe('99 of 100 waits are shorter.'),
  }),
]);

/** What a call does. Ignored by targets of kind `http`, which are there already. */
export const workloadSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('builtin').describe('The workload that comes with rollcall: burn CPU, wait, answer.'),
    init: z
      .strictObject({
        cpuMs: durationMsSchema.default(0).describe('CPU burnt once per instance.'),
        memoryMb: memoryMbSchema.default(0).describe('Memory held by the instance from then on.'),
      })
      .prefault({})
      .describe('What an instance does before its first call.'),
    call: z
      .strictObject({
        cpuMs: durationMsSchema.default(0).describe('CPU burnt per call.'),
        ioMs: z
          .union([durationMsSchema.describe('Constant, in ms.'), distributionSchema])
          .describe('Waiting per call: a number of ms, or a distribution.'),
        allocateMb: memoryMbSchema.default(0).describe('Memory allocated per call, held until it answers.'),
        payloadBytes: z.int().min(0).max(104_857_600).default(0).describe('Bytes of padding in the answer.'),
      })
      .describe('What every call does.'),
    waitOn: z
      .enum(['timer', 'backend'])
      .default('timer')
      .describe(
        'timer: a timer in the handler. backend: a real HTTP call to a slow service over the handler’s own pool.',
      ),
  }),
  z.strictObject({
    kind: z.literal('function').describe('A function of your own.'),
    file: z
      .string()
      .min(1)
      .optional()
      .describe('Module file (.js, .mjs, .cjs, .py), relative to the scenario file. Its folder is the task root.'),
    export: formedText(/^[A-Za-z_$][\w$]*$/, 'the name of an export, such as handler')
      .default('handler')
      .describe('Name of the function that `file` exports.'),
    directory: z
      .string()
      .min(1)
      .optional()
      .describe('In place of `file`: the root of the package, which is the task root, relative to the scenario file.'),
    handler: formedText(/^[^\0]{1,128}$/, 'at most 128 characters, such as src/index.handler')
      .optional()
      .describe('With `directory`: module and export, such as src/index.handler. Default: what is found there.'),
  }),
]);
