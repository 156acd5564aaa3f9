import type { EnvironmentVariables } from '../../aws/endpoint.ts';
import type { MachineLimits } from '../../launch/meters/limits.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isStarted, kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { type CostPreflight, costPreflight, type DeployedTargets } from './cost-preflight.ts';
import { forecastTarget } from './forecast.ts';
import { largestBurst, phasesOf, requestsPlanned } from './plan.ts';
import { unknownPricesOf } from './priced-function.ts';

/** What a run is about to do, and what of it this machine will not bear. */
export interface Preflight {
  /** One line per target: what is sent, to where. */
  readonly plan: readonly string[];
  /** Hosts of others: nobody should burst at a stranger by a typo. */
  readonly strangers: readonly string[];
  /** Of deployed functions. */
  readonly costs: CostPreflight;
  /** Each with what to do. */
  readonly problems: readonly string[];
}

export interface Surroundings {
  /** What the Lambda API told; empty where it was not asked. */
  readonly deployed: DeployedTargets;
  /** Of this process: endpoints may be named there. */
  readonly environment: EnvironmentVariables;
}

const nothingKnown: Surroundings = { deployed: new Map(), environment: {} };

export function preflight(scenario: Scenario, limits: MachineLimits, around: Surroundings = nothingKnown): Preflight {
  return {
    plan: planOf(scenario, around),
    strangers: [...new Set(scenario.targets.flatMap((target) => strangerIn(target, around)))],
    costs: costPreflight(scenario, around.deployed),
    problems: [
      ...fileProblems(scenario, limits),
      ...portProblems(scenario, limits),
      ...queueProblems(scenario, limits),
      ...memoryProblems(scenario, limits),
    ],
  };
}

/** One line per target: what is sent, to where. */
export const planOf = (scenario: Scenario, around: Surroundings = nothingKnown): string[] => [
  ...scenario.targets.map((target) => planLine(scenario, target, around)),
  ...unlikeWork(scenario),
  ...notesOf(scenario),
  ...unknownPrices(scenario, around),
];

/** What a comparison rests on where the one side runs what is deployed, and the other the workload of the file. */
function unlikeWork({ targets }: Scenario): string[] {
  const deployed = targets.filter((target) => !isStarted(target));
  const ours = targets.filter(isStarted);
  if (deployed.length === 0 || ours.length === 0) return [];
  const names = (of: readonly TargetSpec[]) => of.map(({ name }) => name).join(', ');
  return [
    `note: ${names(deployed)}: whatever is deployed; ${names(ours)}: the workload of this file. Compare them only if both do the same`,
  ];
}

const notesOf = ({ targets }: Scenario): string[] =>
  targets.flatMap((target) =>
    kindOf(target)
      .notes(target)
      .map((note) => `note: ${target.name}: ${note}`),
  );

/** Where a forecast has no prices either, it says so itself. */
const unknownPrices = (scenario: Scenario, { deployed }: Surroundings): string[] =>
  scenario.targets
    .filter((target) => {
      const forecast = forecastTarget(scenario, target, deployed.get(target.name)?.function);
      return forecast === undefined || !('unknown' in forecast.sheet);
    })
    .flatMap((target) =>
      unknownPricesOf(scenario, target, deployed.get(target.name)?.function).map(
        (sentence) => `note: ${target.name}: ${sentence}`,
      ),
    );

function planLine(scenario: Scenario, target: TargetSpec, around: Surroundings): string {
  const phases = phasesOf(scenario, target);
  const requests = requestsPlanned(scenario, target);
  const seconds =
    Math.round((phases.reduce((sum, phase) => sum + moduleOf(phase).plannedMs(phase), 0) * scenario.repeats) / 100) /
    10;
  const many = Number.isFinite(requests) ? `${requests}` : `up to ${scenario.maxRequests}`;
  const where = destinationOf(target, around) ?? `this machine (${target.kind})`;
  const long = seconds > 0 ? `, for at least ${seconds} s` : '';
  return `${target.name}: ${many} requests to ${where}, in ${phases.map(({ name }) => name).join(', ')}${long}`;
}

const destinationOf = (target: TargetSpec, { deployed, environment }: Surroundings): string | undefined =>
  kindOf(target).host(target, deployed.get(target.name), environment);

function strangerIn(target: TargetSpec, around: Surroundings): string[] {
  const host = destinationOf(target, around);
  return host === undefined || isThisMachine(host) ? [] : [host];
}

/** 127.0.0.0/8, ::1 and localhost; every other host is somebody's. */
const isThisMachine = (host: string): boolean =>
  /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);

/** What a process needs besides its connections. */
const spareFiles = 100;
/** The supervisor's door, connection and pipes of an environment, and the client's connection to the function URL. */
const filesPerEnvironment = 6;

function fileProblems(scenario: Scenario, { openFiles }: MachineLimits): string[] {
  if (openFiles === undefined) return [];
  const needed = Math.max(
    largestBurst(scenario) + spareFiles,
    ...scenario.targets.map((target) => environmentsOf(scenario, target) * filesPerEnvironment + spareFiles),
  );
  if (needed <= openFiles) return [];
  return [
    `about ${needed} open files are needed, ${openFiles} are allowed: raise the limit with \`ulimit -n ${needed}\``,
  ];
}

function portProblems(scenario: Scenario, { ephemeralPorts }: MachineLimits): string[] {
  const needed = largestBurst(scenario);
  if (ephemeralPorts === undefined || needed <= ephemeralPorts) return [];
  return [
    `${needed} connections to one address are needed, there are ${ephemeralPorts} ephemeral ports: widen net.ipv4.ip_local_port_range, or plan smaller bursts`,
  ];
}

/** Warm connections are opened a few at a time; only those of a cold burst all come at once. */
function queueProblems(scenario: Scenario, { somaxconn }: MachineLimits): string[] {
  const load = scenario.load.filter((phase) => moduleOf(phase).connections(phase) === 'cold');
  const needed = largestBurst({ ...scenario, load });
  if (somaxconn === undefined || needed <= somaxconn || !scenario.targets.some(isStarted)) return [];
  return [
    `a cold burst of ${needed} connections is more than an accept queue of ${somaxconn} takes: raise net.core.somaxconn, or use warm connections`,
  ];
}

/** An idle Node process with shared pages counted by their share; see docs/benchmarks.md. */
const leanestEnvironmentMb = 6;

function memoryProblems(scenario: Scenario, { availableMemoryMb }: MachineLimits): string[] {
  const { workload } = scenario;
  const ownMb = workload.kind === 'builtin' ? workload.init.memoryMb + workload.call.allocateMb : 0;
  return scenario.targets.flatMap((target) => {
    const environments = environmentsOf(scenario, target);
    const neededMb = environments * (leanestEnvironmentMb + ownMb);
    if (neededMb <= availableMemoryMb) return [];
    return [
      `${environments} environments of ${target.name} need at least ${Math.round(neededMb)} MB, ${Math.round(availableMemoryMb)} MB are available: plan smaller bursts, or lower concurrencyLimit`,
    ];
  });
}

const environmentsOf = (scenario: Scenario, target: TargetSpec): number =>
  Math.min(largestBurst({ ...scenario, load: phasesOf(scenario, target) }), kindOf(target).mostEnvironments(target));
