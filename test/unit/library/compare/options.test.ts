import { expect, it } from 'vitest';
import { compare } from '../../../../src/library/compare/compare.ts';

it.each([
  [{ alpha: 5 }, 'alpha: expected a share above 0 and below 0.5, such as 0.05, got 5'],
  [{ threshold: -0.1 }, 'threshold: expected a share from 0 to below 10, such as 0.05, got -0.1'],
  [{ threshold: Number.NaN }, 'threshold: expected a share from 0 to below 10, such as 0.05, got NaN'],
])('%j is refused before anything is read', async (options, message) => {
  await expect(compare({ baseline: ['no-such'], candidate: ['no-such'] }, options)).rejects.toThrow(message);
});
