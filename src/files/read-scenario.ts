import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { moduleOf } from '../load/phase-modules.ts';
import type { Phase } from '../load/phases.ts';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { FieldProblem, Located } from '../scenario/reading/located.ts';
import type { FunctionWorkload, Scenario } from '../scenario/schema.ts';
import type { TargetSpec } from '../target-kinds/target-kinds.ts';
import { isFunctions } from './read-functions.ts';
import { nameOf, readText } from './read-text.ts';

/**
 * A scenario that is ready to run: with all defaults, absolute names of existing files, and known prices.
 * @throws {UserError} `scenario-unreadable`, `not-a-scenario` for a functions file, or `scenario-invalid` with one line for each problem.
 */
export async function readScenario(file: string, overrides: readonly string[] = []): Promise<Located<Scenario>> {
  const text = await readText(file, scenarioFile);
  if (isFunctions(text)) throw functionsInstead(file);
  return scenarioOfText(text, file, overrides);
}

/** The same for a text that was already read. */
export async function scenarioOfText(
  text: string,
  file: string,
  overrides: readonly string[],
): Promise<Located<Scenario>> {
  // Loaded only here, so that `--help` does not wait for the schema.
  const { parseLocated } = await import('../scenario/reading/parse.ts');
  const located = parseLocated(text, { file: nameOf(file), overrides, environment: process.env });
  // A pipe, also through /dev or /proc, has no folder: its file names are relative to the current directory.
  const hasPlace = !/^\/(dev|proc)\//.test(resolve(file)) && (await isFile(file));
  const scenario = withAbsoluteFiles(located.value, hasPlace ? dirname(file) : '.');
  const problems = [
    ...(await unknownPrices(scenario)),
    ...(await missingFiles(scenario)),
    ...(await missingFunction(scenario)),
  ];
  if (problems.length > 0) throw located.complaint(problems);
  return { ...located, value: scenario };
}

const functionsInstead = (file: string): UserError =>
  new UserError('not-a-scenario', `${file}: this is a functions file, not a scenario`, {
    hint: `run its functions with \`rollcall local ${file}\`; a scenario has the keys \`workload\`, \`targets\` and \`load\``,
  });

/** For messages about an unreadable scenario. */
export const scenarioFile = {
  code: 'scenario-unreadable',
  one: 'a scenario file, such as scenarios/burst-10.yaml',
  several: 'the scenario files in it, such as scenarios/*.yaml',
  mostBytes: 64 * 1024 * 1024,
};

/** File names are relative to the scenario file. */
function withAbsoluteFiles(scenario: Scenario, folder: string): Scenario {
  const { workload, load, targets } = scenario;
  return {
    ...scenario,
    workload: workload.kind === 'function' ? absoluteFunction(workload, folder) : workload,
    targets: targets.map((target) => withAbsolutePaths(target, folder)),
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

/** Checks before the start that the package contains the handler and that every target has its runtime. */
async function missingFunction({ workload, targets }: Scenario): Promise<FieldProblem[]> {
  if (workload.kind !== 'function') return [];
  const { codeOf } = await import('../launch/local/function-workload.ts');
  try {
    const { kind } = await codeOf(workload);
    if (kind === 'node') return [];
    return targets.flatMap((target, index) =>
      target.kind === 'node-server'
        ? [
            {
              path: ['targets', index, 'kind'],
              message: `node-server runs functions for Node; this one is for ${kind}: remove the target, or serve the function yourself and use kind http`,
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

function withAbsolutePaths(target: TargetSpec, folder: string): TargetSpec {
  if (target.kind === 'http' && target.tls?.ca !== undefined)
    return { ...target, tls: { ...target.tls, ca: resolve(folder, target.tls.ca) } };
  if (target.kind === 'local-lambda' && target.layers !== undefined)
    return { ...target, layers: target.layers.map((layer) => resolve(folder, layer)) };
  return target;
}

async function missingFiles({ workload, load, targets }: Scenario): Promise<FieldProblem[]> {
  const named = [
    ...(workload.kind === 'function' && workload.file !== undefined
      ? [{ path: ['workload', 'file'], file: workload.file }]
      : []),
    ...targets.flatMap((target, index) =>
      target.kind === 'http' && target.tls?.ca !== undefined
        ? [{ path: ['targets', index, 'tls', 'ca'], file: target.tls.ca }]
        : [],
    ),
    ...load.flatMap((phase, index) =>
      filesOf(phase).map(({ field, file }) => ({ path: ['load', index, field], file })),
    ),
  ];
  const problems = await Promise.all(named.map(async (one) => ((await isFile(one.file)) ? [] : [one])));
  return problems.flat().map(({ path, file }) => ({ path, message: `expected a file, but ${file} does not exist` }));
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );

/** The schema does not know the price table, and after the run it is too late to report a missing price. */
async function unknownPrices({ targets }: Scenario): Promise<FieldProblem[]> {
  const { priceTable } = await import('../billing/prices.ts');
  const { alternatives, quoted } = await import('../scenario/reading/problem.ts');
  const { nearest } = await import('../scenario/reading/nearest.ts');
  const known = [...priceTable.ec2.keys()];
  return targets.flatMap((target, index) =>
    instancesNamed(target).flatMap(({ path, type, otherwise }) => {
      if (known.includes(type)) return [];
      const near = nearest(type, known);
      const message = `expected ${alternatives(known)}${otherwise}, got ${quoted(type)}`;
      const suggestion = near === undefined ? '' : `; did you mean \`${near}\`?`;
      return [{ path: ['targets', index, ...path], message: message + suggestion }];
    }),
  );
}

function instancesNamed(target: Scenario['targets'][number]) {
  const hosting = 'hosting' in target ? target.hosting : undefined;
  const cost = 'cost' in target ? target.cost : undefined;
  const otherwise = ', or a map with `usdPerHour` and `memoryMb` as hosting';
  return [
    ...(hosting !== undefined && 'instance' in hosting
      ? [{ path: ['hosting', 'instance'], type: hosting.instance, otherwise }]
      : []),
    ...(cost?.kind === 'managed' && cost.usdPerHour === undefined
      ? [{ path: ['cost', 'instance'], type: cost.instance, otherwise: ', or any type with `usdPerHour`' }]
      : []),
  ];
}
