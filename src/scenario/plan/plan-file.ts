import { z } from 'zod';
import { nameSchema } from '../../model/schema/fields.ts';
import { pricesSchema } from '../../target-kinds/fields/prices.ts';
import { planCallsSchema } from './calls.ts';
import { planDemandSchema } from './demand.ts';
import { planOptionSchema } from './options.ts';
import { sideCostsSchema } from './side-costs.ts';

const ms = z.number().positive().max(86_400_000);
const share = z.number().min(0).max(1);
const limit = z.int().min(1).max(1e9);

const planConstraintsSchema = z.strictObject({
  p99Ms: ms.optional().describe('Latency that 99% of requests keep at the peak.'),
  burstP99Ms: ms.optional().describe('The same of the requests of a burst.'),
  accountConcurrency: limit
    .default(1000)
    .describe('Concurrent executions of the AWS account in the region. The default of AWS is 1,000.'),
  scalingPer10s: limit
    .default(1000)
    .describe('New environments of one function in 10 s, refilled continuously. AWS allows 1,000.'),
  webVcpu: limit
    .min(2)
    .default(2000)
    .describe('vCPUs of all web functions of the account in the region; each environment has 2. AWS allows 2,000.'),
  webPerSecond: limit
    .default(100_000)
    .describe('Requests per second of all web functions of the account in the region. AWS allows 100,000.'),
  connections: limit
    .optional()
    .describe('Connections that the downstream service allows, such as `max_connections` of a database.'),
  usdPerMonth: z.number().positive().max(1e12).optional().describe('Budget of a month.'),
  quotaIncreaseDays: z
    .number()
    .positive()
    .max(3650)
    .optional()
    .describe('Days from asking AWS for a higher quota to having it. AWS publishes none, so there is no default.'),
});

const platformSchema = z.strictObject({
  keepAliveMs: z
    .number()
    .positive()
    .max(86_400_000)
    .default(300_000)
    .describe('Time for which an idle environment is kept. Undocumented; measurements of Lambda find 5 to 7 min.'),
  proactiveShare: share
    .default(0)
    .describe('Share of inits that nobody waits for. AWS publishes none; measurements of 2023 find 0.5 to 0.85.'),
  zones: z.int().min(1).max(10).default(3).describe('Availability zones over which servers and environments spread.'),
});

const commitmentSchema = z.strictObject({
  lambda: share.default(0.12).describe('Discount on duration and provisioned concurrency of Lambda.'),
  ec2: share.default(0.32).describe('Discount on EC2 instances, those of managed instances without the 15% fee.'),
  fargate: share.optional().describe('Discount on Fargate. No rate of one year was found, so there is no default.'),
});

/** A capacity plan. Rules between fields are in `rules.ts`. */
export const planFileSchema = z
  .strictObject({
    name: nameSchema.describe('Short name; files of the plan get it.'),
    question: z.string().min(1).describe('The question that this plan answers, in one sentence.'),
    demand: planDemandSchema.describe('What production asks for.'),
    calls: planCallsSchema.describe('What a call needs, whatever serves it.'),
    options: z.array(planOptionSchema).min(1).max(30).describe('What may serve the demand.'),
    constraints: planConstraintsSchema.prefault({}).describe('What an option has to keep.'),
    platform: platformSchema
      .prefault({})
      .describe('Facts about platforms that AWS does not publish, or that you change.'),
    commitment: commitmentSchema
      .prefault({})
      .describe(
        'Discounts of a commitment of one year, for a column of their own. Defaults: those of AWS’s calculator for managed instances.',
      ),
    sideCosts: sideCostsSchema
      .prefault({})
      .describe('Costs beside compute. Listed always, added only where switched on.'),
    prices: pricesSchema.prefault({}).describe('Prices that override the price table.'),
    seed: z.int().nonnegative().default(1).describe('Seed of all random numbers.'),
  })
  .describe('A rollcall capacity plan.');

export type PlanFile = z.output<typeof planFileSchema>;
export type PlanConstraints = PlanFile['constraints'];
export type PlanPlatform = PlanFile['platform'];
export type Commitment = PlanFile['commitment'];
