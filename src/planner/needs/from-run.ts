import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { Figure } from '../../model/plan/figure.ts';
import type { CallNeeds, CallSpread } from '../../model/plan/needs.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import type { Demands, Distribution } from '../../model/schema/demands.ts';
import { statusOfTarget } from '../../model/verdict.ts';
import { callDurations } from '../../stats/capacity/call-durations.ts';
import { type Answered, answeredOf, memoryOf, memoryOfServer, processNotes } from './measured-memory.ts';

export interface MeasuredNeeds {
  readonly function?: CallNeeds;
  readonly server?: CallNeeds;
  /** What was divided, and what is not known. */
  readonly notes?: readonly string[];
}

interface FromRun {
  /** In messages. */
  readonly directory: string;
  /** Names of targets. Absent: the only one of its side. */
  readonly function?: string | undefined;
  readonly server?: string | undefined;
}

/**
 * What a run measured of its calls, on CPUs of the platform.
 * @throws {UserError} `run-invalid`; `plan-invalid` if a target is unknown, ambiguous, or none measured its calls.
 */
export function needsOfRun(result: RunResult, named: FromRun): MeasuredNeeds {
  const functions = result.targets.filter(isFunction);
  const servers = result.targets.filter((target) => target.projectedServer !== undefined);
  const one = chosen(result, functions, { ...named, key: 'function', name: named.function });
  const other = chosen(result, servers, { ...named, key: 'server', name: named.server });
  if (one === undefined && other === undefined)
    throw new UserError('plan-invalid', `${named.directory}: no target of the run measured the CPU of its calls`, {
      hint: 'measure a `local-lambda` or a `server` target, or state `calls.cpu` and `calls.wait`',
    });
  const source = ({ name }: TargetResult) => `${named.directory}, target ${name}${doubtsOf(result, name)}`;
  return {
    ...optional('function', one && { ...functionNeeds(one), source: source(one) }),
    ...optional('server', other && { ...serverNeeds(other), source: source(other) }),
    notes: other === undefined ? [] : processNotes(other),
  };
}

/** ` (SUSPECT: host-saturated, late-sends)` */
function doubtsOf(result: RunResult, name: string): string {
  if (statusOfTarget(result, name) !== 'SUSPECT') return '';
  const reasons = result.verdict.reasons.filter(({ target }) => target === undefined || target === name);
  return ` (SUSPECT: ${[...new Set(reasons.map(({ code }) => code))].join(', ')})`;
}

const isFunction = (target: TargetResult): boolean =>
  target.projected !== undefined || (target.costs?.calls !== undefined && callDurations(target) !== undefined);

interface Choice extends FromRun {
  readonly key: 'function' | 'server';
  readonly name: string | undefined;
}

function chosen(
  result: RunResult,
  fit: readonly TargetResult[],
  { directory, key, name }: Choice,
): TargetResult | undefined {
  const names = fit.map((target) => target.name).join(', ');
  const target = name === undefined ? fit[0] : fit.find((each) => each.name === name);
  if (name !== undefined && target === undefined)
    throw new UserError(
      'plan-invalid',
      `calls.${key}: ${directory} has no ${key} "${name}" whose calls were measured`,
      {
        hint: fit.length === 0 ? `no ${key} of the run was measured` : `measured: ${names}`,
      },
    );
  if (name === undefined && fit.length > 1)
    throw new UserError('plan-invalid', `calls.${key}: ${directory} measured several; name one of ${names}`, {
      hint: `such as \`calls: { ${key}: ${fit[0]?.name} }\` in the file, or \`--set calls.${key}=${fit[0]?.name}\``,
    });
  if (target !== undefined) refuseInvalid(result, target.name, directory);
  return target;
}

function refuseInvalid(result: RunResult, name: string, directory: string): void {
  if (statusOfTarget(result, name) !== 'INVALID') return;
  const reasons = result.verdict.reasons.filter(
    ({ status, target }) => status === 'INVALID' && (target === undefined || target === name),
  );
  throw new UserError('run-invalid', `${directory}: target ${name} is INVALID, so nothing can be planned with it`, {
    hint: reasons.map(({ message, advice }) => `${message}: ${advice}`).join('\n  '),
  });
}

function functionNeeds({ demands, ...target }: TargetResult): Omit<CallNeeds, 'source'> {
  const durations = callDurations({ demands, ...target });
  const memoryMb = target.deployed?.memoryMb;
  const call = demands?.warm ?? demands?.call;
  if (demands === undefined || call?.waitMs === undefined)
    return durations === undefined || memoryMb === undefined
      ? {}
      : { callMs: { ms: { value: durations.warm.ms, basis: 'measured' }, memoryMb } };
  const scale = scaleOf(demands);
  const hidden = (demands.hiddenWaitShare ?? 0) * (call.cpuMs.mean * scale + call.waitMs.mean);
  const { waitMs: initWait, cpuMs: initCpu } = demands.init ?? {};
  return {
    cpuMs: measured(call.cpuMs, scale),
    waitMs: measured(call.waitMs, 1, hidden),
    ...optional('spread', spreadOf(target)),
    ...optional('initCpuMs', initCpu && measured(initCpu, scale)),
    ...optional('initWaitMs', initWait && measured(initWait)),
    ...memoryOf(demands),
    ...optional('connections', connectionsOf(target)),
  };
}

/** A server's own figures are of its whole process tree, so there is no interval of single calls. */
function serverNeeds(target: TargetResult): Omit<CallNeeds, 'source'> {
  const { projectedServer, peakInFlight } = target;
  const { cpuMsPerCall = 0, latency } = projectedServer ?? {};
  // Each of the others in flight computes once before a call goes on, at most.
  const queuedMs = Math.max(0, peakInFlight - 1) * cpuMsPerCall;
  const wait = latency && {
    // An upper bound is more than what was measured.
    ...({
      value: latency.waitMsPerCall,
      basis: latency.basis === 'upper-bound' ? 'extrapolated' : 'measured',
    } as const),
    ...(latency.basis === 'upper-bound' && {
      low: Math.max(0, latency.waitMsPerCall - queuedMs),
      high: latency.waitMsPerCall,
    }),
  };
  return {
    cpuMs: { value: cpuMsPerCall, basis: 'measured' },
    ...optional('waitMs', wait),
    ...memoryOfServer(target),
    ...optional('connections', connectionsOf(target)),
  };
}

/** CPU time of the platform per CPU time measured here. */
const scaleOf = ({ cpuSpeed, reference }: Demands): number => cpuSpeed / (reference?.factor ?? 1);

/** 95% of a normal distribution. */
const deviations = 1.96;

/** With the 95% interval of the mean. `hiddenMs`: how much higher the upper end may be. */
function measured({ mean, deviation, count }: Distribution, scale = 1, hiddenMs = 0): Figure {
  const value = mean * scale;
  if (deviation === undefined) return { value, basis: 'measured' };
  const half = (deviations * deviation * scale) / Math.sqrt(count);
  return { value, low: Math.max(0, value - half), high: value + half + hiddenMs, basis: 'measured' };
}

function spreadOf({ projected }: Pick<TargetResult, 'projected'>): CallSpread | undefined {
  const { mean, p50, p90, p99, max } = projected?.warm?.latencyMs ?? {};
  if (mean === undefined || p50 === undefined || max === undefined || mean === 0) return undefined;
  const of = (ms: number | undefined) => ms && ms / mean;
  return { p50: p50 / mean, ...optional('p90', of(p90)), ...optional('p99', of(p99)), max: max / mean };
}

/** Connections per process: the peak of all connections, divided by the processes that answered and were alive at once. */
function connectionsOf({ downstream, ...target }: Answered & Pick<TargetResult, 'downstream'>): Figure | undefined {
  const answered = answeredOf(target);
  if (downstream === undefined || answered === undefined) return undefined;
  return { value: downstream.peakConnections / answered, basis: 'measured' };
}
