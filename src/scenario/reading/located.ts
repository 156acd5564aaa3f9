import type { z } from 'zod';
import { UserError } from '../../model/errors.ts';
import { isObject } from '../../model/json/json-object.ts';
import { optional } from '../../model/optional.ts';
import { printable, printableLine } from '../../model/printable.ts';
import { forMessages } from '../secrets/for-messages.ts';
import type { SecretField } from '../secrets/secret-fields.ts';
import { Secrets } from '../secrets/secrets.ts';
import { type FilledByRun, type Substituted, substitute, type Variables } from '../secrets/substitute.ts';
import { problem } from '../written.ts';
import { documentOf, readDocument, type SourceDocument } from './document.ts';
import { problemsOf } from './issues.ts';
import type { JsonSchema } from './json-schema.ts';
import { nameProblems } from './names.ts';
import { applyOverrides, type Override } from './overrides.ts';
import { type Path, type Problem, showPath, showValue, startsWith } from './problem.ts';
import { unitForm } from './units.ts';
import { withUnits } from './with-units.ts';

/** A kind of file: its schema and its rules. */
export interface FileKind<T> {
  /** Code of the error about an invalid file. */
  readonly code: string;
  readonly schema: z.ZodType<T>;
  /** Rules between fields. They check the data as written, and quote `shown`, which has no secrets. */
  rules(data: unknown, shown: unknown): Problem[];
  /** Fields in which `${NAME}` is replaced, and which may hold secrets. */
  readonly secretFields: readonly SecretField[];
  /** Names that stay in a field, because the run itself knows their values later. Absent: none do. */
  readonly filledByRun?: FilledByRun;
  jsonSchema(): JsonSchema;
  /** The feed that fills its requests. */
  feedOf?(data: unknown): string | undefined;
  /** The required keys, as messages name them. */
  readonly outline: string;
}

export type FileText = FileContext & { readonly text: string };

/** The same as data that a program or a command line made: its problems have no line. */
export type FileData = FileContext & { readonly data: unknown };

export interface FileContext {
  /** Name of the file in messages. */
  readonly file: string;
  /** `path=value` texts from the command line, in order. */
  readonly overrides?: readonly string[];
  /** Values for `${NAME}`. */
  readonly environment?: Variables;
  /** The columns of a feed that the file names; undefined if they are not known. */
  readonly columnsOf?: (feed: string) => readonly string[] | undefined;
  /** Data in place of names of other files, and the problems of these files. */
  readonly expand?: (data: unknown) => { readonly data: unknown; readonly problems: readonly Problem[] };
}

export type FieldProblem = Pick<Problem, 'path' | 'message'>;

/** The value of a file with all defaults, and the positions of its fields. */
export interface Located<T> {
  readonly value: T;
  /** Its secrets. */
  readonly secrets: Secrets;
  /** An error about fields, in the common form of such problems. */
  complaint(problems: readonly FieldProblem[]): UserError;
}

/** A file that was read, and what it says itself. */
export interface ParsedFile<T> extends Located<T> {
  /** With the overrides and without defaults. `${NAME}` is not replaced. */
  readonly data: unknown;
}

/**
 * A file from its YAML text or from data. Pure: reads nothing.
 * @throws {UserError} with the kind's code and one line for each problem.
 */
export function parseFile<T>(kind: FileKind<T>, given: FileText | FileData): ParsedFile<T> {
  const { file, overrides = [] } = given;
  const source = 'text' in given ? readDocument(given.text) : documentOf(given.data);
  const invalid = (lines: readonly Line[]) => invalidFile(kind.code, lines);
  const lines: Line[] = source.syntaxProblems.map(({ message, ...position }) => ({
    ...position,
    text: `${place(file, position)}: ${message}`,
  }));
  if (source.broken) throw invalid(lines);
  const schema = kind.jsonSchema();
  const inFile = withUnits(source.data, schema);
  const { data: set, applied, problems } = applyOverrides(inFile.data, overrides);
  lines.push(...problems.map(({ typed, message }) => ({ text: `${setting(typed)}: ${message}` })));
  // What is set replaces what is written, whichever of the two has its unit.
  const { data, ...units } = withUnits(set, schema, true);
  const filled = filledIn(data, kind, given);
  const { expand = (whole) => ({ data: whole, problems: [] }) } = given;
  const expanded = expand(filled.data);
  const shown = forMessages(expanded.data, kind.secretFields, filled.taken);
  const found = kind.schema.safeParse(expanded.data ?? undefined);
  const lineOf = (problem: Problem) => locate(problem, file, source, applied);
  if (!isObject(data)) throw invalid([...lines, lineOf(notAMap(data, kind.outline))]);
  const schemaProblems = found.success ? [] : problemsOf(found.error.issues, schema, shown);
  // If a variable or a name is invalid, other problems of the field do not matter.
  const first = [
    ...inFile.problems,
    ...units.problems,
    ...filled.problems,
    ...expanded.problems,
    ...nameProblems(data),
  ];
  const unread = [...inFile.unread, ...units.unread];
  const reported = new Set([...first.map(({ path }) => path), ...unread].map(showPath));
  const others = [...schemaProblems, ...kind.rules(expanded.data, shown)].filter(
    ({ path }) => !reported.has(showPath(path)),
  );
  lines.push(...[...first, ...others].map(lineOf));
  if (!found.success || lines.length > 0) throw invalid(lines);
  return {
    data,
    value: found.data,
    secrets: new Secrets(kind.secretFields, found.data, filled.taken),
    complaint: (fields) => invalid(fields.map(({ path, message }) => lineOf(problem(path, message)))),
  };
}

/** The data with values from the environment in its fields. */
function filledIn<T>(
  data: unknown,
  { feedOf, filledByRun, secretFields }: FileKind<T>,
  given: FileContext,
): Substituted {
  const { environment = {}, columnsOf = () => undefined } = given;
  const feed = feedOf?.(data);
  return substitute(data, secretFields, environment, {
    ...optional('byRun', filledByRun),
    ...(feed !== undefined && { feed: { file: feed, names: columnsOf(feed) } }),
  });
}

interface Line {
  readonly line?: number;
  readonly column?: number;
  readonly text: string;
}

/** In the order of the file, with problems of the command line last. */
function invalidFile(code: string, lines: readonly Line[]): UserError {
  const order = (line: Line) => line.line ?? Number.POSITIVE_INFINITY;
  const sorted = lines.toSorted((a, b) => Math.sign(order(a) - order(b) || 0) || (a.column ?? 0) - (b.column ?? 0));
  return new UserError(code, [...new Set(sorted.map(({ text }) => text))].join('\n'));
}

const place = (file: string, { line, column }: { line: number; column: number }): string =>
  `${printable(file)}:${line}:${column}`;

/** `--set` with the typed path, on one line. */
const setting = (typed: string): string =>
  `--set ${printableLine(typed.length > 100 ? `${typed.slice(0, 100)}…` : typed)}`;

function locate(problem: Problem, file: string, source: SourceDocument, applied: readonly Override[]): Line {
  const { path, at, message } = problem;
  const override = applied.findLast(({ created }) => startsWith(path, created) || startsWith(asWritten(path), created));
  if (override !== undefined) {
    const inside = path.length === override.path.length ? '' : ` ${showPath(path)}`;
    return { text: `${setting(override.typed)}${inside}: ${message}` };
  }
  const position = source.positionOf(path, at);
  const where = position === undefined ? printable(file) : place(file, position);
  return { ...position, text: `${where}${path.length === 0 ? '' : ` ${showPath(path)}`}: ${message}` };
}

/** With the key of a field that is written with its unit. */
const asWritten = (path: Path): Path => path.map((key) => unitForm(String(key))?.plain ?? key);

const notAMap = (data: unknown, outline: string): Problem =>
  problem(
    [],
    data === null || data === undefined
      ? `the file is empty; expected a map with ${outline}`
      : `expected a map with ${outline}, got ${showValue(data)}`,
  );
