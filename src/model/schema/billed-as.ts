import { z } from 'zod';

const usd = z.number();

/** Ways in which platforms bill a load. */
export const billingBases = [
  'lambda-event',
  'lambda-web',
  'vercel-fluid',
  'cloudflare-containers',
  'cloud-run-requests',
  'cloud-run-instances',
  'lambda-managed',
  'ec2',
  'fargate',
] as const;

export const billedAsSchema = z.object({
  basis: z.enum(billingBases),
  name: z.string(),
  bills: z.string().describe('what the platform bills'),
  sizedAs: z.string().describe('the size of an environment, an instance or a server'),
  requests: z.int().nonnegative().describe('requests that the target served'),
  billedMs: z.number().optional().describe('time that is billed: of requests, or of instances'),
  from: z
    .enum(['projected', 'measured'])
    .optional()
    .describe('whether billedMs is projected or as measured on this machine; absent without it'),
  vcpuSeconds: z.number().optional(),
  gbSeconds: z.number().optional(),
  usd: usd
    .optional()
    .describe('of this load; absent if a price or a measurement is missing, and for what is paid by the hour'),
  usdPerMillion: usd.optional().describe('usd / requests * 1e6'),
  usdPerHour: usd.optional().describe('of what is paid by the hour: the fewest servers'),
  perMillionAt: z
    .array(z.object({ perSecond: z.number(), servers: z.int(), usdPerMillion: usd }))
    .optional()
    .describe('of what is paid by the hour, at stated rates'),
  unknown: z.string().optional().describe('why there is no cost'),
  price: z.object({
    region: z.string(),
    date: z.string(),
    source: z.string(),
    status: z
      .enum(['public', 'second-hand', 'not-public'])
      .describe('public: from a price list of the platform; second-hand: as others quote it'),
  }),
});

export type BillingBasis = (typeof billingBases)[number];
export type BilledAs = z.infer<typeof billedAsSchema>;
