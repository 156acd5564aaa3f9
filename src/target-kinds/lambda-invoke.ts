import { z } from 'zod';
import { commonFields } from './fields/common.ts';
import { apiHost, deployedFacts, deployedFields, functionIn } from './fields/deployed.ts';
import type { TargetKindModule } from './target-kind.ts';

const schema = z.strictObject({
  ...commonFields,
  kind: z.literal('lambda-invoke').describe('A deployed function by the Invoke operation of the Lambda API.'),
  payload: z
    .enum(['request', 'body'])
    .default('request')
    .describe(
      'request: an event as of a function URL, and an answer like its. body: the body of the request (JSON) is the event.',
    ),
  reports: z
    .enum(['tail', 'logs', 'none'])
    .default('tail')
    .describe('Where its REPORT lines come from: with each answer, from CloudWatch Logs after the load, or nowhere.'),
  maxSockets: z.int().min(1).max(20_000).default(1000).describe('Connections to the Lambda API.'),
  concurrency: z
    .int()
    .min(1)
    .max(20_000)
    .optional()
    .describe('The most invocations at once; the others wait, which shows as late sends. Default: maxSockets.'),
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
