import { z } from 'zod';
import { identitySchema, nameSchema } from '../../model/schema/fields.ts';
import { costSchema } from './cost.ts';
import { expectSchema } from './expect.ts';

/** What every target has. */
export const commonFields = {
  name: nameSchema.describe('Name of the target in results and thresholds.'),
  identity: identitySchema.optional().describe('Overrides the identity of the scenario for this target.'),
  expect: expectSchema.optional().describe('Overrides `request.expect` for this target.'),
};

export const costField = costSchema
  .optional()
  .describe('How the platform charges, if not by Lambda’s rule for each invocation.');

export const architectureSchema = z.enum(['x86_64', 'arm64']);
export const architectureField = architectureSchema
  .default('arm64')
  .describe('`arm64` or `x86_64`; selects the price. The default is that of the servers beside it.');
