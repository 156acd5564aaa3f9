import { z } from 'zod';
import { planResultSchema } from '../../model/plan/plan-result.ts';
import { runResultSchema, targetFiguresSchema } from '../../model/run-result.ts';
import { studyResultSchema } from '../../model/study/study-result.ts';
import { studySampleSchema } from '../../model/study/study-sample.ts';
import { targetKindNames } from '../../target-kinds/target-kinds.ts';
import { functionsSchema } from '../functions/functions.ts';
import { planFileSchema } from '../plan/plan-file.ts';
import { scenarioSchema } from '../schema.ts';
import { studySchema } from '../study/study.ts';
import { withUnitFields } from './unit-fields.ts';

/** The part of JSON Schema that this project uses. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** For editors: a scenario file, in which fields with a default are optional. */
export const scenarioJsonSchema = (): JsonSchema => ({ title: 'rollcall scenario', ...toJsonSchema(scenarioSchema) });

/** For editors: a functions file for `rollcall local`. */
export const functionsJsonSchema = (): JsonSchema => ({
  title: 'rollcall functions',
  ...toJsonSchema(functionsSchema),
});

/** For editors: a study file. */
export const studyJsonSchema = (): JsonSchema => ({ title: 'rollcall study', ...toJsonSchema(studySchema) });

/** For editors: a capacity plan. */
export const planJsonSchema = (): JsonSchema => ({ title: 'rollcall plan', ...toJsonSchema(planFileSchema) });

/** For readers of `study.json`, and of the lines of `study.ndjson` beside it. */
const studyResultJsonSchema = (): JsonSchema => ({
  title: 'rollcall study result',
  ...toJsonSchema(studyResultSchema),
  definitions: { sample: { title: 'a line of study.ndjson', ...toJsonSchema(studySampleSchema) } },
});

/** For readers of `result.json`. Later versions may add fields, so unknown fields are allowed. */
const resultJsonSchema = (): JsonSchema => ({ title: 'rollcall result', ...toJsonSchema(runResultSchema) });

/** For readers of a plan as JSON. */
const planResultJsonSchema = (): JsonSchema => ({ title: 'rollcall plan result', ...toJsonSchema(planResultSchema) });

/** The fields of package.json that identify a release. */
export interface Release {
  readonly version: string;
  readonly repository: { readonly url: string };
}

/**
 * The generated files of the repository, with their paths and texts. `scripts/generate/schemas.mjs` writes them. The `$id` of each is
 * the address of this text: of the file in the release.
 */
export const schemaFiles = (release: Release): { path: string; text: string }[] =>
  Object.entries({
    'scenarios/scenario.schema.json': withUnitFields(scenarioJsonSchema()),
    'scenarios/functions.schema.json': withUnitFields(functionsJsonSchema()),
    'scenarios/study.schema.json': withUnitFields(studyJsonSchema()),
    'scenarios/plan.schema.json': withUnitFields(planJsonSchema()),
    'docs/result.schema.json': resultJsonSchema(),
    'docs/plan-result.schema.json': planResultJsonSchema(),
    'docs/study.schema.json': studyResultJsonSchema(),
  }).map(([path, schema]) => ({
    path,
    text: `${JSON.stringify({ $id: addressOf(release, path), ...schema }, null, 2)}\n`,
  }));

/** GitHub's address of a file as it is in the tag of a release. */
const addressOf = ({ version, repository }: Release, path: string): string =>
  `${repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/raw/v${version}/${path}`;

const made = new WeakMap<z.ZodType, JsonSchema>();

/** The YAML language server supports draft 7 best. Kept for each schema, because it takes 10 ms. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  const known = made.get(schema);
  if (known !== undefined) return known;
  const override = ({ zodSchema, jsonSchema }: { readonly zodSchema: unknown; readonly jsonSchema: JsonSchema }) => {
    dropSafeIntegerBounds(jsonSchema);
    // The model is below the kinds of targets and does not know their names.
    if (zodSchema === targetFiguresSchema.shape.kind) jsonSchema.enum = targetKindNames;
  };
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', override });
  made.set(schema, json);
  return json;
}

/** Removes the bounds of safe integers, which zod adds to every integer. */
function dropSafeIntegerBounds(schema: JsonSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
