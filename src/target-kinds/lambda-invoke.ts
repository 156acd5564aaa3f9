import { z } from 'zod';
import { commonFields } from './fields/common.ts';
import { apiHost, deployedFacts, deployedFields, functionIn } from './fields/deployed.ts';
import { ownEventSchema } from './fields/event.ts';
import type { TargetKindModule } from './target-kind.ts';

const schema = z.strictObject({
  ...commonFields,
  kind: z.literal('lambda-invoke').describe('A deployed function, called by the SDK with the Invoke operation.'),
  event: ownEventSchema,
  reports: z
    .enum(['tail', 'logs', 'none'])
    .default('tail')
    .describe(
      '`tail`: REPORT lines come with each response. `logs`: from CloudWatch Logs after the load. `none`: the bill is an estimate.',
    ),
  maxSockets: z.int().min(1).max(20_000).default(1000).describe('Connections to the Lambda API.'),
  concurrency: z
    .int()
    .min(1)
    .max(20_000)
    .optional()
    .describe(
      'Maximum number of concurrent invocations; further ones wait, which counts as send lag. Default: `maxSockets`.',
    ),
  ...deployedFields,
});

export type LambdaInvokeSpec = z.output<typeof schema>;

export const lambdaInvoke: TargetKindModule<typeof schema, 'deployed'> = {
  ...deployedFacts,
  schema,
  isFoundByHost: false,
  asksUrl: () => false,
  host: apiHost,
  functionOf: (spec) => functionIn(spec),
  mostInFlight: ({ concurrency, maxSockets }) => Math.min(concurrency ?? maxSockets, maxSockets),
  files: () => [],
  withPaths: (spec) => spec,
};
