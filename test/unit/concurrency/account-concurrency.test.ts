import { describe, expect, it } from 'vitest';
import { AccountConcurrency } from '../../../src/concurrency/account-concurrency.ts';

const account = (concurrentExecutions = 1000, unreservedMinimum = 100): AccountConcurrency =>
  new AccountConcurrency({ concurrentExecutions, unreservedMinimum });

/** How many of `wanted` start, and the answer to the first that does not. */
function start(concurrency: AccountConcurrency, functionName: string, wanted: number): [number, string | undefined] {
  for (let started = 0; started < wanted; started += 1) {
    const admission = concurrency.decide(functionName, false);
    if (admission.kind === 'throttle') return [started, admission.reason];
    concurrency.started(functionName, admission.place);
  }
  return [wanted, undefined];
}

describe('the pool of 1,000', () => {
  it('is shared by all functions: a has 700, so b gets 300, and what ends for a is there for b', () => {
    const concurrency = account();
    expect(start(concurrency, 'a', 700)).toEqual([700, undefined]);
    expect(start(concurrency, 'b', 400)).toEqual([300, 'ConcurrentInvocationLimitExceeded']);
    concurrency.ended('a', 'on-demand');
    expect(start(concurrency, 'b', 2)).toEqual([1, 'ConcurrentInvocationLimitExceeded']);
  });

  it('lacks what is reserved, used or not: with 400 for a, b gets 600, then a still its 400 and no more', () => {
    const concurrency = account();
    expect(concurrency.reserve('a', 400)).toEqual({ kind: 'accepted' });
    expect(concurrency.unreserved).toBe(600);
    expect(start(concurrency, 'b', 700)).toEqual([600, 'ConcurrentInvocationLimitExceeded']);
    expect(start(concurrency, 'a', 500)).toEqual([400, 'ReservedFunctionConcurrentInvocationLimitExceeded']);
  });

  it('lacks what is provisioned: with 400 for a (as in the guide), 600 are shared by a and b; a itself adds its 400', () => {
    const concurrency = account();
    expect(concurrency.provision('a', 400)).toEqual({ kind: 'accepted' });
    for (let used = 0; used < 400; used += 1) concurrency.started('a', 'provisioned');
    expect(start(concurrency, 'a', 350)).toEqual([350, undefined]);
    expect(start(concurrency, 'b', 350)).toEqual([250, 'ConcurrentInvocationLimitExceeded']);
    expect(concurrency.decide('a', true)).toEqual({ kind: 'admit', place: 'provisioned' });
  });

  it('counts no call of a function with reserved concurrency, also when it gets it while they run', () => {
    const concurrency = account();
    start(concurrency, 'a', 300);
    concurrency.reserve('a', 200);
    expect(start(concurrency, 'b', 1000)).toEqual([800, 'ConcurrentInvocationLimitExceeded']);
    expect(start(concurrency, 'a', 1)).toEqual([0, 'ReservedFunctionConcurrentInvocationLimitExceeded']);
    concurrency.reserve('a', undefined);
    expect(concurrency.unreserved).toBe(1000);
  });
});

describe('a function with reserved concurrency', () => {
  it('of 0 runs nothing', () => {
    const concurrency = account();
    concurrency.reserve('a', 0);
    expect(concurrency.decide('a', false)).toEqual({
      kind: 'throttle',
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      retryAfterS: 1,
    });
    expect(concurrency.unreserved).toBe(1000);
  });

  it('of 400 with 200 provisioned (as in the guide) runs 200 more on demand, and takes only 400 from the pool', () => {
    const concurrency = account();
    concurrency.reserve('a', 400);
    concurrency.provision('a', 200);
    expect(concurrency.unreserved).toBe(600);
    expect(start(concurrency, 'a', 300)).toEqual([200, 'ReservedFunctionConcurrentInvocationLimitExceeded']);
  });

  it('that is all provisioned runs nothing on demand, so $LATEST does not run at all', () => {
    const concurrency = account();
    concurrency.reserve('a', 10);
    concurrency.provision('a', 10);
    expect(start(concurrency, 'a', 1)).toEqual([0, 'ReservedFunctionConcurrentInvocationLimitExceeded']);
  });
});

describe('the minimum of 100 that stays unreserved', () => {
  it('lets 900 be reserved in all, not 901, in the words of the service', () => {
    const concurrency = account();
    expect(concurrency.reserve('a', 500).kind).toBe('accepted');
    expect(concurrency.reserve('b', 401)).toEqual({
      kind: 'refused',
      message:
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    });
    expect(concurrency.reservedOf('b')).toBeUndefined();
    expect(concurrency.reserve('b', 400).kind).toBe('accepted');
    expect(concurrency.unreserved).toBe(100);
  });

  it('holds for provisioned concurrency too: 900, not 901', () => {
    const concurrency = account();
    expect(concurrency.provision('a', 901)).toEqual({
      kind: 'refused',
      message:
        "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    });
    expect(concurrency.provision('a', 900).kind).toBe('accepted');
  });

  it('lets a new account of 10, with a minimum of 10, reserve nothing but 0', () => {
    const concurrency = account(10, 10);
    expect(concurrency.reserve('a', 1).kind).toBe('refused');
    expect(concurrency.reserve('a', 0).kind).toBe('accepted');
  });

  it('never keeps anyone from giving back: 900 to 800 to none, and 0 where even nothing reserved leaves too little', () => {
    const concurrency = account();
    concurrency.reserve('a', 900);
    expect(concurrency.reserve('a', 800).kind).toBe('accepted');
    expect(concurrency.reserve('a', undefined).kind).toBe('accepted');
    expect(account(10, 100).reserve('a', 0).kind).toBe('accepted');
  });
});

describe('reserved and provisioned together', () => {
  it('cannot be more provisioned than reserved, whichever is set last', () => {
    const concurrency = account();
    concurrency.reserve('a', 10);
    expect(concurrency.provision('a', 11)).toEqual({
      kind: 'refused',
      message:
        'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    });
    concurrency.provision('a', 8);
    expect(concurrency.reserve('a', 7).kind).toBe('refused');
    expect(concurrency.reserve('a', 8).kind).toBe('accepted');
  });
});

it('does not let more invocations end than were started', () => {
  expect(() => account().ended('a', 'on-demand')).toThrow('more invocations ended');
});
