import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withPhaseTables } from '../../../scripts/generate/phases.mjs';
import { scenarioJsonSchema } from '../../../src/scenario/reading/json-schema.ts';

test('the tables of phases in docs/scenario-files.md are in step with the modules (else: npm run schemas)', () => {
  const text = readFileSync(new URL('../../../docs/scenario-files.md', import.meta.url), 'utf8');
  expect(withPhaseTables(text, scenarioJsonSchema())).toBe(text);
  expect(text).toContain('| `pauseMs` | `0` | Time between a response and the next request. |');
});
