import type { PlatformAccount } from '../../launch/running-target.ts';
import type { Environments, Measures } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import type { Invocation } from '../../model/platform/invocation.ts';
import { peakAlive } from '../../stats/instances/lifecycle.ts';
import type { Observation } from './observation.ts';

export interface Window {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
}

/** Where no answer names its instance, nobody knows how many there were: none would be a claim. */
export function knownCounts({ requests, environments }: Measures): Environments {
  if (requests.answered === 0 || environments.list.length > 0) return environments;
  const { distinct, reused, peakAlive, peakAliveSource, ...known } = environments;
  return known;
}

/** Facts about the environments from the responses, completed with those of the platform. */
export function completeEnvironments(
  answered: Environments,
  accounts: readonly PlatformAccount[],
  requestOf: Observation['requestOf'],
  window?: Window,
): Environments {
  if (accounts.length === 0) return answered;
  const platform = platformRecords(accounts);
  return {
    ...answered,
    ...(answered.coldStartsSource === undefined && coldStartsInReports(accounts)),
    ...aliveTold(accounts, window),
    ...optional('failedInits', failedInits(accounts, window)),
    list: answered.list.map((life) => {
      const known = platform(requestOf.get(life.instanceId));
      const peakRssMb = highest(life.peakRssMb, known?.peakRssMb);
      const initMs = known?.restoreMs === undefined ? (known?.initMs ?? life.initMs) : undefined;
      const { initMs: _, ...rest } = life;
      return {
        ...rest,
        ...optional('initMs', initMs),
        ...optional('restoreMs', known?.restoreMs),
        ...optional('peakRssMb', peakRssMb),
      };
    }),
  };
}

/** Each repeat starts its own platform, so environments of two repeats are never alive together. */
function aliveTold(
  accounts: readonly PlatformAccount[],
  window?: Window,
): Partial<Pick<Environments, 'peakAlive' | 'peakAliveSource'>> {
  if (accounts.every(({ environmentEvents }) => environmentEvents.length === 0)) return {};
  const alive = Math.max(...accounts.map(({ environmentEvents }) => peakAlive(environmentEvents, window)));
  return { peakAlive: alive, peakAliveSource: 'telemetry' };
}

function failedInits(accounts: readonly PlatformAccount[], window?: Window): Environments['failedInits'] {
  const failures = accounts.flatMap(({ initReports }) => initReports ?? []);
  if (failures.length === 0) return undefined;
  const { fromEpochMs, toEpochMs } = window ?? { fromEpochMs: 0, toEpochMs: Number.POSITIVE_INFINITY };
  const within = failures.filter(({ record: { rollcall } }) => {
    return rollcall.endedAtEpochMs >= fromEpochMs && rollcall.endedAtEpochMs < toEpochMs;
  });
  const count = (status: string) => within.filter(({ record }) => record.status === status).length;
  return { timedOut: count('timeout'), failed: count('error') };
}

/** For a function whose responses do not report cold starts: successful invocations with an Init Duration or a Restore Duration, if every invocation has a line. */
function coldStartsInReports(
  accounts: readonly PlatformAccount[],
): Pick<Environments, 'coldStarts' | 'coldStartsSource'> | undefined {
  const invocations = accounts.flatMap((account) => account.invocations);
  if (invocations.length === 0 || accounts.some(({ missing = 0 }) => missing > 0)) return undefined;
  const coldStarts = invocations.filter((each) => isColdStart(each) && each.status === 'success').length;
  return { coldStarts, coldStartsSource: 'report-lines' };
}

const isColdStart = ({ initMs, restoreMs }: Invocation): boolean => initMs !== undefined || restoreMs !== undefined;

interface PlatformRecord {
  initMs?: number;
  restoreMs?: number;
  peakRssMb?: number;
}

/** Joins a request to the platform's record of its environment. */
function platformRecords(accounts: readonly PlatformAccount[]) {
  const records = new Map<string, PlatformRecord>();
  const environmentOf = new Map<string, string>();
  const record = (id: string) => records.get(id) ?? records.set(id, {}).get(id) ?? {};
  for (const { requestId, environmentId, initMs, restoreMs, maxMemoryUsedMb } of accounts.flatMap(
    (account) => account.invocations,
  )) {
    if (environmentId === undefined) continue;
    environmentOf.set(requestId, environmentId);
    const known = record(environmentId);
    Object.assign(known, optional('initMs', initMs), optional('restoreMs', restoreMs));
    Object.assign(known, optional('peakRssMb', highest(known.peakRssMb, maxMemoryUsedMb)));
  }
  for (const {
    record: { environmentId, peakRssMb },
  } of accounts.flatMap((account) => account.environmentEvents)) {
    const known = record(environmentId);
    Object.assign(known, optional('peakRssMb', highest(known.peakRssMb, peakRssMb)));
  }
  return (requestId: string | undefined): PlatformRecord | undefined =>
    records.get(environmentOf.get(requestId ?? '') ?? '');
}

const highest = (...values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
};
