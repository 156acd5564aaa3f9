import { z } from 'zod';
import { formedText } from '../../model/schema/fields.ts';

/** Source: the regions of the AWS SDKs; `eusc-de-east-1` is the longest form. */
export const regionSchema = formedText(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'a region, such as eu-west-1');

const price = z.number().nonnegative();

/** Prices of bills. A price that is absent here comes from the price table. */
export const pricesSchema = z.strictObject({
  region: regionSchema
    .optional()
    .describe(
      'Region of servers, and of functions that run in no region, such as those of the embedded Lambda. Default: us-east-1.',
    ),
  freeTier: z
    .boolean()
    .default(false)
    .describe(
      'Deduct the free tier from each bill: 1,000,000 requests and 400,000 GB-s, as if nothing else had used it.',
    ),
  source: z.string().min(1).optional().describe('Source of your own prices, for the report.'),
  lambda: z
    .strictObject({
      usdPerMillionRequests: price.optional().describe('A million requests.'),
      usdPerGbSecond: price.optional().describe('Duration, without tiers.'),
      provisionedUsdPerGbSecond: price.optional().describe('Provisioned concurrency, while it is configured.'),
      provisionedDurationUsdPerGbSecond: price
        .optional()
        .describe('Duration of invocations in provisioned concurrency.'),
      storageUsdPerGbSecond: price.optional().describe('/tmp above 512 MB.'),
      cacheUsdPerGbSecond: price.optional().describe('Cache of SnapStart.'),
      restoreUsdPerGb: price.optional().describe('Restores of SnapStart.'),
    })
    .prefault({})
    .describe('Your own prices for functions; each overrides the price table.'),
});

export const maxCostUsdSchema = z
  .number()
  .nonnegative()
  .max(1_000_000)
  .default(5)
  .describe(
    'The most US dollars that the load on deployed functions may cost; a run that could cost more is refused. --max-cost overrides it.',
  );
