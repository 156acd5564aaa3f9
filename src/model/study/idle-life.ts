import { z } from 'zod';
import { forcings } from './study-sample.ts';

const count = z.int().nonnegative();

export const lifeModels = ['fixed', 'exponential', 'halving'] as const;

const waitSchema = z.object({
  waitMs: z.number(),
  idleMs: z
    .object({ low: z.number(), high: z.number() })
    .describe('of these environments: their inits do not end at the same time'),
  there: count.describe('environments that answered again'),
  gone: count,
  proactive: count.describe('of the new environments after this wait: initialized before a request waited for them'),
  share: z
    .object({ estimate: z.number(), low: z.number(), high: z.number() })
    .describe('of the environments that were still there, with its 95% interval (Wilson)'),
});

const stepSchema = z.object({
  fromMs: z.number(),
  toMs: z.number().optional().describe('absent: after the longest wait, or never'),
  goneShare: z.number().describe('of all environments: those that go between the two'),
  survivingShare: z.number().describe('of all environments: those that outlive both'),
});

const modelSchema = z.object({
  kind: z
    .enum(lifeModels)
    .describe(
      'fixed: all idle as long; exponential: each moment is as likely; halving: after each period half of the rest goes',
    ),
  ms: z.number().describe('the time, the mean, or the period'),
  low: z.number().optional().describe('of the 95% interval; absent, as `high`, where the data give no bound'),
  high: z.number().optional(),
  aic: z.number().describe('information criterion of Akaike: the lower, the likelier'),
  weight: z.number().describe('chance of this model among those that the data allow'),
});

/** How long idle environments of one cell were kept, in one round. */
export const idleLifeSchema = z.object({
  round: z.string(),
  forcedBy: z.enum(forcings).optional(),
  waits: z.array(waitSchema),
  survival: z.array(stepSchema).describe('survival curve (Turnbull 1976, for times that are known as intervals)'),
  models: z.array(modelSchema).describe('the likeliest first; none if nothing bounds the time'),
});

export type IdleLife = z.output<typeof idleLifeSchema>;
