import type { KeepAlive } from '../../../src/model/platform/lambda.ts';
import { type Random, seededRandom } from '../../../src/model/random.ts';
import { type FunctionPlan, type Input, type Outcome, type Schedule, stamp } from './schedule.ts';

type Request = Extract<Input, { kind: 'request' }>;

/** An invocation that was admitted. */
interface Run {
  readonly id: number;
  readonly atMs: number;
  readonly endsAtMs: number;
  readonly synchronous: boolean;
  readonly where: 'cold' | 'warm' | 'provisioned';
}

interface Environment {
  readonly startedAtMs: number;
  readonly keepAliveMs: number;
  readonly runs: Run[];
  endStamp: number;
}

/** All that has happened to one function. Nothing in it is ever taken back or summed up. */
interface Past {
  readonly plan: FunctionPlan;
  readonly random: Random;
  readonly environments: Environment[];
  readonly runs: Run[];
  /** Stamps at which provisioned environments ended. */
  readonly provisionedEnds: number[];
  readonly reservedSettings: { readonly atMs: number; readonly reserved: number }[];
}

/** Fixed by what AWS says: 6,000 a minute. */
const provisionedEveryMs = 10;

/**
 * The same rules, told once more: nothing is counted up or down, every number is worked out from the whole past whenever it
 * is asked for.
 */
export function referenceOutcome(schedule: Schedule): Outcome {
  const { limits } = schedule;
  const pasts = schedule.functions.map((plan, index): Past => {
    const reservedSettings = plan.reserved === undefined ? [] : [{ atMs: 0, reserved: plan.reserved }];
    const random = seededRandom(schedule.seed + index);
    return { plan, random, environments: [], runs: [], provisionedEnds: [], reservedSettings };
  });
  const unreserved = (): number =>
    limits.concurrentExecutions - total(pasts, (past) => reservedOf(past) ?? past.plan.provisioned);
  const outcome = { fates: [] as string[], answersAtMs: [] as number[][], alive: [] as number[] };

  const usable = (past: Past, atMs: number, now: number): Environment | undefined =>
    past.environments
      .filter((each) => isIdle(each, now) && atMs < endOfIdling(each, schedule.maxLifeMs))
      .sort(byLastUse)
      .at(-1);

  const rateHasRoom = (past: Past, atMs: number): boolean => {
    const perConcurrency = limits.requestsPerSecondPerConcurrency;
    if (reservedOf(past) !== undefined)
      return roomInBucket(
        1000,
        [
          ...past.reservedSettings.map((each) => ({ atMs: each.atMs, size: each.reserved * perConcurrency })),
          ...past.runs.filter((run) => run.synchronous),
        ],
        atMs,
      );
    const sharing = pasts.filter((each) => reservedOf(each) === undefined);
    const runs = sharing.flatMap((each) => each.runs.filter((run) => run.synchronous));
    return roomInBucket(1000, [{ atMs: 0, size: limits.concurrentExecutions * perConcurrency }, ...runs], atMs);
  };

  const fateOf = (past: Past, request: Request, now: number): string => {
    const { atMs } = request;
    const synchronous = request.invocation === 'synchronous';
    if (provisionedHasRoom(past, synchronous, limits.requestsPerSecondPerConcurrency, atMs, now))
      return synchronous && !rateHasRoom(past, atMs) ? rateReason(past) : 'provisioned';
    const reserved = reservedOf(past);
    if (reserved !== undefined && onDemand(past, now) >= reserved - past.plan.provisioned)
      return 'ReservedFunctionConcurrentInvocationLimitExceeded';
    const sharing = pasts.filter((each) => reservedOf(each) === undefined);
    if (reserved === undefined && total(sharing, (each) => onDemand(each, now)) >= unreserved())
      return 'ConcurrentInvocationLimitExceeded';
    if (synchronous && !rateHasRoom(past, atMs)) return rateReason(past);
    if (usable(past, atMs, now) !== undefined) return 'warm';
    const { burst, perMs } = limits.scaling;
    const starts = past.runs.filter(({ where }) => where === 'cold');
    return roomInBucket(perMs, [{ atMs: 0, size: burst }, ...starts], atMs)
      ? 'cold'
      : 'ConcurrentInvocationLimitExceeded';
  };

  const admit = (past: Past, request: Request, where: Run['where'], now: number): number => {
    const { atMs, id } = request;
    const endsAtMs = atMs + request.durationMs + (where === 'cold' ? past.plan.initMs : 0);
    const run: Run = { id, atMs, endsAtMs, synchronous: request.invocation === 'synchronous', where };
    const diesAt = request.dies ? stamp(endsAtMs, 'completion') : Number.POSITIVE_INFINITY;
    if (where === 'provisioned' && request.dies) past.provisionedEnds.push(diesAt);
    const warm = where === 'warm' ? usable(past, atMs, now) : undefined;
    if (where === 'cold') {
      const keepAliveMs = drawn(schedule.keepAlive, past.random);
      past.environments.push({ startedAtMs: atMs, keepAliveMs, runs: [run], endStamp: diesAt });
    }
    warm?.runs.push(run);
    if (warm !== undefined) warm.endStamp = diesAt;
    past.runs.push(run);
    return endsAtMs;
  };

  for (const input of schedule.inputs) {
    const past = pasts.find(({ plan }) => plan.name === input.functionName);
    if (past === undefined) throw new Error(`no function ${input.functionName}`);
    const now = stamp(input.atMs, input.kind);
    if (input.kind === 'reserve') {
      const more = input.reserved - (reservedOf(past) ?? 0);
      const possible = more <= 0 || unreserved() - more >= limits.unreservedMinimum;
      if (possible) past.reservedSettings.push({ atMs: input.atMs, reserved: input.reserved });
    } else if (input.kind === 'kill') {
      const environment = usable(past, input.atMs, now);
      if (input.place === 'on-demand' && environment !== undefined) environment.endStamp = now;
      if (input.place === 'provisioned' && initialized(past, now) > running(past, now, 'provisioned'))
        past.provisionedEnds.push(now);
    } else {
      const living = (each: Past): number =>
        each.environments.filter((one) => isAlive(one, input.atMs, now, schedule.maxLifeMs)).length;
      outcome.alive.push(total(pasts, (each) => living(each) + initialized(each, now)));
      const fate = fateOf(past, input, now);
      outcome.fates[input.id] = fate;
      const admitted = fate === 'cold' || fate === 'warm' || fate === 'provisioned';
      outcome.answersAtMs[input.id] = [admitted ? admit(past, input, fate, now) : input.atMs];
    }
  }
  return { ...outcome, started: total(pasts, ({ environments }) => environments.length) };
}

const reservedOf = ({ reservedSettings }: Past): number | undefined => reservedSettings.at(-1)?.reserved;

const rateReason = (past: Past): string =>
  reservedOf(past) === undefined
    ? 'FunctionInvocationRateLimitExceeded'
    : 'ReservedFunctionInvocationRateLimitExceeded';

const running = ({ runs }: Past, now: number, ...places: Run['where'][]): number =>
  runs.filter(({ where, endsAtMs }) => places.includes(where) && stamp(endsAtMs, 'completion') > now).length;

const onDemand = (past: Past, now: number): number => running(past, now, 'cold', 'warm');

const lastRun = ({ runs }: Environment): Run =>
  runs.at(-1) ?? { id: -1, atMs: 0, endsAtMs: 0, synchronous: true, where: 'cold' };

const isBusy = (environment: Environment, now: number): boolean =>
  stamp(lastRun(environment).endsAtMs, 'completion') > now;

const isIdle = (environment: Environment, now: number): boolean =>
  environment.endStamp > now && !isBusy(environment, now);

const endOfIdling = (environment: Environment, maxLifeMs: number): number =>
  Math.min(lastRun(environment).endsAtMs + environment.keepAliveMs, environment.startedAtMs + maxLifeMs);

const isAlive = (environment: Environment, atMs: number, now: number, maxLifeMs: number): boolean =>
  environment.endStamp > now && (isBusy(environment, now) || atMs < endOfIdling(environment, maxLifeMs));

const byLastUse = (a: Environment, b: Environment): number =>
  lastRun(a).endsAtMs - lastRun(b).endsAtMs || lastRun(a).id - lastRun(b).id;

/** One after another: each is started 10 ms after it was missed, or after the one before it. */
function initStamps({ plan, provisionedEnds }: Past): number[] {
  const missedAtMs = [
    ...Array.from({ length: plan.provisioned }, () => 0),
    ...provisionedEnds.map((end) => Math.floor(end / 8)).sort((a, b) => a - b),
  ];
  let startedAtMs = 0;
  return missedAtMs.map((atMs) => {
    startedAtMs = Math.max(startedAtMs, atMs) + provisionedEveryMs;
    return stamp(startedAtMs + plan.initMs, 'provisioned');
  });
}

function initialized(past: Past, now: number): number {
  return (
    initStamps(past).filter((init) => init <= now).length - past.provisionedEnds.filter((end) => end <= now).length
  );
}

function provisionedHasRoom(
  past: Past,
  synchronous: boolean,
  perConcurrency: number,
  atMs: number,
  now: number,
): boolean {
  const { provisioned } = past.plan;
  const ready =
    provisioned > 0 && initStamps(past).some((init) => init <= now && initialized(past, init) >= provisioned);
  if (!ready || initialized(past, now) <= running(past, now, 'provisioned')) return false;
  const runs = past.runs.filter((run) => run.synchronous && run.where === 'provisioned');
  return !synchronous || roomInBucket(1000, [{ atMs: 0, size: provisioned * perConcurrency }, ...runs], atMs);
}

/**
 * Replays a bucket from its beginning, in whole parts: a token has `perMs` of them, `size` come back every millisecond. An
 * event without a size takes one token.
 */
function roomInBucket(
  perMs: number,
  events: readonly { readonly atMs: number; readonly size?: number }[],
  nowMs: number,
): boolean {
  let size = 0;
  let parts = 0;
  let lastMs = 0;
  // Stable: a setting comes before the requests of its millisecond, as it stands before them.
  for (const event of [...events].sort((a, b) => a.atMs - b.atMs)) {
    parts = Math.min(size * perMs, parts + (event.atMs - lastMs) * size);
    lastMs = event.atMs;
    if (event.size === undefined) parts -= perMs;
    else {
      const missing = size * perMs - parts;
      size = event.size;
      parts = size * perMs - Math.min(missing, size * perMs);
    }
  }
  return Math.min(size * perMs, parts + (nowMs - lastMs) * size) >= perMs;
}

function drawn(keepAlive: KeepAlive, random: Random): number {
  if (keepAlive.kind === 'constant') return keepAlive.ms;
  const u = random();
  if (keepAlive.kind === 'halving') {
    let periods = 1;
    while (u >= 1 - 2 ** -periods) periods += 1;
    return periods * keepAlive.periodMs;
  }
  return keepAlive.kind === 'uniform'
    ? keepAlive.minMs + u * (keepAlive.maxMs - keepAlive.minMs)
    : -keepAlive.meanMs * Math.log(1 - u);
}

const total = <T>(all: readonly T[], of: (each: T) => number): number => all.reduce((sum, each) => sum + of(each), 0);
