import { resolve } from 'node:path';
import { priceTable } from '../billing/prices.ts';
import { CodeArchives } from '../launch/code/code-archives.ts';
import { functionCode } from '../launch/code/function-code.ts';
import { moduleOf } from '../load/phase-modules.ts';
import type { Phase } from '../load/phases.ts';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { LambdaCode } from '../model/platform/lambda.ts';
import type { FieldProblem } from '../scenario/reading/located.ts';
import { nearest } from '../scenario/reading/nearest.ts';
import { alternatives, didYouMean, type Path, quoted } from '../scenario/reading/problem.ts';
import type { Scenario } from '../scenario/schema.ts';
import { managedCost } from '../target-kinds/fields/cost.ts';
import { type FunctionCode, withAbsoluteCode } from '../target-kinds/fields/function-code.ts';
import type { Payment } from '../target-kinds/target-kind.ts';
import { kindOf, ownFunctionOf, runsFunctions } from '../target-kinds/target-kinds.ts';
import { isFile, isFolder } from './is-file.ts';
import { requestFiles, withAbsoluteRequestFiles } from './requests/request-files.ts';

/** File names are relative to the scenario file. */
export function withAbsoluteFiles(scenario: Scenario, folder: string): Scenario {
  const { workload, load, targets } = scenario;
  const absolute = (path: string) => resolve(folder, path);
  return {
    ...scenario,
    ...withAbsoluteRequestFiles(scenario, absolute),
    ...optional('workload', workload?.kind === 'function' ? withAbsoluteCode(workload, absolute) : workload),
    targets: targets.map((target) => kindOf(target).withPaths(target, absolute)),
    load: load.map((phase) => withAbsoluteFile(phase, folder)),
  };
}

const withAbsoluteFile = (phase: Phase, folder: string): Phase => ({
  ...phase,
  ...Object.fromEntries(filesOf(phase).map(({ field, file }) => [field, resolve(folder, file)])),
});

const filesOf = (phase: Phase): { field: string; file: string }[] =>
  moduleOf(phase).files.map((field) => ({ field, file: String(phase[field]) }));

/** The files that say which requests are sent, and when. */
export const loadFiles = (scenario: Scenario): { path: Path; file: string }[] => [
  ...requestFiles(scenario),
  ...scenario.load.flatMap((phase, index) =>
    filesOf(phase).map(({ field, file }) => ({ path: ['load', index, field], file })),
  ),
];

/** What the schema cannot know: prices, and what is on this machine. */
export const problemsOf = async (scenario: Scenario): Promise<FieldProblem[]> => [
  ...unknownPrices(scenario),
  ...(await missingFiles(scenario)),
  ...(await unfitFunctions(scenario)),
];

/** Checks before the start that each package contains its handler, and that every target can run it. */
async function unfitFunctions({ workload, targets }: Scenario): Promise<FieldProblem[]> {
  await using archives = new CodeArchives();
  const shared =
    workload?.kind === 'function'
      ? await opened(workload, archives, ['workload', fieldIn(workload)])
      : { code: undefined, problems: [] };
  const problems = [...shared.problems];
  for (const [index, target] of targets.entries()) {
    if (!runsFunctions(target)) continue;
    const own = ownFunctionOf(target);
    const path = ['targets', index];
    const found = own === undefined ? shared : await opened(own, archives, [...path, 'function']);
    if (own !== undefined) problems.push(...found.problems);
    const unfit = found.code && kindOf(target).whyUnfit(target, found.code.kind);
    if (unfit !== undefined) problems.push({ path: [...path, unfit.field], message: unfit.message });
  }
  return problems;
}

function fieldIn({ handler, file }: FunctionCode): string {
  if (handler !== undefined) return 'handler';
  return file === undefined ? 'directory' : 'file';
}

interface Opened {
  readonly code: LambdaCode | undefined;
  readonly problems: readonly FieldProblem[];
}

async function opened(source: FunctionCode, archives: CodeArchives, path: Path): Promise<Opened> {
  try {
    return { code: await functionCode(source, archives), problems: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint } = error;
    return { code: undefined, problems: [{ path, message: hint === undefined ? message : `${message}; ${hint}` }] };
  }
}

async function missingFiles(scenario: Scenario): Promise<FieldProblem[]> {
  const named: { path: Path; file: string; isFolder?: true }[] = [
    ...scenario.targets.flatMap((target, index) =>
      kindOf(target)
        .files(target)
        .map((named) => ({ ...named, path: ['targets', index, ...named.path] })),
    ),
    ...loadFiles(scenario),
  ];
  const problems = await Promise.all(
    named.map(async (one) => ((await (one.isFolder ? isFolder : isFile)(one.file)) ? [] : [one])),
  );
  return problems.flat().map(({ path, file, isFolder: folder }) => ({
    path,
    message: `expected a ${folder ? 'folder' : 'file'}, but ${file} does not exist`,
  }));
}

/** The schema does not know the price table, and after the run it is too late to report a missing price. */
function unknownPrices({ targets }: Scenario): FieldProblem[] {
  const known = [...priceTable.ec2.keys()];
  return targets.flatMap((target, index) =>
    instancesNamed(kindOf(target).payment(target)).flatMap(({ path, type, otherwise }) => {
      if (known.includes(type)) return [];
      const message = `expected ${alternatives(known)}${otherwise}, got ${quoted(type)}${didYouMean(nearest(type, known))}`;
      return [{ path: ['targets', index, ...path], message }];
    }),
  );
}

function instancesNamed({ cost, hosting }: Payment) {
  const managed = managedCost(cost);
  const otherwise = ', or a map with `usdPerHour` and `memoryMb` as hosting';
  return [
    ...(hosting !== undefined && 'instance' in hosting
      ? [{ path: ['hosting', 'instance'], type: hosting.instance, otherwise }]
      : []),
    ...(managed !== undefined && managed.usdPerHour === undefined
      ? [{ path: ['cost', 'instance'], type: managed.instance, otherwise: ', or any type with `usdPerHour`' }]
      : []),
  ];
}
