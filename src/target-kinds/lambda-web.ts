import { z } from 'zod';
import { addressedFacts, addressedFields } from './fields/addressed.ts';
import { commonFields, costField } from './fields/common.ts';
import { executionEnvironment, type TargetKindModule } from './target-kind.ts';

const schema = z.strictObject({
  ...commonFields,
  kind: z
    .literal('lambda-web')
    .describe('A deployed web function: an HTTP server in environments that take many requests.'),
  ...addressedFields,
  cost: costField,
});

export const lambdaWeb: TargetKindModule<typeof schema, 'addressed'> = {
  ...addressedFacts,
  schema,
  instance: executionEnvironment,
  warmStart: 'no',
  coldStartsFrom: () => 'first-call',
  isServerByDefault: () => false,
  functionOf: () => ({}),
  payment: ({ cost }) => ({ perCall: false, cost }),
};
