import { resolve } from 'node:path';
import { priceTable } from '../billing/prices.ts';
import { codeOf } from '../launch/code/function-workload.ts';
import { moduleOf } from '../load/phase-modules.ts';
import type { Phase } from '../load/phases.ts';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import { codeKinds } from '../model/platform/code-kinds.ts';
import type { FieldProblem } from '../scenario/reading/located.ts';
import { nearest } from '../scenario/reading/nearest.ts';
import { alternatives, didYouMean, quoted } from '../scenario/reading/problem.ts';
import type { FunctionWorkload, Scenario } from '../scenario/schema.ts';
import { managedCost } from '../target-kinds/fields/cost.ts';
import type { Payment } from '../target-kinds/target-kind.ts';
import { kindOf } from '../target-kinds/target-kinds.ts';
import { isFile, isFolder } from './is-file.ts';

/** File names are relative to the scenario file. */
export function withAbsoluteFiles(scenario: Scenario, folder: string): Scenario {
  const { workload, load, targets } = scenario;
  return {
    ...scenario,
    workload: workload.kind === 'function' ? absoluteFunction(workload, folder) : workload,
    targets: targets.map((target) => kindOf(target).withPaths(target, (path) => resolve(folder, path))),
    load: load.map((phase) => withAbsoluteFile(phase, folder)),
  };
}

const withAbsoluteFile = (phase: Phase, folder: string): Phase => ({
  ...phase,
  ...Object.fromEntries(filesOf(phase).map(({ field, file }) => [field, resolve(folder, file)])),
});

const filesOf = (phase: Phase): { field: string; file: string }[] =>
  moduleOf(phase).files.map((field) => ({ field, file: String(phase[field]) }));

function absoluteFunction(spec: FunctionWorkload, folder: string): FunctionWorkload {
  const { file, directory } = spec;
  return {
    ...spec,
    ...optional('file', file && resolve(folder, file)),
    ...optional('directory', directory && resolve(folder, directory)),
  };
}

/** What the schema cannot know: prices, and what is on this machine. */
export const problemsOf = async (scenario: Scenario): Promise<FieldProblem[]> => [
  ...unknownPrices(scenario),
  ...(await missingFiles(scenario)),
  ...(await missingFunction(scenario)),
];

/** Checks before the start that the package contains the handler and that every target has its runtime. */
async function missingFunction({ workload, targets }: Scenario): Promise<FieldProblem[]> {
  if (workload.kind !== 'function') return [];
  try {
    const { kind } = await codeOf(workload);
    if (codeKinds[kind].runsInServer) return [];
    return targets.flatMap((target, index) =>
      kindOf(target).runsOnlyNode
        ? [
            {
              path: ['targets', index, 'kind'],
              message: `${target.kind} runs functions for Node; this one is for ${kind}: remove the target, or serve the function yourself and use kind http`,
            },
          ]
        : [],
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint } = error;
    const named = workload.directory === undefined ? 'file' : 'directory';
    const path = ['workload', workload.handler === undefined ? named : 'handler'];
    return [{ path, message: hint === undefined ? message : `${message}; ${hint}` }];
  }
}

async function missingFiles({ workload, load, targets }: Scenario): Promise<FieldProblem[]> {
  const named: { path: (string | number)[]; file: string; isFolder?: true }[] = [
    ...(workload.kind === 'function' && workload.file !== undefined
      ? [{ path: ['workload', 'file'], file: workload.file }]
      : []),
    ...targets.flatMap((target, index) =>
      kindOf(target)
        .files(target)
        .map((named) => ({ ...named, path: ['targets', index, ...named.path] })),
    ),
    ...load.flatMap((phase, index) =>
      filesOf(phase).map(({ field, file }) => ({ path: ['load', index, field], file })),
    ),
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
