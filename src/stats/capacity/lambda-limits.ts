import { busyEnvironments, type Demand, reservedConcurrencyFor } from './busy-environments.ts';

/** Source: AWS Lambda quotas, and "Lambda scaling behavior". */
export const lambdaQuotas = {
  accountConcurrency: 1000,
  /** New environments of one function: 1,000 per 10 s, refilled continuously. */
  scaling: { burst: 1000, perSecond: 100 },
  /** Requests per second for each unit of concurrency. */
  requestsPerConcurrency: 10,
} as const;

/** A function, and the quotas that it is under. */
export interface LimitedFunction {
  /** A warm call. */
  readonly durationMs: number;
  /** A call that waits for an init, with the init. Absent: not measured. */
  readonly coldMs?: number | undefined;
  readonly accountConcurrency: number;
  readonly reservedConcurrency?: number | undefined;
  /** Downstream connections of one environment, and how many the downstream allows. Absent: not known. */
  readonly connections?: { readonly perEnvironment: number; readonly allowed: number } | undefined;
}

/** One quota at a steady rate. */
export interface LambdaLimit {
  readonly name: 'account concurrency' | 'reserved concurrency' | 'request rate' | 'scaling rate' | 'connections';
  readonly allows: number;
  /** What the allowance counts. */
  readonly unit: 'concurrent requests' | 'requests/s' | 'environments at once' | 'connections';
  /** What the demand needs, in the same unit: of concurrency, the band and the burst. */
  readonly used: number;
  /** The steady rate at which the mean reaches it. */
  readonly reachedAtPerSecond: number;
  /** The arithmetic. */
  readonly formula: string;
}

/** Every quota whose inputs are known, the first that a growing rate reaches first; last the one of a rate that does not grow slowly. */
export function lambdaLimits(limited: LimitedFunction, demand: Demand): LambdaLimit[] {
  const { durationMs, accountConcurrency, reservedConcurrency, connections, coldMs } = limited;
  const needed = demand.perSecond === 0 ? (demand.burst ?? 0) : reservedConcurrencyFor(demand, durationMs);
  const concurrency = (name: LambdaLimit['name'], allows: number): LambdaLimit => ({
    ...{ name, allows, unit: 'concurrent requests', used: needed, formula: 'concurrency / duration' },
    reachedAtPerSecond: allows / (durationMs / 1000),
  });
  const limits = [
    concurrency('account concurrency', accountConcurrency),
    reservedConcurrency === undefined ? undefined : concurrency('reserved concurrency', reservedConcurrency),
    requestRate(Math.min(accountConcurrency, reservedConcurrency ?? accountConcurrency), demand),
    connections && connectionLimit(connections, durationMs, demand),
  ]
    .filter((limit) => limit !== undefined)
    .sort((a, b) => a.reachedAtPerSecond - b.reachedAtPerSecond);
  return coldMs === undefined ? limits : [...limits, scalingRate(coldMs, demand)];
}

/** The rate that can be sustained: `min(10 * c, c / duration)`, with the concurrency that the function may use. */
export function sustainablePerSecond({
  durationMs,
  accountConcurrency,
  reservedConcurrency,
}: Pick<LimitedFunction, 'durationMs' | 'accountConcurrency' | 'reservedConcurrency'>): number {
  const concurrency = Math.min(accountConcurrency, reservedConcurrency ?? accountConcurrency);
  return Math.min(lambdaQuotas.requestsPerConcurrency * concurrency, concurrency / (durationMs / 1000));
}

function requestRate(concurrency: number, { perSecond }: Demand): LambdaLimit {
  const allows = lambdaQuotas.requestsPerConcurrency * concurrency;
  const formula = `${lambdaQuotas.requestsPerConcurrency} * concurrency`;
  return { name: 'request rate', allows, unit: 'requests/s', used: perSecond, reachedAtPerSecond: allows, formula };
}

/**
 * A rate that begins all at once, with no warm environment: until the first cold call of `c` seconds ends, every arrival needs a new
 * environment, so `rate * c` of them, of which `1000 + 100 * c` may start.
 */
function scalingRate(coldMs: number, { perSecond, burst = 0 }: Demand): LambdaLimit {
  const coldSeconds = coldMs / 1000;
  const { burst: atOnce, perSecond: refill } = lambdaQuotas.scaling;
  const allows = atOnce + refill * coldSeconds;
  return {
    name: 'scaling rate',
    ...{ allows, unit: 'environments at once', used: perSecond * coldSeconds + burst },
    reachedAtPerSecond: Math.max(0, allows - burst) / coldSeconds,
    formula: `(${atOnce} + ${refill} * cold seconds${burst === 0 ? '' : ' - burst'}) / cold seconds, if the demand begins at once, without a warm environment`,
  };
}

/** Idle environments keep their connections, so the upper end of the band counts: `a + 3 * sqrt(a)` environments for a mean of `a`. */
function connectionLimit(
  { perEnvironment, allowed }: NonNullable<LimitedFunction['connections']>,
  durationMs: number,
  { perSecond }: Demand,
): LambdaLimit | undefined {
  if (perEnvironment <= 0) return undefined;
  const root = (Math.sqrt(9 + (4 * allowed) / perEnvironment) - 3) / 2;
  return {
    ...{ name: 'connections', allows: allowed, unit: 'connections' },
    used: busyEnvironments(perSecond, durationMs).high * perEnvironment,
    reachedAtPerSecond: root ** 2 / (durationMs / 1000),
    formula: 'mean + 3 * sqrt(mean) environments * connections of each = connections',
  };
}
