import { UserError } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import { readDocument, type SourceDocument } from './document.ts';
import { problemsOf } from './issues.ts';
import { scenarioJsonSchema } from './json-schema.ts';
import { applyOverrides, type Override } from './overrides.ts';
import { type Problem, showPath, showValue, startsWith } from './problem.ts';
import { brokenRules } from './rules.ts';
import { type Scenario, scenarioSchema } from './schema.ts';

export interface ParseOptions {
  /** How messages name the file. */
  readonly file: string;
  /** `path=value` texts from the command line, in order. */
  readonly overrides?: readonly string[];
}

export type FieldProblem = Pick<Problem, 'path' | 'message'>;

/** A scenario that can still say where its fields came from. */
export interface LocatedScenario {
  readonly scenario: Scenario;
  /** An error about fields in the form that all problems of scenarios have. */
  complaint(problems: readonly FieldProblem[]): UserError;
}

/**
 * A scenario from its YAML text, with every default filled in. Pure: nothing is read, `workload.file` stays as written.
 * @throws {UserError} `scenario-invalid`. Its message has one line per problem, and all problems:
 * `scenarios/x.yaml:12:5 load.0.size: expected an integer of at least 1, got "ten"`, or
 * `--set targets.lambda.memoryMb: ...` for a field that was set from the command line.
 */
export const parseScenario = (text: string, options: ParseOptions): Scenario => parseLocated(text, options).scenario;

/** The same, for callers that have more to check. */
export function parseLocated(text: string, { file, overrides = [] }: ParseOptions): LocatedScenario {
  const source = readDocument(text);
  const lines: Line[] = source.syntaxProblems.map(({ message, ...position }) => ({
    ...position,
    text: `${place(file, position)}: ${message}`,
  }));
  if (source.broken) throw invalid(lines);
  const { data, applied, problems } = applyOverrides(source.data, overrides);
  lines.push(...problems.map(({ typed, message }) => ({ text: `${setting(typed)}: ${message}` })));
  const found = scenarioSchema.safeParse(data ?? undefined);
  const lineOf = (problem: Problem) => locate(problem, file, source, applied);
  if (!isMap(data)) throw invalid([...lines, lineOf(notAMap(data))]);
  const schemaProblems = found.success ? [] : problemsOf(found.error.issues, scenarioJsonSchema(), data);
  lines.push(...[...schemaProblems, ...brokenRules(data)].map(lineOf));
  if (!found.success || lines.length > 0) throw invalid(lines);
  return {
    scenario: found.data,
    complaint: (fields) => invalid(fields.map((field) => lineOf({ ...field, at: 'value' }))),
  };
}

interface Line {
  readonly line?: number;
  readonly column?: number;
  readonly text: string;
}

/** In the order of the file; what came from the command line comes last. */
function invalid(lines: readonly Line[]): UserError {
  const order = (line: Line) => line.line ?? Number.POSITIVE_INFINITY;
  const sorted = lines.toSorted((a, b) => Math.sign(order(a) - order(b) || 0) || (a.column ?? 0) - (b.column ?? 0));
  return new UserError('scenario-invalid', [...new Set(sorted.map(({ text }) => text))].join('\n'));
}

const place = (file: string, { line, column }: { line: number; column: number }): string =>
  `${printable(file)}:${line}:${column}`;

/** `--set` with the path that was typed, on one line. */
const setting = (typed: string): string =>
  `--set ${printable((typed.length > 100 ? `${typed.slice(0, 100)}…` : typed).replaceAll('\n', '\\n'))}`;

function locate(problem: Problem, file: string, source: SourceDocument, applied: readonly Override[]): Line {
  const { path, at, message } = problem;
  const override = applied.findLast(({ created }) => startsWith(path, created));
  if (override !== undefined) {
    const inside = path.length === override.path.length ? '' : ` ${showPath(path)}`;
    return { text: `${setting(override.typed)}${inside}: ${message}` };
  }
  const position = source.positionOf(path, at);
  return { ...position, text: `${place(file, position)}${path.length === 0 ? '' : ` ${showPath(path)}`}: ${message}` };
}

const isMap = (data: unknown): boolean => typeof data === 'object' && data !== null && !Array.isArray(data);

const notAMap = (data: unknown): Problem => ({
  path: [],
  at: 'value',
  message:
    data === null || data === undefined
      ? 'the file is empty; expected a map with `name`, `question`, `workload`, `targets` and `load`'
      : `expected a map with \`name\`, \`question\`, \`workload\`, \`targets\` and \`load\`, got ${showValue(data)}`,
});
