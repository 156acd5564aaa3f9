import { z } from 'zod';
import { formedText } from '../model/schema/fields.ts';
import { waitTimeSchema } from './workload.ts';

const serviceSchema = z.strictObject({
  delayMs: waitTimeSchema
    .default(0)
    .describe('Time until it answers: a number of ms, or a distribution. `?ms=` in a request replaces it.'),
  maxConnections: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('Connections that it takes at once, as `max_connections` of a database; requests on others get a 503.'),
});

/** Slow services that the run starts beside each target that it starts. */
export const servicesSchema = z.record(
  formedText(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens, such as db'),
  serviceSchema,
);

/** The variable with the URL of a service: `user-db` is at `USER_DB_URL`. */
export const serviceVariable = (name: string): string => `${name.toUpperCase().replaceAll('-', '_')}_URL`;
