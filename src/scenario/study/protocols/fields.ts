import { z } from 'zod';
import { durationMsSchema, nameSchema } from '../../../model/schema/fields.ts';
import type { Forcing } from '../../../model/study/study-sample.ts';

const roundSchema = z.union([
  nameSchema.transform((name) => ({ name, afterMs: 0 })),
  z.strictObject({
    name: nameSchema.describe('Name of the round.'),
    afterMs: durationMsSchema.default(0).describe('Pause after the last sample of the round before.'),
  }),
]);

/** At AWS, nobody can discard an environment, and only published versions have snapshots. */
export const defaultForce = {
  embedded: 'environment',
  deployed: 'configuration',
  deployedWithSnapshots: 'version',
} as const satisfies Record<string, Forcing>;

/** What every protocol has. */
export const protocolFields = {
  runs: z.int().min(1).max(100_000).default(20).describe('Runs of each cell in each round.'),
  rounds: z
    .array(roundSchema)
    .min(1)
    .max(100)
    .prefault(['first'])
    .describe('Rounds, which are kept apart: names, or maps with `name` and `after`.'),
  copies: z.int().min(1).max(1000).default(1).describe('Requests that a run sends at the same time.'),
  seed: z.int().nonnegative().default(1).describe('Seed of the order of the cells.'),
};
