import type { RunResult } from '../../model/run-result.ts';
import type { NamedRun, RunSides } from './compare-runs.ts';

/** Problems of comparing these runs, one sentence each; empty if the results show none. */
export function doubtsOf({ baseline, candidate }: RunSides): string[] {
  return [...scenarioDoubts([...baseline, ...candidate]), ...doubtsOfOneScenario({ baseline, candidate })];
}

/** The same for sides that run one scenario, of which each resolves the names of files itself. */
export function doubtsOfOneScenario({ baseline, candidate }: RunSides): string[] {
  const runs = [...baseline, ...candidate];
  return [
    ...machineDoubts(runs),
    ...targetDoubts({ baseline, candidate }),
    ...orderDoubts(baseline, candidate),
    ...verdictDoubts(runs),
  ];
}

function scenarioDoubts(runs: readonly NamedRun[]): string[] {
  const names = distinct(runs, ({ scenario }) => scenario.name);
  if (names.length > 1) return [`The runs are of different scenarios: ${names.join(', ')}.`];
  const fields = new Set(runs.flatMap(({ result }) => Object.keys(resolvedOf(result))));
  const differing = [...fields].filter(
    (field) => distinct(runs, (result) => JSON.stringify(resolvedOf(result)[field]) ?? '').length > 1,
  );
  const shown = differing.filter((field) => !['seed', 'thresholds', 'primaryMetrics', 'question'].includes(field));
  return shown.length === 0
    ? []
    : [`The scenario is not the same in all runs: ${shown.join(', ')} ${shown.length === 1 ? 'differs' : 'differ'}.`];
}

const resolvedOf = ({ scenario }: RunResult): Readonly<Record<string, unknown>> =>
  typeof scenario.resolved === 'object' && scenario.resolved !== null
    ? (scenario.resolved as Readonly<Record<string, unknown>>)
    : {};

function machineDoubts(runs: readonly NamedRun[]): string[] {
  const machines = distinct(runs, ({ machine }) => `${machine.cpus} x ${machine.cpuModel}, ${machine.kernel}`);
  const nodes = distinct(runs, ({ machine }) => machine.node);
  return [
    ...(machines.length > 1 ? [`The runs are of different machines: ${machines.join('; ')}.`] : []),
    ...(nodes.length > 1 ? [`The runs are of different versions of Node: ${nodes.join(', ')}.`] : []),
  ];
}

function targetDoubts({ baseline, candidate }: RunSides): string[] {
  const [ours, theirs] = [baseline, candidate].map((runs) => [
    ...new Set(runs.flatMap(({ result }) => result.targets.map(({ name }) => name))),
  ]);
  const lonely = [
    ...(ours ?? []).filter((name) => !theirs?.includes(name)).map((name) => `${name} (baseline only)`),
    ...(theirs ?? []).filter((name) => !ours?.includes(name)).map((name) => `${name} (candidate only)`),
  ];
  const unfinished = [...baseline, ...candidate].flatMap(({ name, result }) =>
    result.targets.filter(({ status }) => status !== 'complete').map((target) => `${target.name} in ${name}`),
  );
  return [
    ...(lonely.length > 0 ? [`Not compared, because one side does not have them: ${lonely.join(', ')}.`] : []),
    ...(unfinished.length > 0
      ? [`Left out, because they did not get through their load: ${unfinished.join(', ')}.`]
      : []),
  ];
}

function verdictDoubts(runs: readonly NamedRun[]): string[] {
  const suspect = runs.filter(({ result }) => result.verdict.status !== 'VALID');
  return suspect.length === 0
    ? []
    : [`${suspect.length} of ${runs.length} runs are not VALID: read the reasons in their reports.`];
}

/** Then whatever else changed in the meantime looks like a change of the candidate. */
function orderDoubts(baseline: readonly NamedRun[], candidate: readonly NamedRun[]): string[] {
  const [ours, theirs] = [baseline, candidate].map((runs) => runs.map(({ result }) => result.startedAtEpochMs));
  if (ours === undefined || theirs === undefined || ours.length === 0 || theirs.length === 0) return [];
  const apart = Math.max(...ours) < Math.min(...theirs) || Math.max(...theirs) < Math.min(...ours);
  if (!apart || ours.length + theirs.length < 3) return [];
  return [
    'All runs of one side were made before the first of the other: what changed on the machine in between looks like a difference of the sides. Better run them in turn.',
  ];
}

const distinct = (runs: readonly NamedRun[], of: (result: RunResult) => string): string[] => [
  ...new Set(runs.map(({ result }) => of(result))),
];
