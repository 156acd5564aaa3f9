import { z } from 'zod';
import { optional } from '../model/optional.ts';
import { addressedFacts, addressedFields, tlsFiles } from './fields/addressed.ts';
import { architectureField, commonFields, costField } from './fields/common.ts';
import { hostingSchema } from './fields/hosting.ts';
import type { TargetKindModule } from './target-kind.ts';

const schema = z.strictObject({
  ...commonFields,
  kind: z.literal('http').describe('Any existing URL: Cloud Run, Azure, Vercel, a load balancer.'),
  ...addressedFields,
  unix: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'File of a Unix socket on which the server listens, relative to the scenario file; `url` then says only host and path, such as http://localhost/api.',
    ),
  memoryMb: z
    .int()
    .min(1)
    .max(1_048_576)
    .optional()
    .describe('Memory size of the function behind the URL; without it there is no bill.'),
  architecture: architectureField,
  coldStarts: z
    .enum(['none', 'answers', 'first-call'])
    .optional()
    .describe(
      '`none`: a server, which has no cold starts. `answers`: responses that say so. `first-call`: the first invocation of each instance, if responses do not say. Default: `none` with `hosting`, `first-call` with `memoryMb` or `cost`, else `answers`.',
    ),
  pid: z
    .int()
    .min(1)
    .max(4_194_304)
    .optional()
    .describe('Process on this machine behind the URL: the memory and CPU of it and of its descendants are measured.'),
  pidFile: z
    .string()
    .min(1)
    .optional()
    .describe('File with that process number, relative to this file, instead of `pid`.'),
  hosting: hostingSchema.optional().describe('What a server is priced as.'),
  cost: costField,
});

export type HttpSpec = z.output<typeof schema>;

export const http: TargetKindModule<typeof schema, 'addressed'> = {
  ...addressedFacts,
  schema,
  host: ({ url, unix }) => (unix === undefined ? addressedFacts.host({ url }) : undefined),
  instance: { one: 'instance', many: 'instances' },
  // What is paid for as a server is one. What is paid for by use has instances that requests start. Of a bare URL nothing is known.
  coldStartsFrom: ({ coldStarts, hosting, memoryMb, cost }) => {
    if (coldStarts !== undefined) return coldStarts;
    if (hosting !== undefined) return 'none';
    return memoryMb === undefined && cost === undefined ? 'answers' : 'first-call';
  },
  isServerByDefault: ({ memoryMb, cost, coldStarts }) =>
    memoryMb === undefined && cost === undefined && coldStarts !== 'first-call',
  functionOf: ({ memoryMb, architecture }) => ({ ...optional('memoryMb', memoryMb), architecture }),
  files: (spec) => [
    ...tlsFiles.files(spec),
    ...(spec.pidFile === undefined ? [] : [{ path: ['pidFile'], file: spec.pidFile }]),
  ],
  withPaths: (spec, resolve) => ({
    ...tlsFiles.withPaths(spec, resolve),
    ...optional('pidFile', spec.pidFile && resolve(spec.pidFile)),
    ...optional('unix', spec.unix && resolve(spec.unix)),
  }),
  payment: ({ memoryMb, cost, hosting }) => ({ perCall: cost === undefined && memoryMb !== undefined, cost, hosting }),
};
