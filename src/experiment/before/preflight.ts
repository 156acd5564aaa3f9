import { relative } from 'node:path';
import type { EnvironmentVariables } from '../../aws/endpoint.ts';
import type { MachineLimits } from '../../launch/meters/limits.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import { shareOf } from '../../load/segment.ts';
import { hostName, isLoopbackName } from '../../model/http/request-source.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isStarted, kindOf, ownFunctionOf, runsFunctions, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { type CostPreflight, costPreflight, type DeployedTargets } from './cost-preflight.ts';
import { forecastTarget } from './forecast.ts';
import { largestBurst, phasesOf, requestsPlanned } from './plan.ts';
import { unknownPricesOf } from './priced-function.ts';
import { requestNotes } from './request-notes.ts';

/** The plan of a run, and the limits of this machine that it would exceed. */
export interface Preflight {
  /** One line per target: the planned requests and their destination. */
  readonly plan: readonly string[];
  /** Hosts other than this machine, which need a confirmation. */
  readonly strangers: readonly string[];
  /** Costs on deployed functions. */
  readonly costs: CostPreflight;
  /** Each with an action. */
  readonly problems: readonly string[];
}

export interface Surroundings {
  /** Facts from the Lambda API; empty if it was not called. */
  readonly deployed: DeployedTargets;
  /** Of this process. It may name endpoints. */
  readonly environment: EnvironmentVariables;
}

const nothingKnown: Surroundings = { deployed: new Map(), environment: {} };

/** @param firesHere whether this machine opens the connections of the load, too */
export function preflight(
  scenario: Scenario,
  limits: MachineLimits,
  { firesHere = true, ...context }: Surroundings & { readonly firesHere?: boolean } = nothingKnown,
): Preflight {
  return {
    plan: planOf(scenario, context),
    strangers: [...new Set(scenario.targets.flatMap((target) => strangerIn(target, context)))],
    costs: costPreflight(scenario, context.deployed),
    problems: [
      ...fileProblems(scenario, limits, firesHere ? 1 : undefined),
      ...(firesHere ? portProblems(scenario, limits) : []),
      ...queueProblems(scenario, limits),
      ...memoryProblems(scenario, limits),
    ],
  };
}

/** One line per target: the planned requests and their destination. */
export const planOf = (scenario: Scenario, context: Surroundings = nothingKnown): string[] => [
  ...scenario.targets.map((target) => planLine(scenario, target, context)),
  ...requestNotes(scenario),
  ...unlikeWork(scenario),
  ...notesOf(scenario),
  ...unknownPrices(scenario, context),
];

/** A note on comparisons of different code. */
function unlikeWork({ targets }: Scenario): string[] {
  const codes = [...new Set(targets.map(codeOf))];
  if (codes.length < 2) return [];
  const names = (code: string) => targets.filter((target) => codeOf(target) === code).map(({ name }) => name);
  const sides = codes.map((code) => `${names(code).join(', ')}: ${code}`);
  return [`note: ${sides.join('; ')}. Compare them only if they do the same work`];
}

function codeOf(target: TargetSpec): string {
  if (!isStarted(target)) return 'deployed code';
  if (!runsFunctions(target)) return 'its own server';
  const { file, directory } = ownFunctionOf(target) ?? {};
  const path = file ?? directory;
  return path === undefined ? 'the workload of this file' : `its own function, ${relative('.', path) || '.'}`;
}

const notesOf = ({ targets }: Scenario): string[] =>
  targets.flatMap((target) =>
    kindOf(target)
      .notes(target)
      .map((note) => `note: ${target.name}: ${note}`),
  );

/** A forecast without prices already says so. */
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

function planLine(scenario: Scenario, target: TargetSpec, context: Surroundings): string {
  const phases = phasesOf(scenario, target);
  const requests = requestsPlanned(scenario, target);
  const seconds =
    Math.round((phases.reduce((sum, phase) => sum + moduleOf(phase).plannedMs(phase), 0) * scenario.repeats) / 100) /
    10;
  const many = Number.isFinite(requests) ? `${requests}` : `up to ${scenario.maxRequests}`;
  const where = destinationOf(target, context) ?? `this machine (${target.kind})`;
  const long = seconds > 0 ? `, for at least ${seconds} s` : '';
  return `${target.name}: ${many} requests to ${where}, in ${phases.map(({ name }) => name).join(', ')}${long}`;
}

const destinationOf = (target: TargetSpec, { deployed, environment }: Surroundings): string | undefined =>
  kindOf(target).host(target, deployed.get(target.name), environment);

function strangerIn(target: TargetSpec, context: Surroundings): string[] {
  const host = destinationOf(target, context);
  return host === undefined || isLoopbackName(hostName(host)) ? [] : [host];
}

/** File descriptors of a process besides its connections. */
const spareFiles = 100;
/** The listener, connection and pipes of an environment, and the client's connection to the function URL. */
const filesPerEnvironment = 6;

type ConnectionLimits = { readonly [Limit in 'openFiles' | 'ephemeralPorts']?: number | undefined };

/** What one of several machines that fire a load together would need for its share of the connections, and may not have. */
export const generatorProblems = (scenario: Scenario, limits: ConnectionLimits, machines: number): string[] => [
  ...fileProblems({ ...scenario, targets: [] }, limits, machines),
  ...portProblems(scenario, limits, machines),
];

/** @param machines that fire; undefined: this one does not */
function fileProblems(scenario: Scenario, { openFiles }: ConnectionLimits, machines: number | undefined): string[] {
  if (openFiles === undefined) return [];
  const needed = Math.max(
    machines === undefined ? 0 : connectionsOf(scenario, machines) + spareFiles,
    ...scenario.targets.map((target) => environmentsOf(scenario, target) * filesPerEnvironment + spareFiles),
  );
  if (needed <= openFiles) return [];
  return [
    `the run needs about ${needed} open files, but ${openFiles} are allowed: raise the limit with \`ulimit -n ${needed}\``,
  ];
}

function portProblems(scenario: Scenario, { ephemeralPorts }: ConnectionLimits, machines = 1): string[] {
  const needed = connectionsOf(scenario, machines);
  if (ephemeralPorts === undefined || needed <= ephemeralPorts) return [];
  return [
    `the run needs ${needed} connections to one address, but there are ${ephemeralPorts} ephemeral ports: widen net.ipv4.ip_local_port_range, or plan smaller bursts`,
  ];
}

/** Of the largest share: shares differ by one. */
const connectionsOf = (scenario: Scenario, machines: number): number =>
  shareOf(largestBurst(scenario), { index: 0, count: machines });

/** Warm connections are opened a few at a time. Only a cold burst opens all of them at once. */
function queueProblems(scenario: Scenario, { somaxconn }: MachineLimits): string[] {
  const load = scenario.load.filter((phase) => moduleOf(phase).connections(phase) === 'cold');
  const needed = largestBurst({ ...scenario, load });
  if (somaxconn === undefined || needed <= somaxconn || !scenario.targets.some(isStarted)) return [];
  return [
    `a cold burst of ${needed} connections exceeds the accept queue of ${somaxconn}: raise net.core.somaxconn, or use warm connections`,
  ];
}

/** An idle Node process with shared pages counted by their share; see docs/benchmarks.md. */
const leanestEnvironmentMb = 6;

function memoryProblems(scenario: Scenario, { availableMemoryMb }: MachineLimits): string[] {
  const { workload } = scenario;
  const builtinMb = workload?.kind === 'builtin' ? workload.init.memoryMb + workload.call.allocateMb : 0;
  return scenario.targets.flatMap((target) => {
    const ownMb = ownFunctionOf(target) === undefined ? builtinMb : 0;
    const environments = environmentsOf(scenario, target);
    const neededMb = environments * (leanestEnvironmentMb + ownMb);
    if (neededMb <= availableMemoryMb) return [];
    return [
      `${environments} environments of ${target.name} need at least ${Math.round(neededMb)} MB, but ${Math.round(availableMemoryMb)} MB are available: plan smaller bursts, or lower concurrencyLimit`,
    ];
  });
}

const environmentsOf = (scenario: Scenario, target: TargetSpec): number =>
  Math.min(largestBurst({ ...scenario, load: phasesOf(scenario, target) }), kindOf(target).mostEnvironments(target));
