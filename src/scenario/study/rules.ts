import { isObject } from '../../model/json/json-object.ts';
import { kindNamed } from '../../target-kinds/target-kinds.ts';
import { functionCodeProblems } from '../functions/code-rules.ts';
import { fieldOf } from '../reading/expected.ts';
import { nearest } from '../reading/nearest.ts';
import { alternatives, didYouMean, type Path, type Problem, quoted } from '../reading/problem.ts';
import { problem } from '../written.ts';
import { type CellDraft, cellDrafts, type Factor, factorsOf } from './cells.ts';
import { factorOf, type Matrix, matrixSchema } from './factors.ts';
import { protocolOf, protocolSchema } from './protocols.ts';
import { studySchema } from './study.ts';

/** More cells than this are a mistake in the file. */
const mostCells = 1000;

/** Rules between fields of a study, of the data as written. Each ignores what the schema reports. */
export function brokenStudyRules(data: unknown): Problem[] {
  const matrix = matrixSchema.safeParse(fieldOf(data, 'matrix') ?? {});
  const target = fieldOf(data, 'target');
  return [
    ...targetProblems(data, target),
    ...forceProblems(fieldOf(data, 'protocol'), target),
    ...snapshotProblems(data),
    ...repeatedRounds(fieldOf(fieldOf(data, 'protocol'), 'rounds')),
    ...(matrix.success ? matrixProblems(matrix.data, isObject(target) ? target : undefined) : []),
  ];
}

function targetProblems(data: unknown, target: unknown): Problem[] {
  const protocol = protocolSchema.safeParse(fieldOf(data, 'protocol'));
  if (!protocol.success) return [];
  const { kind } = protocol.data;
  if (protocolOf(protocol.data).measures === 'function')
    return target === undefined ? [problem(['target'], 'missing; expected the function that the study calls')] : [];
  const found: Problem[] = [];
  if (target !== undefined)
    found.push(problem(['target'], `expected none: the protocol \`${kind}\` calls no function`));
  if (fieldOf(fieldOf(data, 'matrix'), 'command') === undefined)
    found.push(problem(['matrix'], `expected \`command\`: the commands that the protocol \`${kind}\` starts`));
  return found;
}

/** At AWS, nobody can discard an environment. Cells with settings of their own share a function, which has one configuration at a time. */
function forceProblems(protocol: unknown, target: unknown): Problem[] {
  const force = fieldOf(protocol, 'force');
  if (kindNamed(fieldOf(target, 'kind'))?.where !== 'deployed' || ![force].flat().includes('environment')) return [];
  return [
    problem(
      ['protocol', 'force'],
      'expected `configuration`, `version` or `wait`: only the embedded Lambda discards environments',
    ),
  ];
}

/** `$LATEST`, which a changed configuration is measured at, has no snapshot. */
function snapshotProblems(data: unknown): Problem[] {
  const target = fieldOf(data, 'target');
  const isDeployed = kindNamed(fieldOf(target, 'kind'))?.where === 'deployed';
  const force = fieldOf(fieldOf(data, 'protocol'), 'force');
  const hasSnapshots = fieldOf(target, 'snapshot') === true || hasTrue(fieldOf(fieldOf(data, 'matrix'), 'snapshot'));
  if (!hasSnapshots || ![force].flat().includes('configuration')) return [];
  const expected = isDeployed ? '`version` or `wait`' : '`environment`, `version` or `wait`';
  return [
    problem(
      ['protocol', 'force'],
      `expected ${expected}: \`configuration\` calls $LATEST, which has no snapshot; only published versions have`,
    ),
  ];
}

const hasTrue = (levels: unknown): boolean => Array.isArray(levels) && levels.includes(true);

function repeatedRounds(rounds: unknown): Problem[] {
  if (!Array.isArray(rounds)) return [];
  const names = rounds.map((round) => fieldOf(round, 'name') ?? round);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          problem(
            ['protocol', 'rounds', index],
            `expected a different name for each round, got ${quoted(String(name))} again`,
          ),
        ],
  );
}

function matrixProblems(matrix: Matrix, target: Readonly<Record<string, unknown>> | undefined): Problem[] {
  const factors = factorsOf(matrix);
  const found = [
    ...factors.flatMap(levelProblems),
    ...factors.flatMap((factor) => idleFactorProblems(factor, target)),
    ...exclusionProblems(matrix, factors),
  ];
  if (found.length > 0) return found;
  const combinations = factors.reduce((product, { levels }) => product * levels.length, 1);
  if (combinations > mostCells)
    return [problem(['matrix'], `expected at most ${mostCells} combinations of levels, got ${combinations}`)];
  const drafts = cellDrafts(matrix, target);
  if (drafts.length === 0)
    return [problem(['matrix', 'exclude'], 'every combination is excluded; expected at least one cell')];
  return target === undefined ? [] : firstOfEach(drafts.flatMap((draft) => draftProblems(draft, target)));
}

function levelProblems({ name, levels }: Factor): Problem[] {
  if (levels.length === 0) return [problem(['matrix', name], 'expected at least one level')];
  const names = levels.map((level) => level.name);
  return names.flatMap((level, index) =>
    names.indexOf(level) === index
      ? []
      : [problem(['matrix', name, index], `expected different levels, got ${quoted(level)} again`)],
  );
}

/** The cells of a factor that changes nothing would be the same, and their differences chance. */
function idleFactorProblems({ name, levels }: Factor, target: unknown): Problem[] {
  const [level] = levels;
  const kind = fieldOf(target, 'kind');
  const where = kindNamed(kind)?.where;
  if (level === undefined || (target !== undefined && where === undefined)) return [];
  const { embedded, deployed, command } = factorOf(name).effect(level.value, level.name);
  const effect = target === undefined ? command : where === 'deployed' ? deployed : embedded;
  if (effect !== undefined) return [];
  const what = target === undefined ? 'a command' : `a function of the kind \`${String(kind)}\``;
  return [problem(['matrix', name], `expected none: it changes nothing of ${what}`)];
}

const exclusionProblems = ({ exclude }: Matrix, factors: readonly Factor[]): Problem[] =>
  exclude.flatMap((excluded, index) =>
    Object.entries(excluded).flatMap(([name, value]) => {
      const path = ['matrix', 'exclude', index, name];
      const factor = factors.find((one) => one.name === name);
      if (factor === undefined) return [problem(path, `expected a factor of this matrix, got ${quoted(name)}`)];
      const known = factor.levels.map((level) => level.name);
      if (known.includes(String(value))) return [];
      const near = didYouMean(nearest(String(value), known));
      return [
        problem(path, `expected a level of \`${name}\`: ${alternatives(known)}, got ${quoted(String(value))}${near}`),
      ];
    }),
  );

/** What only the combination of a target and its levels shows. Problems of the base target itself are the schema's to report. */
function draftProblems({ id, target }: CellDraft, base: object): Problem[] {
  const inBase = new Set(issuesOf(base).map(({ path }) => path.join('.')));
  const own = issuesOf(target).filter(({ path }) => !inBase.has(path.join('.')));
  const runsFunction = (kindNamed(fieldOf(target, 'kind'))?.functions ?? 'none') !== 'none';
  const code = runsFunction ? codeOf(target) : [];
  return [
    ...own.map(({ path, message }) => problem(['matrix'], `cell ${id}: target.${path.join('.')}: ${message}`)),
    ...code.map(({ message }) => problem(['target', 'function'], message)),
  ];
}

const targetOf = studySchema.shape.target;

const issuesOf = (target: unknown) => targetOf.safeParse(target).error?.issues ?? [];

function codeOf(target: unknown): { readonly path: Path; readonly message: string }[] {
  const code = fieldOf(target, 'function');
  if (code === undefined)
    return [{ path: [], message: 'missing; expected the function, here or as a factor of the matrix' }];
  return functionCodeProblems(code);
}

/** The cells of one level share their problem. */
const firstOfEach = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((one) => [one.message.replace(/^cell .*?: target/, ''), one])).values(),
];
