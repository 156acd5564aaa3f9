import type { EnvironmentPool } from '../../../src/concurrency/throttle.ts';
import type { AccountLimits, KeepAlive } from '../../../src/model/platform/lambda.ts';
import { type Random, seededRandom } from '../../../src/model/random.ts';

export interface FunctionPlan {
  readonly name: string;
  readonly reserved: number | undefined;
  readonly provisioned: number;
  readonly initMs: number;
}

/** All times are whole milliseconds, so that the arithmetic of buckets can be compared exactly. */
export type Input = { readonly atMs: number; readonly functionName: string } & (
  | {
      readonly kind: 'request';
      /** Its place among the requests. */
      readonly id: number;
      readonly durationMs: number;
      /** Its environment ends with it. */
      readonly dies: boolean;
      readonly invocation: 'synchronous' | 'asynchronous';
    }
  | { readonly kind: 'reserve'; readonly reserved: number }
  /** The idle environment that would be used next ends by itself. */
  | { readonly kind: 'kill'; readonly place: EnvironmentPool }
);

export interface Schedule {
  readonly limits: AccountLimits;
  readonly functions: readonly FunctionPlan[];
  readonly keepAlive: KeepAlive;
  readonly maxLifeMs: number;
  readonly seed: number;
  /** In the order in which they happen. */
  readonly inputs: readonly Input[];
}

/** What is seen from outside. */
export interface Outcome {
  /** For each request: `cold`, `warm`, `provisioned`, or the reason of its 429. */
  readonly fates: readonly string[];
  /** For each request: when each answer to it was given. */
  readonly answersAtMs: readonly (readonly number[])[];
  /** When each request came: environments that live, provisioned ones from their init on. */
  readonly alive: readonly number[];
  /** On-demand ones over all. */
  readonly started: number;
}

/** What happens in the same millisecond happens in this order; requests in the order of their ids. */
export const rankOf = { completion: 0, provisioned: 1, expiry: 2, reserve: 3, kill: 4, request: 5 } as const;

/** Instants in one order: by time, then by rank. */
export const stamp = (atMs: number, what: keyof typeof rankOf): number => atMs * 8 + rankOf[what];

/** Bursts, trickles and pauses longer than the keep-alive, over functions that are bound by different rules. */
export function randomSchedule(seed: number, requests: number): Schedule {
  const random = seededRandom(seed);
  const limits: AccountLimits = {
    concurrentExecutions: whole(random, 25, 45),
    unreservedMinimum: 5,
    scaling: { burst: whole(random, 4, 9), perMs: whole(random, 500, 3000) },
    requestsPerSecondPerConcurrency: whole(random, 1, 3),
  };
  const functions: FunctionPlan[] = [
    { name: 'shared', reserved: undefined, provisioned: 0, initMs: whole(random, 20, 200) },
    { name: 'shared-too', reserved: undefined, provisioned: 0, initMs: whole(random, 20, 200) },
    { name: 'reserved', reserved: whole(random, 2, 6), provisioned: 0, initMs: whole(random, 20, 200) },
    { name: 'provisioned', reserved: undefined, provisioned: whole(random, 2, 5), initMs: whole(random, 20, 200) },
    { name: 'both', reserved: 5, provisioned: whole(random, 1, 5), initMs: whole(random, 20, 200) },
    { name: 'off', reserved: 0, provisioned: 0, initMs: 50 },
  ];
  const keepAlives: KeepAlive[] = [
    { kind: 'constant', ms: whole(random, 200, 1500) },
    { kind: 'uniform', minMs: 100, maxMs: 2000 },
    { kind: 'exponential', meanMs: 800 },
    { kind: 'halving', periodMs: 400 },
  ];
  const keepAlive = keepAlives[whole(random, 0, 3)] ?? { kind: 'constant', ms: 500 };
  const inputs = randomInputs(random, functions, requests);
  return { limits, functions, keepAlive, maxLifeMs: whole(random, 3000, 9000), seed, inputs };
}

function randomInputs(random: Random, functions: readonly FunctionPlan[], requests: number): Input[] {
  const inputs: Input[] = [];
  let atMs = 0;
  let left = 0;
  for (let id = 0; id < requests; id += 1) {
    // In a burst some come in the same millisecond.
    if (left === 0) left = whole(random, 1, 300);
    else left -= 1;
    atMs += left === 0 ? whole(random, 0, 2500) : whole(random, 0, 12);
    const functionName = functions[whole(random, 0, functions.length - 1)]?.name ?? 'shared';
    if (random() < 0.01)
      inputs.push({ kind: 'reserve', atMs, functionName: 'reserved', reserved: whole(random, 1, 12) });
    if (random() < 0.02)
      inputs.push({ kind: 'kill', atMs, functionName, place: random() < 0.5 ? 'provisioned' : 'on-demand' });
    inputs.push({
      ...{
        kind: 'request',
        id,
        atMs,
        functionName,
        durationMs: random() < 0.1 ? whole(random, 0, 2000) : whole(random, 0, 60),
      },
      ...{ dies: random() < 0.05, invocation: random() < 0.2 ? 'asynchronous' : 'synchronous' },
    });
  }
  return inputs.sort((a, b) => stamp(a.atMs, a.kind) - stamp(b.atMs, b.kind));
}

/** From `from` to `to`, both included. */
const whole = (random: Random, from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
