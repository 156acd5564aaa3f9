import { z } from 'zod';

export const nameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens, such as burst-10');

/** Where an answer says who gave it. */
export const identitySchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('headers'),
    instanceId: z.string().default('rollcall-instance-id').describe('Name of the header with the instance id.'),
    invocationId: z.string().default('rollcall-invocation-id'),
    coldStart: z.string().default('rollcall-cold-start'),
  }),
  z.strictObject({
    from: z.literal('json'),
    instanceId: z.string().default('instanceId').describe('Path of the field in the body, such as meta.instanceId.'),
    invocationId: z.string().default('invocationId'),
    coldStart: z.string().default('coldStart'),
  }),
  z.strictObject({
    from: z.literal('csv'),
    instanceId: z.int().nonnegative().default(0).describe('Column in the first line of the body, from 0.'),
    invocationId: z.int().nonnegative().default(1),
  }),
]);

export type IdentitySpec = z.output<typeof identitySchema>;
