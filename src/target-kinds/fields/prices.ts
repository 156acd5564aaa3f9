import { z } from 'zod';
import { formedText } from '../../model/schema/words.ts';

/** Source: the regions of the AWS SDKs; `eusc-de-east-1` is the longest form. */
export const regionSchema = formedText(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'a region, such as eu-west-1');

const price = z.number().nonnegative();

/** Where bills take their prices from. What is not said here comes from the price table. */
export const pricesSchema = z.strictObject({
  region: regionSchema
    .optional()
    .describe('Of servers, and of functions that run in no region, such as an embedded Lambda; default: us-east-1.'),
  freeTier: z
    .boolean()
    .default(false)
    .describe(
      'Deduct the free tier from each bill: 1,000,000 requests and 400,000 GB-s, as if nothing else had used it.',
    ),
  source: z.string().min(1).optional().describe('Where prices of your own come from, for the report.'),
  lambda: z
    .strictObject({
      usdPerMillionRequests: price.optional().describe('Requests.'),
      usdPerGbSecond: price.optional().describe('Duration, without tiers.'),
      provisionedUsdPerGbSecond: price.optional().describe('Provisioned concurrency, while it is configured.'),
      provisionedDurationUsdPerGbSecond: price.optional().describe('Duration of calls in provisioned concurrency.'),
      storageUsdPerGbSecond: price.optional().describe('/tmp above 512 MB.'),
      cacheUsdPerGbSecond: price.optional().describe('Cache of SnapStart.'),
      restoreUsdPerGb: price.optional().describe('Restores of SnapStart.'),
    })
    .prefault({})
    .describe('Prices of your own for functions; each overrides that of the table.'),
});

export const maxCostUsdSchema = z
  .number()
  .nonnegative()
  .max(1_000_000)
  .default(5)
  .describe('A run whose load on deployed functions could cost more dollars is refused; --max-cost overrides it.');
