import type { z } from 'zod';
import { counted } from '../../text/format.ts';
import { at, problem } from '../written.ts';
import { describeExpected, describeKeys, keysOf, schemasAt, valuesOf } from './expected.ts';
import type { JsonSchema } from './json-schema.ts';
import { nearest } from './nearest.ts';
import { alternatives, didYouMean, Hidden, type Path, type Problem, showValue } from './problem.ts';
import { unitForm } from './units.ts';

type Issue = z.core.$ZodIssue;

/**
 * Zod says what failed. The expectation comes from the schema and the found value from the data, so that every
 * message has the same form and none is a raw `Invalid input`.
 */
export const problemsOf = (issues: readonly Issue[], root: JsonSchema, data: unknown): Problem[] =>
  issues.flatMap((issue) => problemsOfIssue(issue, [], { root, data }));

interface Scene {
  readonly root: JsonSchema;
  readonly data: unknown;
}

function problemsOfIssue(issue: Issue, above: Path, scene: Scene): Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, scene));
  if (issue.code === 'invalid_key') return [wrongKey(path, scene)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return problemsOfUnion(issue.errors, path, scene);
  if ((issue.code === 'too_small' || issue.code === 'too_big') && issue.origin === 'array' && issue.exact === true)
    return [wrongLength(path, Number(issue.code === 'too_big' ? issue.maximum : issue.minimum), scene)];
  if (issue.code === 'too_big' && issue.origin === 'array') return [tooMany(path, Number(issue.maximum), scene)];
  return [wrongValue(path, scene)];
}

function tooMany(path: Path, maximum: number, { data }: Scene): Problem {
  const list = at(data, ...path);
  return problem(
    path,
    `expected a list of at most ${maximum}, got ${Array.isArray(list) ? list.length : showValue(list)}`,
  );
}

/** The schema says what each entry is for. */
function wrongLength(path: Path, length: number, { root, data }: Scene): Problem {
  const list = at(data, ...path);
  const [own] = schemasAt(root, path, data).map((schema) => schema['errorMessage']);
  const expected = typeof own === 'string' ? own : `expected a list of ${length}`;
  return problem(
    path,
    `${expected}, got ${Array.isArray(list) ? counted(list.length, 'entry', 'entries') : showValue(list)}`,
  );
}

function unknownKey(path: Path, key: string, { root, data }: Scene): Problem {
  const known = keysOf(schemasAt(root, path, data).filter((schema) => schema.type === 'object'));
  return { path: [...path, key], at: 'key', message: `unknown key${instead(key, known)}` };
}

function wrongKey(path: Path, { root, data }: Scene): Problem {
  const expected = describeKeys(schemasAt(root, path.slice(0, -1), data));
  return { path, at: 'key', message: `expected ${expected}, got ${showValue(path.at(-1))}` };
}

/**
 * The data selects the branch of a union: the branch with its type (whose problems are in its parts), and
 * of several such maps the one with the fewest problems. If several remain, the message names everything that is allowed.
 */
function problemsOfUnion(errors: readonly Issue[][], path: Path, scene: Scene): Problem[] {
  const value = at(scene.data, ...path);
  const meant = errors.filter(
    (issues) => !issues.some((issue) => issue.path.length === 0 && isWrongType(issue, value)),
  );
  const fewest = Math.min(...meant.map(weightOf));
  const [branch, ...rivals] = meant.filter((issues) => weightOf(issues) === fewest);
  if (branch === undefined) return [wrongValue(path, scene)];
  if (rivals.length === 0) return branch.flatMap((issue) => problemsOfIssue(issue, path, scene));
  const known = keysOf(schemasAt(scene.root, path, scene.data));
  const unknown = Object.keys(at(scene.data, ...path) ?? {}).filter((key) => !known.includes(key));
  return unknown.length === 0
    ? [wrongValue(path, scene)]
    : unknown.map((key) => ({ path: [...path, key], at: 'key', message: `unknown key${instead(key, known)}` }));
}

/** A map does not match a branch of words; zod reports that only for free text. Nor does it match a union without a matching branch. */
function isWrongType(issue: Issue, value: unknown): boolean {
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return issue.errors.every((inner) => inner.some((each) => each.path.length === 0 && isWrongType(each, value)));
  return (
    issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof value === 'object' && value !== null)
  );
}

const weightOf = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);

function wrongValue(path: Path, { root, data }: Scene): Problem {
  const schemas = schemasAt(root, path, data);
  const values = valuesOf(schemas);
  // If a map is also allowed, the message names the words.
  const areWords = schemas.every((schema) => schema.type === 'object' || valuesOf([schema]).length > 0);
  const expected = values.length > 1 && areWords ? alternatives(values) : describeExpected(schemas);
  if (isMissing(data, path)) return problem(path, `missing; expected ${expected}`);
  const value = at(data, ...path);
  return problem(
    path,
    `expected ${expected}, got ${showValue(value)}${unitHint(path, value) ?? hintFor(value, schemas)}`,
  );
}

/** `durationMs: 10s` */
function unitHint(path: Path, value: unknown): string | undefined {
  const form = unitForm(String(path.at(-1)));
  const isWithUnit = typeof value === 'string' && form?.read(value) !== undefined;
  return isWithUnit ? `; write it as \`${form?.plain}: ${value}\`` : undefined;
}

function hintFor(value: unknown, schemas: readonly JsonSchema[]): string {
  if (typeof value === 'string') {
    const wantsNumber = schemas.some(({ type }) => type === 'integer' || type === 'number');
    if (wantsNumber && /^\d{1,15}$/.test(value)) return `; write it without quotes: ${value}`;
    return didYouMean(nearest(value, valuesOf(schemas)));
  }
  const wantsText = schemas.some((schema) => schema.type === 'string' && valuesOf([schema]).length === 0);
  const isWord = typeof value === 'number' || typeof value === 'boolean';
  if (wantsText && value instanceof Hidden && value.what !== 'text') return '; write it in quotes';
  return wantsText && isWord ? `; write it in quotes: "${value}"` : '';
}

/** The most similar valid word, or all of them. */
function instead(word: string, valid: readonly string[]): string {
  return didYouMean(nearest(word, valid)) || (valid.length === 0 ? '' : `; expected ${alternatives(valid)}`);
}

function isMissing(data: unknown, path: Path): boolean {
  const key = path.at(-1);
  if (key === undefined) return false;
  const parent = at(data, ...path.slice(0, -1));
  return typeof parent === 'object' && parent !== null && !Object.hasOwn(parent, key);
}
