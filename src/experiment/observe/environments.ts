import type { PlatformAccount } from '../../launch/running-target.ts';
import type { Environments } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import { peakAlive } from '../../stats/lifecycle.ts';
import type { Observation } from './observation.ts';

export interface Window {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
}

/** What the answers told of the environments, completed by what the platform told. */
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
      return { ...life, ...optional('initMs', known?.initMs ?? life.initMs), ...optional('peakRssMb', peakRssMb) };
    }),
  };
}

/** A repeat is a platform of its own: its environments never meet those of another. */
function aliveTold(
  accounts: readonly PlatformAccount[],
  window?: Window,
): Partial<Pick<Environments, 'peakAlive' | 'peakAliveSource'>> {
  if (accounts.every(({ environmentEvents }) => environmentEvents.length === 0)) return {};
  const alive = Math.max(...accounts.map(({ environmentEvents }) => peakAlive(environmentEvents, window)));
  return { peakAlive: alive, peakAliveSource: 'telemetry' };
}

function failedInits(accounts: readonly PlatformAccount[], window?: Window): Environments['failedInits'] {
  const told = accounts.flatMap(({ initReports }) => initReports ?? []);
  if (told.length === 0) return undefined;
  const { fromEpochMs, toEpochMs } = window ?? { fromEpochMs: 0, toEpochMs: Number.POSITIVE_INFINITY };
  const within = told.filter(({ record: { rollcall } }) => {
    return rollcall.endedAtEpochMs >= fromEpochMs && rollcall.endedAtEpochMs < toEpochMs;
  });
  const count = (status: string) => within.filter(({ record }) => record.status === status).length;
  return { timedOut: count('timeout'), failed: count('error') };
}

/** Of a function whose answers say nothing of cold starts: calls with an Init Duration that succeeded, if there is a line for each call. */
function coldStartsInReports(
  accounts: readonly PlatformAccount[],
): Pick<Environments, 'coldStarts' | 'coldStartsSource'> | undefined {
  const invocations = accounts.flatMap((account) => account.invocations);
  if (invocations.length === 0 || accounts.some(({ missing = 0 }) => missing > 0)) return undefined;
  const coldStarts = invocations.filter(({ initMs, status }) => initMs !== undefined && status === 'success').length;
  return { coldStarts, coldStartsSource: 'report-lines' };
}

interface PlatformRecord {
  initMs?: number;
  peakRssMb?: number;
}

/** From a request to what the platform knows of the environment that took it. */
function platformRecords(accounts: readonly PlatformAccount[]) {
  const records = new Map<string, PlatformRecord>();
  const environmentOf = new Map<string, string>();
  const record = (id: string) => records.get(id) ?? records.set(id, {}).get(id) ?? {};
  for (const { requestId, environmentId, initMs, maxMemoryUsedMb } of accounts.flatMap(
    (account) => account.invocations,
  )) {
    if (environmentId === undefined) continue;
    environmentOf.set(requestId, environmentId);
    const known = record(environmentId);
    Object.assign(known, optional('initMs', initMs), optional('peakRssMb', highest(known.peakRssMb, maxMemoryUsedMb)));
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
