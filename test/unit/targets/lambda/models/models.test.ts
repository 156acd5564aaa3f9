import { expect, it } from 'vitest';
import { modelNamed } from '../../../../../targets/lambda/models/models.ts';

it('tells a runtime what kind of environment it is in', () => {
  const types = (['event', 'managed', 'web', 'queued'] as const).map((kind) => modelNamed(kind).initializationType);
  expect(types).toEqual(['on-demand', 'lambda-managed-instances', 'native-http', 'on-demand']);
});
