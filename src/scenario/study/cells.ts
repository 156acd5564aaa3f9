import { isObject } from '../../model/json/json-object.ts';
import { optional } from '../../model/optional.ts';
import { codeAt } from '../../target-kinds/fields/function-code.ts';
import { kindNamed, kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { fieldOf } from '../reading/expected.ts';
import type { CommandSpec } from './command-spec.ts';
import { type FactorName, type FunctionSettings, factorNames, factorOf, type Matrix } from './factors.ts';
import { type Study, studySchema } from './study.ts';

/** One combination of levels. */
export interface Combination {
  /** `runtime=node memory=128`; `all` without a matrix. */
  readonly id: string;
  readonly levels: Readonly<Record<string, string>>;
}

export interface Factor {
  readonly name: FactorName;
  readonly levels: readonly Level[];
}

interface Level {
  readonly name: string;
  readonly value: unknown;
}

/** A cell that is ready to run. */
export interface StudyCellSpec extends Combination {
  /** With all defaults and absolute paths; absent of a study without one. */
  readonly target: NonNullable<Study['target']> | undefined;
  readonly settings: FunctionSettings;
  readonly command?: CommandSpec;
}

/** The cells of a valid study. */
export function studyCells({ matrix, target }: Study, resolve: (path: string) => string): StudyCellSpec[] {
  const parsed = (written: object) => {
    const spec = studySchema.shape.target.unwrap().parse(written);
    return kindOf(spec).withPaths(spec, resolve) as typeof spec & TargetSpec;
  };
  return cellDrafts(matrix, target).map(({ command, ...draft }) => ({
    ...{ ...draft, target: draft.target && parsed(draft.target) },
    ...optional('command', command && { ...command, ...optional('files', command.files && resolve(command.files)) }),
  }));
}

/** In the order of `factors.ts`, each with its levels in the order of the file. */
export const factorsOf = (matrix: Matrix): Factor[] =>
  Object.entries(matrix).flatMap(([name, levels]) =>
    isFactor(name) && levels !== undefined ? [{ name, levels: levelsOf(levels) }] : [],
  );

const isFactor = (name: string): name is FactorName => (factorNames as readonly string[]).includes(name);

const levelsOf = (levels: unknown): Level[] =>
  Array.isArray(levels)
    ? levels.map((value) => ({ name: String(value), value }))
    : Object.entries(levels as object).map(([name, value]) => ({ name, value }));

/** A combination, and what its levels make of the base target. */
export interface CellDraft extends Combination {
  /** The target, as a file would have it; absent of a study without one. */
  readonly target: Readonly<Record<string, unknown>> | undefined;
  readonly settings: FunctionSettings;
  readonly command?: CommandSpec;
}

/**
 * The cells of a matrix, the last factor changing first. `cellDrafts({ memory: [128, 256], exclude: [] }, target)`: the target twice, with
 * `memoryMb` 128 and 256.
 * @param target as parsed, or as written
 */
export function cellDrafts(matrix: Matrix, target: object | undefined): CellDraft[] {
  const factors = factorsOf(matrix);
  const combined = factors.reduce<readonly Chosen[][]>(
    (rows, { name, levels }) => rows.flatMap((row) => levels.map((level) => [...row, { factor: name, level }])),
    [[]],
  );
  return combined
    .filter((row) => !matrix.exclude.some((excluded) => fits(row, excluded)))
    .map((row) => draftOf(row, target));
}

interface Chosen {
  readonly factor: FactorName;
  readonly level: Level;
}

const fits = (row: readonly Chosen[], excluded: Matrix['exclude'][number]): boolean =>
  Object.entries(excluded).every(([name, value]) =>
    row.some(({ factor, level }) => factor === name && level.name === String(value)),
  );

function draftOf(row: readonly Chosen[], target: object | undefined): CellDraft {
  const effects = row.map(({ factor, level }) => factorOf(factor).effect(level.value, level.name));
  const isDeployed = kindNamed(fieldOf(target, 'kind'))?.where === 'deployed';
  const patches = effects.map((effect) => (isDeployed ? effect.deployed?.fields : effect.embedded) ?? {});
  const parts = effects.flatMap(({ deployed }) => deployed?.part ?? []);
  const command = effects.findLast((effect) => effect.command !== undefined)?.command;
  return {
    id: row.length === 0 ? 'all' : row.map(({ factor, level }) => `${factor}=${level.name}`).join(' '),
    levels: Object.fromEntries(row.map(({ factor, level }) => [factor, level.name])),
    target:
      target && patches.reduce<Record<string, unknown>>(merged, isDeployed ? named(target, parts) : { ...target }),
    settings: isDeployed ? Object.assign({}, ...effects.map(({ deployed }) => deployed?.settings)) : {},
    ...optional('command', command),
  };
}

/** `hello`, of the levels `python3.11` and `zip`, is the function `hello-python3-11-zip`: a name of Lambda has no dots. */
function named(target: object, parts: readonly string[]): Record<string, unknown> {
  const { name, functionName = name } = target as { readonly name?: string; readonly functionName?: string };
  return { ...target, functionName: [functionName, ...parts.map((part) => part.replaceAll(/[^\w-]/g, '-'))].join('-') };
}

function merged(base: Record<string, unknown>, patch: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const [before, own] = key === 'function' ? [codeOf(result[key]), codeOf(value)] : [result[key], value];
    result[key] = isObject(before) && isObject(own) ? merged(before, own) : own;
  }
  return result;
}

/** A function may be named by its path alone. */
const codeOf = (value: unknown): unknown => (typeof value === 'string' ? codeAt(value) : value);
