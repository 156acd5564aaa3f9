import { z } from 'zod';
import type { ColdStartsFrom } from '../../model/identity.ts';
import { filledHint, formedText, hostNameSchema } from '../../model/schema/fields.ts';

/** What every target has that the run starts on this machine. */
export const startedFields = {
  environment: z
    .record(
      formedText(/^[A-Za-z_]\w*$/, 'the name of a variable, such as LOG_LEVEL'),
      formedText(/^[^\0]*$/, 'text without NUL'),
    )
    .default({})
    .describe(`Environment variables of the processes. ${filledHint}`),
  port: z.int().min(0).max(65_535).default(0).describe('Port; 0 is any free port.'),
  allowHosts: z
    .array(hostNameSchema)
    .min(1)
    .max(100)
    .optional()
    .describe('Additional names for the host check, besides loopback names and a `host` header of the request.'),
};

export const startedFacts = {
  where: 'started',
  takesLimits: false,
  isFoundByHost: false,
  asksUrl: () => false,
  listensElsewhere: () => undefined,
  host: () => undefined,
  // Our own programs mark every answer, in headers that a handler cannot write.
  coldStartsFrom: (): ColdStartsFrom => 'platform',
  isServerByDefault: () => false,
  variables: [],
  needsOneOf: [],
  mostInFlight: () => Number.POSITIVE_INFINITY,
} as const;
