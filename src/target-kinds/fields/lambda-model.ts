import { z } from 'zod';
import { defaultEnvironments, type ModelKind } from '../../concurrency/models.ts';
import { durationMsSchema } from '../../model/schema/fields.ts';

const perEnvironment = (most: number) =>
  z.int().min(1).max(most).default(64).describe('Requests that an environment takes at once.');
const environments = z.int().min(1).max(10_000);
const maxEnvironments = (most: number) => environments.default(most).describe('No more environments than this.');

/** In the order of the docs. */
const fields = {
  event: z.strictObject({
    kind: z.literal('event').describe('One request per execution environment.'),
  }),
  managed: z.strictObject({
    kind: z
      .literal('managed')
      .describe('Managed instances: environments that start before the load and take several requests.'),
    maxConcurrencyPerEnvironment: perEnvironment(1600),
    minEnvironments: environments
      .default(defaultEnvironments.managed.minEnvironments)
      .describe('Started before the load.'),
    maxEnvironments: maxEnvironments(defaultEnvironments.managed.maxEnvironments),
    scaleEveryMs: durationMsSchema.min(1).default(5000).describe('How often the number of environments is adjusted.'),
    doubleWithinMs: durationMsSchema
      .min(1)
      .default(300_000)
      .describe('The number of environments at most doubles in this time.'),
  }),
  web: z.strictObject({
    kind: z.literal('web').describe('An HTTP server in the environment; requests wait until one has room.'),
    maxConcurrencyPerEnvironment: perEnvironment(128),
    maxEnvironments: maxEnvironments(defaultEnvironments.web.maxEnvironments),
  }),
  queued: z.strictObject({
    kind: z
      .literal('queued')
      .describe('Instances are added slowly, each takes requests one after another from one queue.'),
    maxInstances: z.int().min(1).max(10_000).default(10).describe('No more instances than this.'),
    addEveryMs: durationMsSchema
      .min(1)
      .default(1000)
      .describe('While requests wait, one instance is added in this time.'),
  }),
} satisfies Record<ModelKind, z.ZodObject>;

export const hasField = (kind: ModelKind, field: string): boolean => Object.hasOwn(fields[kind].shape, field);

const modelMapSchema = z.discriminatedUnion('kind', [fields.event, fields.managed, fields.web, fields.queued]);

export type LambdaModelSpec = z.output<typeof modelMapSchema>;

/** How many requests an environment takes, and who decides how many there are: a word, or a map where there is more to say. */
export const lambdaModelSchema = z.union([
  z.enum(Object.keys(fields) as ModelKind[]).transform((kind): LambdaModelSpec => modelMapSchema.parse({ kind })),
  modelMapSchema,
]);

/** A number of ms, or a distribution from which each environment draws its own. */
export const keepAliveSchema = z.union([
  durationMsSchema,
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('uniform').describe('Evenly between two times.'),
      minMs: durationMsSchema.describe('The shortest.'),
      maxMs: durationMsSchema.describe('The longest.'),
    }),
    z.strictObject({
      kind: z.literal('exponential').describe('Equally likely to end at any time.'),
      meanMs: durationMsSchema.min(1).describe('On average.'),
    }),
    z.strictObject({
      kind: z.literal('halving').describe('After each period half of the environments that are left.'),
      periodMs: durationMsSchema.min(1).describe('The time in which half of them go.'),
    }),
  ]),
]);

export const scalingSchema = z.strictObject({
  burst: z.int().min(1).max(100_000).default(1000).describe('New environments at once.'),
  perMs: durationMsSchema.min(1).default(10_000).describe('Time in which the burst is refilled, continuously.'),
});

export const snapshotSchema = z
  .boolean()
  .default(false)
  .describe(
    'Initializes the function once, before the first request, and restores each environment from that (SnapStart). For Node (CommonJS) and, on Linux, Python; only with the model `event`.',
  );

export const freezeSchema = z
  .boolean()
  .default(true)
  .describe(
    'Environments that take one request at a time (models `event` and `queued`) are frozen between invocations, as in Lambda. `false`: timers and unfinished work continue between them, unbilled.',
  );
