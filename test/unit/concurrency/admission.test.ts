import { describe, expect, it } from 'vitest';
import { ConcurrencyRules, type Decision, type InvocationRequest } from '../../../src/concurrency/admission.ts';
import type { EnvironmentPool } from '../../../src/concurrency/throttle.ts';
import type { AccountLimits } from '../../../src/model/platform/lambda.ts';

const aws: AccountLimits = {
  concurrentExecutions: 1000,
  unreservedMinimum: 100,
  scaling: { burst: 1000, perMs: 10_000 },
  requestsPerSecondPerConcurrency: 10,
};

const rulesOf = (limits: Partial<AccountLimits> = {}): ConcurrencyRules =>
  new ConcurrencyRules({ ...aws, ...limits }, 0);

interface Asked {
  readonly functionName?: string;
  readonly version?: string;
  readonly idle?: readonly EnvironmentPool[];
  readonly invocation?: InvocationRequest['invocation'];
}

const arrive = (rules: ConcurrencyRules, nowMs: number, asked: Asked = {}): Decision => {
  const { functionName = 'f', version = '$LATEST', idle = [], invocation = 'synchronous' } = asked;
  return rules.arrive({ functionName, version, invocation, idle: (place) => idle.includes(place) }, nowMs);
};

/** What became of so many at once, in words and their number. */
function burst(rules: ConcurrencyRules, count: number, nowMs: number, asked: Asked = {}): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let index = 0; index < count; index += 1) {
    const decision = arrive(rules, nowMs, asked);
    const name = decision.kind === 'throttle' ? decision.reason : `${decision.kind} ${decision.place}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('a limit of 5 and a burst of 20 calls of 1 s', () => {
  it('of the account: 5 run, 15 are throttled with ConcurrentInvocationLimitExceeded, and after 1 s 5 more run warm', () => {
    const rules = rulesOf({ concurrentExecutions: 5, unreservedMinimum: 0 });
    expect(burst(rules, 20, 0)).toEqual({ 'start-new on-demand': 5, ConcurrentInvocationLimitExceeded: 15 });
    expect(burst(rules, 1, 999)).toEqual({ ConcurrentInvocationLimitExceeded: 1 });
    for (let ended = 0; ended < 5; ended += 1) rules.ended('f', '$LATEST', 'on-demand');
    expect(burst(rules, 20, 1000, { idle: ['on-demand'] })).toEqual({
      'use-idle on-demand': 5,
      ConcurrentInvocationLimitExceeded: 15,
    });
  });

  it('reserved: 5 run, 15 are throttled with ReservedFunctionConcurrentInvocationLimitExceeded, to be tried after 1 s', () => {
    const rules = rulesOf();
    expect(rules.reserve('f', 5, 0)).toEqual({ kind: 'accepted' });
    expect(burst(rules, 20, 0)).toEqual({
      'start-new on-demand': 5,
      ReservedFunctionConcurrentInvocationLimitExceeded: 15,
    });
    expect(arrive(rules, 0)).toMatchObject({ retryAfterS: 1 });
    expect(rules.inFlight('f')).toEqual({ provisioned: 0, 'on-demand': 5 });
  });
});

describe('1,000 new environments per 10 s and function', () => {
  const large = { concurrentExecutions: 100_000 };

  it('starts 1,000 of 1,500 at once, 10 more after 100 ms, and those of another function beside', () => {
    const rules = rulesOf(large);
    expect(burst(rules, 1500, 0)).toEqual({ 'start-new on-demand': 1000, ConcurrentInvocationLimitExceeded: 500 });
    expect(burst(rules, 50, 100)).toEqual({ 'start-new on-demand': 10, ConcurrentInvocationLimitExceeded: 40 });
    expect(burst(rules, 50, 100, { functionName: 'g' })).toEqual({ 'start-new on-demand': 50 });
  });

  it('is not spent by the use of an idle environment', () => {
    const rules = rulesOf(large);
    burst(rules, 600, 0, { idle: ['on-demand'] });
    expect(burst(rules, 1001, 0)).toEqual({ 'start-new on-demand': 1000, ConcurrentInvocationLimitExceeded: 1 });
  });

  it('can be set: 2 per 30 s lets 2 through, tells the third to come after 15 s, and takes nothing for it', () => {
    const rules = rulesOf({ scaling: { burst: 2, perMs: 30_000 } });
    expect(burst(rules, 2, 0)).toEqual({ 'start-new on-demand': 2 });
    expect(arrive(rules, 0)).toEqual({
      kind: 'throttle',
      reason: 'ConcurrentInvocationLimitExceeded',
      retryAfterS: 15,
    });
    expect(rules.inFlight('f')['on-demand']).toBe(2);
    expect(arrive(rules, 14_999).kind).toBe('throttle');
    expect(arrive(rules, 15_000).kind).toBe('start-new');
  });
});

describe('10 synchronous requests a second for each concurrency', () => {
  /** Short calls that never run beside each other. */
  function oneAfterAnother(
    rules: ConcurrencyRules,
    count: number,
    nowMs: number,
    asked: Asked,
  ): Record<string, number> {
    const counts: Record<string, number> = {};
    for (let index = 0; index < count; index += 1) {
      const decision = arrive(rules, nowMs, { idle: ['on-demand'], ...asked });
      const name = decision.kind === 'throttle' ? decision.reason : decision.place;
      counts[name] = (counts[name] ?? 0) + 1;
      const { functionName = 'f', version = '$LATEST' } = asked;
      if (decision.kind !== 'throttle') rules.ended(functionName, version, decision.place);
    }
    return counts;
  }

  it('of 3 reserved: 30 at once, the 31st is throttled; one more after 34 ms, 15 more after another 500 ms', () => {
    const rules = rulesOf();
    rules.reserve('f', 3, 0);
    const reason = 'ReservedFunctionInvocationRateLimitExceeded';
    expect(oneAfterAnother(rules, 40, 0, {})).toEqual({ 'on-demand': 30, [reason]: 10 });
    expect(oneAfterAnother(rules, 2, 34, {})).toEqual({ 'on-demand': 1, [reason]: 1 });
    expect(oneAfterAnother(rules, 40, 534, {})).toEqual({ 'on-demand': 15, [reason]: 25 });
  });

  it('of the 4 of the account, for all functions without reserved concurrency together: 25 of f, then 15 of g', () => {
    const rules = rulesOf({ concurrentExecutions: 4, unreservedMinimum: 0 });
    expect(oneAfterAnother(rules, 25, 0, {})).toEqual({ 'on-demand': 25 });
    expect(oneAfterAnother(rules, 20, 0, { functionName: 'g' })).toEqual({
      'on-demand': 15,
      FunctionInvocationRateLimitExceeded: 5,
    });
  });

  it('does not bind asynchronous invocations', () => {
    const rules = rulesOf();
    rules.reserve('f', 3, 0);
    expect(oneAfterAnother(rules, 100, 0, { invocation: 'asynchronous' })).toEqual({ 'on-demand': 100 });
  });

  it('is not spent by what is throttled: 100 refused for concurrency leave 27 of 30', () => {
    const rules = rulesOf();
    rules.reserve('f', 3, 0);
    expect(burst(rules, 103, 0)).toMatchObject({ ReservedFunctionConcurrentInvocationLimitExceeded: 100 });
    for (let ended = 0; ended < 3; ended += 1) rules.ended('f', '$LATEST', 'on-demand');
    expect(oneAfterAnother(rules, 40, 0, {})['on-demand']).toBe(27);
  });

  it('takes nothing from how fast the function may grow, when the rate refuses', () => {
    const rules = rulesOf({ scaling: { burst: 4, perMs: 10_000 } });
    rules.reserve('f', 3, 0);
    oneAfterAnother(rules, 30, 0, {});
    expect(burst(rules, 5, 0)).toEqual({ ReservedFunctionInvocationRateLimitExceeded: 5 });
    expect(burst(rules, 3, 1000)).toEqual({ 'start-new on-demand': 3 });
  });

  it('of 2 provisioned: 20 a second run there, "whichever happens first", the others spill over', () => {
    const rules = rulesOf();
    provisioned(rules, 2);
    const asked: Asked = { version: '1', idle: ['provisioned', 'on-demand'] };
    expect(oneAfterAnother(rules, 23, 1000, asked)).toEqual({ provisioned: 20, 'on-demand': 3 });
    expect(oneAfterAnother(rules, 23, 2000, asked)).toEqual({ provisioned: 20, 'on-demand': 3 });
  });
});

describe('provisioned concurrency of 3', () => {
  it('is warm at once: of a burst of 5 three run there and only the others start new environments', () => {
    const rules = rulesOf();
    provisioned(rules, 3);
    expect(burst(rules, 5, 1000, { version: '1', idle: ['provisioned'] })).toEqual({
      'use-idle provisioned': 3,
      'start-new on-demand': 2,
    });
    rules.ended('f', '1', 'provisioned');
    expect(burst(rules, 1, 1000, { version: '1', idle: ['provisioned'] })).toEqual({ 'use-idle provisioned': 1 });
  });

  it('is for its version only', () => {
    const rules = rulesOf();
    provisioned(rules, 3);
    expect(burst(rules, 2, 1000, { version: '$LATEST' })).toEqual({ 'start-new on-demand': 2 });
  });

  it('spills over, too, when an environment is still busy with the end of its last call', () => {
    const rules = rulesOf();
    provisioned(rules, 3);
    expect(burst(rules, 1, 1000, { version: '1', idle: [] })).toEqual({ 'start-new on-demand': 1 });
  });

  it('within 4 reserved lets 1 more run on demand, and of 2 versions the sum counts', () => {
    const rules = rulesOf();
    rules.reserve('f', 4, 0);
    provisioned(rules, 3);
    expect(rules.provision('f', '2', 2, 0).kind).toBe('refused');
    expect(burst(rules, 6, 1000, { version: '1', idle: ['provisioned'] })).toEqual({
      'use-idle provisioned': 3,
      'start-new on-demand': 1,
      ReservedFunctionConcurrentInvocationLimitExceeded: 2,
    });
  });

  it('gives back what it claimed when its init fails', () => {
    const rules = rulesOf();
    rules.provision('f', '1', 3, 0);
    expect(rules.accountLimit()).toEqual({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 997 });
    rules.provisionedDue('f', '1', 0, 0);
    expect(rules.provisionedDue('f', '1', 0, 10)).toEqual({ start: 1, stop: 0, nextAtMs: 20 });
    rules.provisionedInitFailed('f', '1');
    expect(rules.provisionedStatus('f', '1')).toMatchObject({
      status: 'FAILED',
      statusReason: 'FUNCTION_ERROR_INIT_FAILURE',
    });
    expect(rules.accountLimit().UnreservedConcurrentExecutions).toBe(1000);
  });

  it('is gone when it is deleted', () => {
    const rules = rulesOf();
    provisioned(rules, 3);
    rules.provision('f', '1', 0, 1000);
    expect(rules.provisionedStatus('f', '1')).toBeUndefined();
    expect(rules.provisionedDue('f', '1', 3, 1000)).toEqual({ start: 0, stop: 3, nextAtMs: undefined });
    expect(burst(rules, 1, 1000, { version: '1', idle: ['provisioned'] })).toEqual({ 'start-new on-demand': 1 });
  });
});

it('states the figures of the account: 1,000, and 1,000 - 300 reserved - 50 provisioned = 650 unreserved', () => {
  const rules = rulesOf();
  rules.reserve('f', 300, 0);
  rules.provision('f', '1', 100, 0);
  rules.provision('g', '1', 50, 0);
  expect(rules.accountLimit()).toEqual({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 650 });
  expect(rules.reservedOf('f')).toBe(300);
});

/** Version 1 of f has as many, initialized. */
function provisioned(rules: ConcurrencyRules, count: number): void {
  rules.provision('f', '1', count, 0);
  rules.provisionedDue('f', '1', 0, 0);
  for (let { start } = rules.provisionedDue('f', '1', 0, 10 * count); start > 0; start -= 1)
    rules.provisionedInitialized('f', '1');
}
