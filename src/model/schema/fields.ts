import { z } from 'zod';
import { defaultKeptBodyBytes } from './kept-body-bytes.ts';

/** Text of a certain form; `expected` says which, in messages and (as `patternErrorMessage`) in editors. */
export const formedText = (form: RegExp, expected: string) =>
  z
    .string()
    .regex(form)
    .meta({ patternErrorMessage: `expected ${expected}` });

export const nameSchema = formedText(
  /^[a-z0-9][a-z0-9-]{0,62}$/,
  'lower-case letters, digits and hyphens, such as burst-10',
);

/** Of a field in which `substitute` replaces variables (`secrets/secret-fields.ts`). */
export const filledHint = `\${NAME} is replaced from the environment.`;

/** Names of things that the file says elsewhere; whether there is such a thing is a rule between fields. */
export const nameOfTargetSchema = z.string();

/** At most a day: longer than any run, and far below 2^31 ms, where timers of Node overflow and fire at once. */
const dayMs = 86_400_000;
export const durationMsSchema = z.number().min(0).max(dayMs);
export const timeoutMsSchema = z.number().min(1).max(dayMs);

/** At most a tebibyte: more than any machine this runs on, and still a number that adds up. */
export const memoryMbSchema = z.number().min(0).max(1_048_576);

export const headerNameSchema = formedText(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'the name of a header, such as x-api-key');

export const hostNameSchema = formedText(
  /^(?:\[[\da-fA-F:.]+\]|[\w-][\w.-]{0,252})$/,
  'a host name or an address without a port, such as lambda.example',
);

export const pathSchema = formedText(/^\/[!-~]*$/, 'a path that starts with / and has no spaces, such as /orders?id=7');

/** At most 256 MiB: a string of JavaScript, into which JSON is read, holds little more. */
export const keptBodyBytesSchema = z
  .int()
  .min(0)
  .max(256 * 1024 * 1024)
  .default(defaultKeptBodyBytes);

/** Where an answer says who gave it. */
export const identitySchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('headers').describe('Headers of the answer.'),
    instanceId: headerNameSchema.default('rollcall-instance-id').describe('Name of the header with the instance id.'),
    invocationId: headerNameSchema
      .default('rollcall-invocation-id')
      .describe('Name of the header with the number of the call in its instance.'),
    coldStart: headerNameSchema
      .default('rollcall-cold-start')
      .describe('Name of the header that says true if the call waited for its instance to initialize.'),
  }),
  z.strictObject({
    from: z.literal('json').describe('Fields of a JSON body.'),
    instanceId: z.string().min(1).default('instanceId').describe('Path of the field, such as meta.instanceId.'),
    invocationId: z.string().min(1).default('invocationId').describe('Path of the field with the number of the call.'),
    coldStart: z.string().min(1).default('coldStart').describe('Path of the field that is true on a cold start.'),
  }),
  z.strictObject({
    from: z.literal('csv').describe('Columns of the first line of the body.'),
    instanceId: z.int().min(0).max(1000).default(0).describe('Column of the instance id, from 0.'),
    invocationId: z.int().min(0).max(1000).default(1).describe('Column of the number of the call in its instance.'),
  }),
]);

export type IdentitySpec = z.output<typeof identitySchema>;
