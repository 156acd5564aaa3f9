import { z } from 'zod';
import { codeKindNames } from '../../model/platform/code-kinds.ts';
import { packagingKinds } from '../../model/platform/packaging.ts';
import { architectureSchema } from '../../target-kinds/fields/common.ts';
import { functionCodeFields } from '../../target-kinds/fields/function-code.ts';
import { lambdaModelSchema } from '../../target-kinds/fields/lambda-model.ts';
import { startedFields } from '../../target-kinds/fields/started.ts';
import type { CommandSpec } from './command-spec.ts';

/** Changes of a deployed function, which are undone after the study. */
export interface FunctionSettings {
  readonly memoryMb?: number;
  readonly variables?: Readonly<Record<string, string>>;
  readonly snapStart?: boolean;
}

/** What a level makes of its cell. Fields of the target are merged over those of the base target. */
interface LevelEffect {
  readonly embedded?: Readonly<Record<string, unknown>>;
  /** At a deployed function. `part`: a part of the name of the function of this cell. */
  readonly deployed?: {
    readonly fields?: Readonly<Record<string, unknown>>;
    readonly settings?: FunctionSettings;
    readonly part?: string;
  };
  /** The command that a launch starts. */
  readonly command?: CommandSpec;
}

interface FactorModule<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** @param value of the level, which is the name itself in a list */
  effect(value: unknown, name: string): LevelEffect;
}

const levelName = z
  .string()
  .regex(/^[\w][\w.+-]{0,62}$/)
  .meta({
    patternErrorMessage: 'expected letters, digits, dots, hyphens and underscores, such as python3.11',
  });

const listOf = <Level extends z.ZodType>(level: Level, about: string) => z.array(level).min(1).max(64).describe(about);
const mapOf = <Level extends z.ZodType>(level: Level, about: string) => z.record(levelName, level).describe(about);

const argumentsSchema = z.array(z.string().min(1)).min(1).max(100);

const codePatch = z.strictObject(functionCodeFields);

const factorTable = {
  function: {
    schema: mapOf(
      z.union([
        z.string().min(1),
        z.strictObject({
          ...functionCodeFields,
          functionName: z
            .string()
            .min(1)
            .optional()
            .describe('Of the deployed function. Default: the name of the target and of the level.'),
        }),
      ]),
      'Functions by name: a path, or a map with `file` or `directory`, `handler` and `functionName`.',
    ),
    effect: (value, name) => {
      if (typeof value === 'string') return { embedded: { function: value }, deployed: { part: name } };
      const { functionName, ...code } = value as { readonly functionName?: string };
      return {
        embedded: { function: code },
        deployed: functionName === undefined ? { part: name } : { fields: { functionName } },
      };
    },
  },
  runtime: {
    schema: z
      .union([listOf(z.enum(codeKindNames), 'Runtimes.'), mapOf(codePatch, 'Runtimes by name.')])
      .describe('Runtimes: a list, or a map of names to `runtime`, `node`, `python`, `bootstrap` or `handler`.'),
    effect: (value, name) => ({
      embedded: { function: typeof value === 'string' ? { runtime: value } : value },
      deployed: { part: name },
    }),
  },
  packaging: {
    schema: listOf(z.enum(packagingKinds), 'Kinds of packages: values of `function.packaging`.'),
    effect: (value, name) => ({ embedded: { function: { packaging: value } }, deployed: { part: name } }),
  },
  memory: {
    schema: listOf(z.int().min(128).max(10_240), 'Memory sizes in MB.'),
    effect: (value) => ({
      embedded: { memoryMb: value },
      deployed: { settings: { memoryMb: value as number } },
    }),
  },
  architecture: {
    schema: listOf(
      architectureSchema,
      'Architectures, which select the price; the embedded Lambda has the one of this machine.',
    ),
    effect: (value, name) => ({ embedded: { architecture: value }, deployed: { part: name } }),
  },
  snapshot: {
    schema: listOf(z.boolean(), 'Whether environments start from a snapshot.'),
    effect: (value) => ({
      embedded: { snapshot: value },
      deployed: { settings: { snapStart: value === true } },
    }),
  },
  version: {
    schema: listOf(levelName, 'Versions or aliases of a deployed function.'),
    effect: (value) => ({ deployed: { fields: { qualifier: value } } }),
  },
  variables: {
    schema: mapOf(startedFields.environment, 'Environment variables by name of the level, beside those of the target.'),
    effect: (value) => ({
      embedded: { environment: value },
      deployed: { settings: { variables: value as Readonly<Record<string, string>> } },
    }),
  },
  model: {
    schema: mapOf(lambdaModelSchema, 'Concurrency models by name: values of `model`.'),
    effect: (value, name) => ({ embedded: { model: value }, deployed: { part: name } }),
  },
  keepAliveMs: {
    schema: listOf(
      z.number().min(0).max(86_400_000),
      'Times for which an idle environment of the embedded Lambda is kept.',
    ),
    effect: (value) => ({ embedded: { keepAliveMs: value } }),
  },
  command: {
    schema: mapOf(
      z.union([
        argumentsSchema,
        z.strictObject({
          command: argumentsSchema.describe('A program and its arguments.'),
          files: z
            .string()
            .min(1)
            .optional()
            .describe('A folder, whose copy is the working directory. Default: an empty folder.'),
          prepare: z
            .array(argumentsSchema)
            .default([])
            .describe('Commands that are run there once before, such as a compiler.'),
        }),
      ]),
      'Commands by name: a program and its arguments, or a map with `command`, `files` and `prepare`.',
    ),
    effect: (value) => ({
      command: Array.isArray(value) ? { command: value, prepare: [] } : (value as CommandSpec),
    }),
  },
} satisfies Record<string, FactorModule<z.ZodType>>;

export type FactorName = keyof typeof factorTable;

export const factorNames = Object.keys(factorTable) as FactorName[];

export const factorOf = (name: FactorName): FactorModule<z.ZodType> => factorTable[name];

type Schemas = { [Name in FactorName]: (typeof factorTable)[Name]['schema'] };

const schemas = Object.fromEntries(factorNames.map((name) => [name, factorTable[name].schema])) as Schemas;

const levelOf = z.union([z.string(), z.number(), z.boolean()]);

export const matrixSchema = z
  .strictObject({
    ...(Object.fromEntries(factorNames.map((name) => [name, schemas[name].optional()])) as {
      [Name in FactorName]: z.ZodOptional<Schemas[Name]>;
    }),
    exclude: z
      .array(z.partialRecord(z.enum(factorNames as [FactorName, ...FactorName[]]), levelOf))
      .default([])
      .describe('Combinations that are left out, such as `{ runtime: python, memory: 128 }`.'),
  })
  .describe('Factors, each with its levels; a cell is one combination of levels.');

export type Matrix = z.output<typeof matrixSchema>;
