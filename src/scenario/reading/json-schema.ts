import { z } from 'zod';
import { runResultSchema } from '../../model/run-result.ts';
import { targetKindSchema } from '../../model/schema/target-kind.ts';
import { targetKindNames } from '../../target-kinds/target-kinds.ts';
import { functionsSchema } from '../functions/functions.ts';
import { scenarioSchema } from '../schema.ts';

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

/** What of package.json names a release. */
export interface Release {
  readonly version: string;
  readonly repository: { readonly url: string };
}

/**
 * The generated files of the repository: their paths in it and their texts. `scripts/write-schemas.mjs` writes them. The `$id` of each is
 * the address of this text: of the file in the release.
 */
export const schemaFiles = (release: Release): { path: string; text: string }[] =>
  Object.entries({
    'scenarios/scenario.schema.json': scenarioJsonSchema(),
    'scenarios/functions.schema.json': functionsJsonSchema(),
    'docs/result.schema.json': resultJsonSchema(),
  }).map(([path, schema]) => ({
    path,
    text: `${JSON.stringify({ $id: addressOf(release, path), ...schema }, null, 2)}\n`,
  }));

/** GitHub's address of a file as it is in the tag of a release. */
const addressOf = ({ version, repository }: Release, path: string): string =>
  `${repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/raw/v${version}/${path}`;

const made = new WeakMap<z.ZodType, JsonSchema>();

/** Draft 7 is what the YAML language server understands best. Made once for each schema, as it takes 10 ms. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  const known = made.get(schema);
  if (known !== undefined) return known;
  const override = ({ zodSchema, jsonSchema }: { readonly zodSchema: unknown; readonly jsonSchema: JsonSchema }) => {
    dropSafeIntegerBounds(jsonSchema);
    if (zodSchema === targetKindSchema) jsonSchema.enum = targetKindNames;
  };
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', override });
  made.set(schema, json);
  return json;
}

/** zod writes the bounds of safe integers into every integer; nobody asked for them. */
function dropSafeIntegerBounds(schema: JsonSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
