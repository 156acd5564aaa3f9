import { z } from 'zod';
import { filledHint } from '../model/schema/fields.ts';
import { tlsFiles, tlsSchema } from './fields/addressed.ts';
import { commonFields } from './fields/common.ts';
import { apiHost, deployedFacts, deployedFields, functionIn } from './fields/deployed.ts';
import type { TargetKindModule } from './target-kind.ts';

const schema = z.strictObject({
  ...commonFields,
  kind: z.literal('lambda-url').describe('A deployed function behind its function URL.'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(`The function URL. Default: from the Lambda API. ${filledHint}`),
  auth: z
    .enum(['NONE', 'AWS_IAM'])
    .optional()
    .describe(
      '`AWS_IAM`: requests are signed (SigV4) with the standard credential chain. Default: from the Lambda API, else `NONE`.',
    ),
  tls: tlsSchema,
  reports: z
    .enum(['logs', 'none'])
    .default('logs')
    .describe('`logs`: REPORT lines come from CloudWatch Logs after the load. `none`: the bill is an estimate.'),
  ...deployedFields,
});

export type LambdaUrlSpec = z.output<typeof schema>;

export const lambdaUrl: TargetKindModule<typeof schema, 'deployed'> = {
  ...deployedFacts,
  schema,
  isFoundByHost: true,
  asksUrl: ({ url, auth }) => url === undefined || auth === undefined,
  host: (spec, described, environment) => {
    const url = spec.url ?? described?.url;
    if (url !== undefined) return new URL(url).host;
    // A function without a URL gets no requests; this names the API that was called.
    return described === undefined ? 'its function URL at AWS' : apiHost(spec, described, environment);
  },
  functionOf: (spec) => functionIn(spec, spec.url),
  mostInFlight: () => Number.POSITIVE_INFINITY,
  ...tlsFiles,
};
