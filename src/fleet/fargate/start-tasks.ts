import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BucketSize, TokenBucket } from '../../concurrency/token-bucket.ts';
import { UserError } from '../../model/errors.ts';
import type { Ecs, NewTasks } from './ecs.ts';
import { capacityProblem, isOutOfCapacity } from './problem.ts';

/** Of RunTask. */
const mostInCall = 10;

export interface StartPace {
  readonly rate: BucketSize;
  /** Where there is no capacity, it is tried again after these. */
  readonly capacityPausesMs: readonly number[];
}

/**
 * Fargate starts 100 tasks of an account at once, and then 20 a second; RunTask may be called 20 times a second. Ten are kept back,
 * because a call that is delayed in transit meets the next ones: none is throttled if calls differ by up to 500 ms. So 200 tasks take 5.5 s.
 * Source: "AWS Fargate throttling quotas" (docs.aws.amazon.com/AmazonECS/latest/developerguide/throttling.html)
 */
const paceOfFargate: StartPace = { rate: { burst: 90, perMs: 4500 }, capacityPausesMs: [2000, 5000, 10_000] };

export interface StartOptions {
  readonly ecs: Ecs;
  /** What ends the start: no task is started after it. */
  readonly signal: AbortSignal;
  /** Of what was started, at once: it has to be removed. */
  started(tasks: readonly string[]): void;
  /** Default: those of Fargate. */
  readonly pace?: StartPace;
}

/**
 * Starts tasks of one kind, in parallel calls as fast as Fargate's limits allow.
 * @throws {UserError} if one of them could not be started, when all calls have ended: those that were started are known by then
 */
export async function startTasks(
  { count, ...tasks }: Omit<NewTasks, 'token'>,
  options: StartOptions,
): Promise<readonly string[]> {
  const bucket = new TokenBucket((options.pace ?? paceOfFargate).rate, performance.now());
  const calls: Promise<string[]>[] = [];
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  for (let left = count; left > 0 && !signal.aborted; left -= mostInCall) {
    const size = Math.min(left, mostInCall);
    await tokens(size, bucket, signal);
    if (signal.aborted) break;
    const call = startOnce({ ...tasks, count: size }, { ...options, signal });
    call.catch(() => failed.abort());
    calls.push(call);
  }
  const settled = await Promise.allSettled(calls);
  const failures = settled.flatMap((call) => (call.status === 'rejected' ? [call.reason as Error] : []));
  // The others were only ended by the first.
  const cause = failures.find((error) => !(error instanceof UserError && error.code === 'interrupted'));
  if (cause !== undefined) throw cause;
  if (options.signal.aborted) throw interrupted();
  return settled.flatMap((call) => (call.status === 'fulfilled' ? call.value : []));
}

async function tokens(count: number, bucket: TokenBucket, signal: AbortSignal): Promise<void> {
  for (let taken = 0; taken < count && !signal.aborted; ) {
    if (bucket.tryTake(performance.now())) taken += 1;
    else await sleep(bucket.waitMs(performance.now()), undefined, { signal }).catch(() => {});
  }
}

/** One call, and others for those that it did not start for want of capacity. */
async function startOnce(
  tasks: Omit<NewTasks, 'token'>,
  { ecs, started, signal, pace = paceOfFargate }: StartOptions,
): Promise<string[]> {
  const all: string[] = [];
  for (let tries = 0; ; tries += 1) {
    const { started: some, failures } = await callOnce(ecs, { ...tasks, count: tasks.count - all.length });
    started(some);
    all.push(...some);
    if (all.length >= tasks.count) return all;
    const reason = failures.join('; ') || 'no reason was given';
    const pauseMs = pace.capacityPausesMs[tries];
    if (!isOutOfCapacity(reason) || pauseMs === undefined) throw capacityProblem('start all tasks', ecs, reason);
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) throw interrupted();
  }
}

/** Capacity may be an error of the call, too. */
async function callOnce(ecs: Ecs, tasks: Omit<NewTasks, 'token'>) {
  try {
    return await ecs.runTasks({ ...tasks, token: randomUUID() });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'fargate-no-capacity') throw error;
    return { started: [], failures: [`Capacity is unavailable: ${error.message}`] };
  }
}

export const interrupted = (): UserError => new UserError('interrupted', 'interrupted before the run');
