import { utilizationOf } from '../../billing/utilization.ts';
import type { PlatformAccount } from '../../launch/running-target.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import type { Environments, Measures } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import type { BackendStats } from '../../model/platform/programs.ts';
import type { NotMeasured, PhaseResult, TargetResult } from '../../model/run-result.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { Secrets } from '../../scenario/secrets/secrets.ts';
import { callDemands, leftOutCalls } from '../../stats/demands.ts';
import { busyShareOfLife } from '../../stats/instances/busy-share.ts';
import { isDeployed, kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { forecastTarget } from '../before/forecast.ts';
import { invocationsOf } from '../before/priced-function.ts';
import { completeEnvironments, knownCounts, type Window } from '../observe/environments.ts';
import type { Observation, ObservedPhase } from '../observe/observation.ts';
import { assembleClient } from './client.ts';
import { assembleBilling, type BilledPart } from './costs/bill.ts';
import { assembleBilledAs } from './costs/billed-as.ts';
import { assembleCosts } from './costs/month.ts';
import { assembleDemands } from './demands.ts';
import { assembleMemory, assembleResources } from './memory.ts';
import { highestOf, totalOf } from './over-repeats.ts';
import { assembleProjected, type MeasuredCalls } from './projected.ts';
import { assembleProjectedServer } from './projected-server.ts';

interface RunFacts {
  readonly scenario: Scenario;
  readonly secrets: Secrets;
  readonly startedAtEpochMs: number;
  readonly calmestLoopMs?: number | undefined;
}

/** All figures of a target. */
export function assembleTarget(seen: Observation, facts: RunFacts): TargetResult {
  const { target, repeats } = seen;
  const { scenario } = facts;
  const whole = wholeLoad(seen);
  const measures = assembleMeasures(scenario, seen, whole);
  const [needed, parts] = [measuredCalls(seen, whole, facts), seen.phases.map((phase) => partOf(seen, phase, facts))];
  const neededBy = parts.map((part) => measuredCalls(seen, part, facts));
  const projected = assembleProjected(scenario, seen, needed, neededBy);
  const missing = [...repeats.flatMap(({ notMeasured }) => notMeasured), ...unnamedIn(seen)];
  const startupMs = highestOf(repeats, (repeat) => repeat.startupMs);
  const serverCpuMs = totalOf(repeats, (repeat) => repeat.serverCpuMs);
  const memory = assembleMemory(seen, measures.environments);
  const inputs = { measures, ...needed, projected: projected.whole, serverCpuMs };
  return {
    name: target.name,
    kind: target.kind,
    ...stateOf(seen, scenario.repeats),
    ...optional('url', seen.url && facts.secrets.redactUrl(seen.url)),
    ...optional('startupMs', startupMs),
    ...optional('enforced', assembleEnforced(repeats)),
    ...optional('package', seen.package),
    ...optional('deployed', assembleDeployed(seen, facts.secrets)),
    ...optional('forecast', forecastTarget(scenario, target, seen.deployed?.function)?.forecast),
    ...optional('probe', seen.probe),
    ...measures,
    ...optional('byRequest', seen.byRequest.finish(scenario.requests?.map(({ name }) => name) ?? [])),
    phases: seen.phases.map((phase, index) => ({
      ...assemblePhase(scenario, seen, phase, parts[index] ?? whole),
      ...optional('demands', neededBy[index]?.demands),
      ...optional('projected', projected.phases[index]),
    })),
    ...optional('demands', needed.demands),
    ...optional('projected', projected.whole),
    ...optional('projectedServer', assembleProjectedServer(seen, inputs, whole.tallied)),
    ...optional('memory', memory),
    ...optional('resourceCurve', assembleResources(seen, facts.startedAtEpochMs)),
    ...optional('serverCpuMs', serverCpuMs),
    ...assembleCosts(scenario, seen, inputs),
    ...optional('billedAs', assembleBilledAs(seen, inputs, memory)),
    ...optional('downstream', assembleDownstream(seen)),
    ...optional('functionErrors', seen.functionErrors.size === 0 ? undefined : [...seen.functionErrors]),
    client: assembleClient(seen, measures.peakInFlight),
    ...optional('notMeasured', missing.length === 0 ? undefined : missing),
  };
}

const unnamedIn = ({ unnamed }: Observation): NotMeasured[] =>
  unnamed === undefined ? [] : [{ what: 'log', repeat: 0, reason: unnamed }];

function stateOf({ failure, completed, phases }: Observation, wantedRepeats: number) {
  if (failure !== undefined) return { status: 'failed', error: failure } as const;
  if (completed === wantedRepeats) return { status: 'complete' } as const;
  return { status: phases.length === 0 ? 'not-started' : 'interrupted' } as const;
}

/** The deployed function under load, and how many requests its log covers. */
function assembleDeployed({ target, deployed, accounts }: Observation, secrets: Secrets): TargetResult['deployed'] {
  if (deployed === undefined || !isDeployed(target)) return undefined;
  const { ephemeralStorageMb, logGroup, ...facts } = deployed.function;
  const troubles = [...new Set(accounts.flatMap(({ trouble }) => trouble ?? []))];
  return {
    ...facts,
    notes: deployed.notes.map((note) => secrets.redact(note)),
    reports: {
      source: target.reports,
      joined: accounts.reduce((sum, { invocations }) => sum + invocations.length, 0),
      missing: accounts.reduce((sum, { missing = 0 }) => sum + missing, 0),
      ...optional('trouble', troubles[0] && secrets.redact(troubles[0])),
    },
  };
}

const wholeLoad = (seen: Observation): MeasuredPart => ({
  tallied: seen.identified(seen.tally.finish()),
  accounts: seen.accounts,
  loadMs: timeOf(seen.phases),
  sendingMs: timeOf(seen.phases.filter(({ phase }) => moduleOf(phase).shape !== 'idle')),
  isWhole: true,
});

function partOf(seen: Observation, observed: ObservedPhase, { startedAtEpochMs }: RunFacts): MeasuredPart {
  const { startedAtMs, finishedAtMs } = observed;
  const window = { fromEpochMs: startedAtEpochMs + startedAtMs, toEpochMs: startedAtEpochMs + finishedAtMs };
  return {
    tallied: seen.identified(observed.tally.finish()),
    // Phases do not overlap, so an invocation belongs to the phase in which it began.
    accounts: seen.accounts.map((account) => within(account, window)),
    loadMs: finishedAtMs - startedAtMs,
    sendingMs: finishedAtMs - startedAtMs,
    isWhole: false,
    window,
  };
}

function assemblePhase(
  scenario: Scenario,
  seen: Observation,
  { phase, repeat, startedAtMs, finishedAtMs, schedule, warmed, bySize }: ObservedPhase,
  part: MeasuredPart,
): PhaseResult {
  const place = { name: phase.name, kind: phase.kind, repeat, startedAtMs, finishedAtMs };
  const facts = {
    ...place,
    ...optional('schedule', schedule),
    ...optional('warmed', warmed),
    ...optional('bySize', bySize),
  };
  return { ...facts, ...assembleMeasures(scenario, seen, part) };
}

function measuredCalls(seen: Observation, part: MeasuredPart, { scenario, calmestLoopMs }: RunFacts): MeasuredCalls {
  const invocations = invocationsOf(part.accounts);
  const [calls, leftOut] = [callDemands(invocations), leftOutCalls(invocations)];
  const { isWhole, tallied, loadMs } = part;
  const needs = { calls, leftOut, measures: tallied.measures, isWhole, calmestLoopMs };
  return { calls, demands: assembleDemands(scenario, seen, needs), loadMs };
}

function within(account: PlatformAccount, { fromEpochMs, toEpochMs }: Window): PlatformAccount {
  const invocations = account.invocations.filter(({ startedAtEpochMs, sentAtEpochMs }) => {
    const at = startedAtEpochMs ?? sentAtEpochMs;
    return at !== undefined && at >= fromEpochMs && at < toEpochMs;
  });
  return { ...account, invocations };
}

/** Over time; undefined if there was none. */
function throughputOf(answered: number, bytes: number, ms: number): Measures['throughput'] {
  if (ms <= 0 || answered === 0) return undefined;
  return { requestsPerSecond: (answered * 1000) / ms, bytesPerSecond: (bytes * 1000) / ms };
}

const timeOf = (phases: readonly ObservedPhase[]): number =>
  phases.reduce((total, phase) => total + phase.finishedAtMs - phase.startedAtMs, 0);

interface MeasuredPart extends BilledPart {
  /** Of the phases that send. */
  readonly sendingMs: number;
  readonly window?: Window;
}

function assembleMeasures(scenario: Scenario, seen: Observation, part: MeasuredPart): Measures {
  const { tallied, accounts, window, loadMs } = part;
  const answered = tallied.measures;
  const invocations = accounts.flatMap((account) => account.invocations);
  const events = accounts.map(({ environmentEvents }) => environmentEvents);
  return {
    ...answered,
    ...optional('busyShareOfLife', busyShareOfLife(events, window)),
    ...optional('meanInFlight', loadMs > 0 ? tallied.inFlightMs / loadMs : undefined),
    ...optional('throughput', throughputOf(answered.requests.answered, tallied.bytes, part.sendingMs)),
    environments: takenForServer(
      seen.target,
      completeEnvironments(knownCounts(answered), accounts, seen.requestOf, window),
    ),
    ...optional('billing', assembleBilling(scenario, seen, part)),
    ...optional('utilization', utilizationOf(invocations)),
  };
}

/** A URL that is not billed as a function counts as a server, unless a response says otherwise. Of a URL that says nothing, nothing is known. */
function takenForServer(target: TargetSpec, environments: Environments): Environments {
  const { isServerByDefault, coldStartsFrom } = kindOf(target);
  if (!isServerByDefault(target) || environments.coldStarts !== undefined) return environments;
  if (environments.distinct === undefined && coldStartsFrom(target) !== 'none') return environments;
  return { ...environments, coldStarts: 0, list: environments.list.map((life) => ({ ...life, coldStart: false })) };
}

/** All repeats use the same machine. */
function assembleEnforced(repeats: Observation['repeats']): TargetResult['enforced'] {
  const enforced = repeats.flatMap(({ enforced: limits }) => limits ?? [])[0];
  return enforced && { ...enforced, why: [...enforced.why] };
}

function assembleDownstream({ repeats }: Observation): TargetResult['downstream'] {
  const known = repeats.flatMap(({ downstream }) => (downstream === undefined ? [] : [downstream]));
  const [first] = known;
  if (first === undefined) return undefined;
  const services = Object.keys(first).map(
    (name) => [name, servedOver(known.flatMap((all) => all[name] ?? []))] as const,
  );
  const sum = (part: keyof Served) => services.reduce((total, [, served]) => total + served[part], 0);
  return {
    peakConnections: sum('peakConnections'),
    totalConnections: sum('totalConnections'),
    refusedConnections: sum('refusedConnections'),
    requests: sum('requests'),
    services: Object.fromEntries(services),
  };
}

type Served = NonNullable<TargetResult['downstream']>['services'][string];

function servedOver(repeats: readonly BackendStats[]): Served {
  const sum = (part: keyof BackendStats) => repeats.reduce((total, stats) => total + stats[part], 0);
  return {
    peakConnections: Math.max(...repeats.map(({ peakOpenConnections }) => peakOpenConnections)),
    totalConnections: sum('totalConnections'),
    refusedConnections: sum('refusedConnections'),
    requests: sum('requests'),
  };
}
