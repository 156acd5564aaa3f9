import { z } from 'zod';

const ms = z.number().nonnegative();

const waitSchema = z.union([
  ms.describe('Constant, in ms.'),
  z.strictObject({ kind: z.literal('uniform'), minMs: ms, maxMs: ms }),
  z.strictObject({ kind: z.literal('exponential'), meanMs: z.number().positive() }),
  z.strictObject({ kind: z.literal('lognormal'), medianMs: z.number().positive(), p99Ms: z.number().positive() }),
]);

/** What a call does. Ignored by targets of kind `http`, which are there already. */
export const workloadSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('builtin').describe('The workload that comes with rollcall: burn CPU, wait, answer.'),
    init: z
      .strictObject({
        cpuMs: ms.default(0).describe('CPU burnt once per instance.'),
        memoryMb: ms.default(0).describe('Memory held by the instance from then on.'),
      })
      .prefault({}),
    call: z.strictObject({
      cpuMs: ms.default(0).describe('CPU burnt per call.'),
      ioMs: waitSchema.describe('Waiting per call: a number, or a distribution.'),
      allocateMb: ms.default(0).describe('Memory allocated per call, held until it answers.'),
      payloadBytes: z.int().nonnegative().default(0).describe('Bytes of padding in the answer.'),
    }),
    waitOn: z
      .enum(['timer', 'backend'])
      .default('timer')
      .describe(
        'timer: a timer in the handler. backend: a real HTTP call to a slow service over the handler’s own pool.',
      ),
  }),
  z.strictObject({
    kind: z.literal('function').describe('A function of your own.'),
    file: z.string().min(1).describe('Module file (.js, .mjs, .cjs), relative to the scenario file.'),
    export: z.string().default('handler').describe('Name of the exported function.'),
  }),
]);

export type WorkloadSpec = z.output<typeof workloadSchema>;
