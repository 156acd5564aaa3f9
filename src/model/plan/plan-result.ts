import { z } from 'zod';
import { breakEvenSchema } from '../schema/costs.ts';
import { basisSchema, figureSchema } from './figure.ts';
import { optionResultSchema } from './option-result.ts';

const inputSchema = z.object({
  id: z.string().describe('such as `function.cpuMs`'),
  name: z.string().describe('in words'),
  unit: z.string(),
  figure: figureSchema,
  source: z.string(),
});

const assumptionSchema = z.object({
  id: z.string(),
  what: z.string(),
  value: z.string(),
  source: z.string().describe('where the default comes from'),
  isDefault: z.boolean().describe('false: the plan states another value'),
});

const recordedSchema = z.object({
  what: z.string(),
  unit: z.string(),
  recorded: figureSchema,
  predicted: figureSchema.describe('of the same requests, by the model of the plan'),
});

const sensitivitySchema = z.object({
  between: z.tuple([z.string(), z.string()]).describe('the recommended option and the other one'),
  ratio: z
    .number()
    .optional()
    .describe(
      'cost of the other / cost of the recommended, with the inputs of the plan; absent: that costs nothing, or one does not carry the load',
    ),
  basis: basisSchema.describe('of all ratios'),
  inputs: z.array(
    z.object({
      input: z.string(),
      low: z
        .number()
        .optional()
        .describe(
          'cost of the other / cost of the recommended, at half of the input; absent: one of both does not carry the load there',
        ),
      high: z.number().optional().describe('the same at 50% more'),
      turnsAt: z
        .number()
        .optional()
        .describe(
          'nearest multiple of the input at which the other one begins to cost less, or no longer does; absent: none',
        ),
      withinInterval: z.boolean().describe('whether that lies within the interval that was measured or given'),
    }),
  ),
});

const sideCostSchema = z.object({
  option: z.string(),
  what: z.string(),
  usdPerMonth: z.number(),
  basis: basisSchema,
  price: z.string().describe('with its date and source'),
  isAdded: z.boolean(),
});

const saidSchema = z.object({
  words: z.string(),
  basis: basisSchema.optional().describe('of the least sure of its numbers; absent: it has none'),
});

const explanationSchema = z.object({
  title: z.string(),
  source: z.string(),
  rows: z.array(z.object({ input: z.string(), theirs: z.string(), ours: z.string(), why: z.string() })),
});

const checkedSchema = z.object({
  quantity: z.string(),
  of: z.string(),
  low: z.number(),
  high: z.number(),
  unit: z.string(),
  errorShare: z.number(),
  call: z
    .object({ lowMs: z.number(), highMs: z.number(), mostCpuMs: z.number() })
    .optional()
    .describe('of functions: mean times of a call, and the most CPU of one, of which predictions were checked'),
  source: z.string(),
});

/** A capacity plan with its answers: `plan.json`. */
export const planResultSchema = z.object({
  planVersion: z.literal(1),
  tool: z.object({ name: z.literal('rollcall'), version: z.string() }),
  name: z.string(),
  question: z.string(),
  demand: z.object({
    averagePerSecond: z.number(),
    peakPerSecond: z.number(),
    burst: z.object({ size: z.number(), everyMs: z.number().optional() }).optional(),
    growthPerYear: z.number().optional(),
    tenants: z.number(),
    source: z.string(),
  }),
  inputs: z.array(inputSchema),
  assumptions: z.array(assumptionSchema).describe('what is taken for granted beside the inputs'),
  recorded: z
    .array(recordedSchema)
    .optional()
    .describe('what logs show of the platform that served their requests; absent without logs'),
  missing: z.array(z.string()).describe('what was neither measured nor given, and what that costs'),
  options: z.array(optionResultSchema),
  breakEven: z.array(breakEvenSchema.extend({ basis: basisSchema })),
  sensitivity: z.array(sensitivitySchema),
  recommendation: z.object({
    option: z.string().optional().describe('absent: none keeps all constraints'),
    isCertain: z
      .boolean()
      .describe('false: whether it keeps all constraints depends on where in their intervals the inputs are'),
    reasons: z.array(saidSchema),
    changes: z.array(saidSchema).describe('conditions under which another option is the better one'),
  }),
  sideCosts: z.array(sideCostSchema),
  checks: z.array(checkedSchema).describe('range in which predictions were checked, and how far they were off'),
  explanation: explanationSchema.optional().describe('another calculator beside this plan, if one was asked for'),
  notes: z.array(z.string()),
});

export type PlanResult = z.infer<typeof planResultSchema>;
export type Explanation = z.infer<typeof explanationSchema>;
/** A sentence, and where its numbers come from. */
export type Said = z.infer<typeof saidSchema>;
export type PlanInput = z.infer<typeof inputSchema>;
export type RecordedBeside = z.infer<typeof recordedSchema>;
export type PlanAssumption = z.infer<typeof assumptionSchema>;
export type PlanSensitivity = z.infer<typeof sensitivitySchema>;
export type CheckedRange = z.infer<typeof checkedSchema>;
