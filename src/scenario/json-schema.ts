import { z } from 'zod';
import { runResultSchema } from '../model/run-result.ts';
import { functionsSchema } from './functions.ts';
import { scenarioSchema } from './schema.ts';

/** What this project uses of JSON Schema. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** For editors: what may stand in a scenario file, so fields with a default may be left out. */
export const scenarioJsonSchema = (): JsonSchema => ({ title: 'rollcall scenario', ...toJsonSchema(scenarioSchema) });

/** For editors: what may stand in a file of functions for `rollcall local`. */
export const functionsJsonSchema = (): JsonSchema => ({
  title: 'rollcall functions',
  ...toJsonSchema(functionsSchema),
});

/** For readers of `result.json`. Later versions may add fields, so others than these are allowed. */
const resultJsonSchema = (): JsonSchema => ({ title: 'rollcall result', ...toJsonSchema(runResultSchema) });

/** The generated files of the repository: their paths in it and their texts. `scripts/write-schemas.mjs` writes them. */
export const schemaFiles = (): { path: string; text: string }[] => [
  { path: 'scenarios/scenario.schema.json', text: `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n` },
  { path: 'scenarios/functions.schema.json', text: `${JSON.stringify(functionsJsonSchema(), null, 2)}\n` },
  { path: 'docs/result.schema.json', text: `${JSON.stringify(resultJsonSchema(), null, 2)}\n` },
];

/** Draft 7 is what the YAML language server understands best. */
export const toJsonSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => dropSafeIntegerBounds(jsonSchema),
  });

/** zod writes the bounds of safe integers into every integer; nobody asked for them. */
function dropSafeIntegerBounds(schema: JsonSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
