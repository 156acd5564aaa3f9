import { z } from 'zod';
import { optional } from '../model/optional.ts';
import { codeKinds } from '../model/platform/code-kinds.ts';
import { commonFields } from './fields/common.ts';
import { ownEventSchema } from './fields/event.ts';
import { ownFunctionSchema, withAbsoluteCode } from './fields/function-code.ts';
import { hostingSchema } from './fields/hosting.ts';
import { startedFacts, startedFields } from './fields/started.ts';
import type { TargetKindModule } from './target-kind.ts';

const schema = z.strictObject({
  ...commonFields,
  kind: z.literal('node-server').describe('The same handler in a long-running Node HTTP server.'),
  function: ownFunctionSchema,
  event: ownEventSchema,
  processes: z.int().min(1).max(256).default(1).describe('Number of processes behind one port.'),
  realTime: z
    .boolean()
    .default(false)
    .describe(
      'Run before all other programs of this machine, as if the CPUs were its own: Linux, with root or CAP_SYS_NICE, and more CPUs than processes.',
    ),
  hosting: hostingSchema.prefault({ instance: 't4g.small' }).describe('What the server is priced as.'),
  ...startedFields,
});

export type NodeServerSpec = z.output<typeof schema>;

export const nodeServer: TargetKindModule<typeof schema, 'started'> = {
  ...startedFacts,
  schema,
  instance: { one: 'process', many: 'processes' },
  workers: { one: 'worker process', many: 'worker processes' },
  isServer: true,
  warmStart: 'no-environments',
  functions: 'javascript',
  ownFunction: (spec) => spec.function,
  whyUnfit: (_, code) =>
    codeKinds[code].runsInServer
      ? undefined
      : {
          field: 'kind',
          message: `node-server runs functions for Node; this one is for ${code}: remove the target, give it a \`function\` for Node, or serve the function yourself and use kind server`,
        },
  listensElsewhere: (variables) =>
    Object.hasOwn(variables, 'AWS_LAMBDA_HTTP_ENDPOINT')
      ? {
          why: 'has AWS_LAMBDA_HTTP_ENDPOINT in its environment, which says where it listens',
          hint: 'remove the variable',
        }
      : undefined,
  hasLogFile: false,
  functionOf: () => ({}),
  payment: ({ hosting, processes }) => ({ perCall: false, hosting, instances: { processes } }),
  mostEnvironments: () => 0,
  limits: () => undefined,
  notes: () => [],
  files: () => [],
  withPaths: (spec, resolve) => ({
    ...spec,
    ...optional('function', spec.function && withAbsoluteCode(spec.function, resolve)),
  }),
};
