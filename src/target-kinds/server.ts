import { z } from 'zod';
import { optional } from '../model/optional.ts';
import { pathSchema, timeoutMsSchema } from '../model/schema/fields.ts';
import { commonFields } from './fields/common.ts';
import { expectedStatusSchema } from './fields/expect.ts';
import { hostingSchema } from './fields/hosting.ts';
import { startedFacts, startedFields } from './fields/started.ts';
import type { TargetKindModule } from './target-kind.ts';

const readySchema = z.strictObject({
  path: pathSchema
    .optional()
    .describe('Path that is requested until it answers. Default: the server is ready when its port takes connections.'),
  status: expectedStatusSchema.default(['2xx', '3xx', '4xx']).describe('Statuses that mean ready.'),
  timeoutMs: timeoutMsSchema.default(30_000).describe('The target has failed if it is not ready by then.'),
});

const schema = z.strictObject({
  ...commonFields,
  kind: z
    .literal('server')
    .describe('Your own server: the run starts it, limits it to one server of its `hosting`, and stops it.'),
  command: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      `Program and arguments, such as \`[node, dist/server.js]\`. \`\${PORT}\` and other variables of the server are filled in. With \`container\`: what the image runs instead of its own command.`,
    ),
  container: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Image that docker or podman runs, whichever is installed: with the same limits, at a port of loopback, and removed at the end.',
    ),
  containerPort: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Port on which the server listens in its container. Default: the variable `PORT`.'),
  cwd: z
    .string()
    .min(1)
    .optional()
    .describe('Working directory, relative to this file. Default: the folder of this file.'),
  environment: startedFields.environment,
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('Port on which the server listens; 0 is any free port. The server gets it as the variable `PORT`.'),
  ready: readySchema.prefault({}).describe('When the server takes requests: `path`, `status` and `timeoutMs`.'),
  warmPath: pathSchema
    .optional()
    .describe('Path requested once on each connection that is opened before the load. Default: `ready.path`.'),
  processes: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe(
      'Processes that serve requests, each on at most one vCPU. The server gets the number as the variable `WEB_CONCURRENCY`. Default: not stated; the server uses all vCPUs.',
    ),
  preload: z
    .boolean()
    .optional()
    .describe(
      'Whether its Node processes load a module of rollcall (`NODE_OPTIONS`), which names the process in headers of each answer. Default: whether `processes` is more than 1.',
    ),
  hosting: hostingSchema
    .prefault({ instance: 't4g.small' })
    .describe('What the server is priced as. Its processes together get the vCPUs and the memory of one such server.'),
});

export type ServerSpec = z.output<typeof schema>;

export const server: TargetKindModule<typeof schema, 'started'> = {
  ...startedFacts,
  schema,
  instance: { one: 'process', many: 'processes' },
  workers: undefined,
  isServer: true,
  warmStart: 'no-environments',
  functions: 'none',
  ownFunction: () => undefined,
  whyUnfit: () => undefined,
  hasLogFile: true,
  listensElsewhere: () => ({
    why: 'is a server of yours, which decides by itself where it listens',
    hint: 'start it before the run, and address it with `kind: http` and its `url`',
  }),
  // It was there before the load, whatever its answers say.
  coldStartsFrom: () => 'none',
  functionOf: () => ({}),
  payment: ({ hosting, processes }) => ({ perCall: false, hosting, instances: optional('processes', processes) }),
  mostEnvironments: () => 0,
  limits: () => undefined,
  notes: (spec) =>
    preloads(spec)
      ? ['its Node processes load a module of rollcall that adds identity and meters to their answers']
      : [],
  variables: ['PORT', 'WEB_CONCURRENCY'],
  needsOneOf: ['command', 'container'],
  files: ({ cwd }) => (cwd === undefined ? [] : [{ path: ['cwd'], file: cwd, isFolder: true }]),
  withPaths: (spec, resolve) => ({ ...spec, cwd: resolve(spec.cwd ?? '.') }),
};

/** One process needs none: its answers are known to be its own. */
export const preloads = ({ preload, processes = 1 }: Pick<ServerSpec, 'preload' | 'processes'>): boolean =>
  preload ?? processes > 1;
