import { expect, it } from 'vitest';
import { ConcurrencyRules } from '../../../../src/concurrency/admission.ts';
import { seededRandom } from '../../../../src/model/random.ts';
import { FunctionGate, type GateLimits, verdicts } from '../../../../src/simulator/environments/function-gate.ts';

const account = {
  concurrentExecutions: 40,
  unreservedMinimum: 10,
  scaling: { burst: 12, perMs: 200 },
  requestsPerSecondPerConcurrency: 10,
};

const settings: readonly (readonly [string, GateLimits])[] = [
  ['no share of its own', { account }],
  ['reserved concurrency', { account, reservedConcurrency: 15 }],
  ['provisioned concurrency', { account, provisionedConcurrency: 8 }],
  ['provisioned within reserved concurrency', { account, reservedConcurrency: 20, provisionedConcurrency: 8 }],
  ['all reserved is provisioned', { account, reservedConcurrency: 8, provisionedConcurrency: 8 }],
  ['none reserved', { account, reservedConcurrency: 0 }],
];

const [functionName, version] = ['function', '1'];

/** ConcurrencyRules with all provisioned environments in service at 0. */
function rulesOf({ reservedConcurrency, provisionedConcurrency = 0 }: GateLimits): ConcurrencyRules {
  const rules = new ConcurrencyRules(account, 0, { provisionedFillRate: { burst: 1e9, perMs: 1e-3 } });
  if (reservedConcurrency !== undefined) rules.reserve(functionName, reservedConcurrency, 0);
  if (provisionedConcurrency === 0) return rules;
  rules.provision(functionName, version, provisionedConcurrency, 0);
  rules.provisionedDue(functionName, version, 0, 0);
  const { start } = rules.provisionedDue(functionName, version, 0, 1e-3);
  for (let started = 0; started < start; started += 1) rules.provisionedInitialized(functionName, version);
  expect(rules.provisionedStatus(functionName, version)?.available).toBe(provisionedConcurrency);
  return rules;
}

const names = { [verdicts.provisioned]: 'provisioned', [verdicts.idle]: 'on-demand', [verdicts.start]: 'start-new' };

/** 20,000 requests, with calls that end at random: what each of the two says, in the same words. */
function compared(limits: GateLimits, seed: number): Record<string, number> {
  const [random, rules, gate] = [seededRandom(seed), rulesOf(limits), new FunctionGate(limits)];
  const inFlight: ('provisioned' | 'on-demand')[] = [];
  const counts: Record<string, number> = {};
  let [idle, nowMs] = [0, 1];
  let provisionedIdle = limits.provisionedConcurrency ?? 0;
  for (let request = 0; request < 20_000; request += 1) {
    nowMs += Math.floor(random() * 8);
    const decided = gate.decide(nowMs, provisionedIdle > 0, idle > 0);
    const ruled = rules.arrive(
      {
        functionName,
        version,
        invocation: 'synchronous',
        idle: (at) => (at === 'provisioned' ? provisionedIdle : idle) > 0,
      },
      nowMs,
    );
    const said = decided === verdicts.throttled ? 'throttle' : names[decided];
    if (said !== (ruled.kind === 'use-idle' ? ruled.place : ruled.kind))
      counts['mismatches'] = (counts['mismatches'] ?? 0) + 1;
    counts[said] = (counts[said] ?? 0) + 1;
    if (ruled.kind !== 'throttle') inFlight.push(ruled.place);
    if (said === 'provisioned') provisionedIdle -= 1;
    if (said === 'on-demand') idle -= 1;
    // Calls end less often than requests arrive, until there are many.
    for (let calls = inFlight.length; calls > 0 && random() < inFlight.length / 40; calls -= 1) {
      const place = inFlight.splice(Math.floor(random() * inFlight.length), 1)[0] ?? 'on-demand';
      rules.ended(functionName, version, place);
      if (place === 'on-demand') gate.ended();
      if (place === 'provisioned') provisionedIdle += 1;
      else if (random() < 0.8) idle += 1;
    }
  }
  return counts;
}

it.each(settings)('decides as the rules of the embedded Lambda do: %s', (_, limits) => {
  const counts = compared(limits, 7);
  expect(counts['mismatches']).toBeUndefined();
  // Otherwise nothing would be compared.
  expect(Object.keys(counts)).toContain('throttle');
  if (limits.provisionedConcurrency !== undefined) expect(counts['provisioned']).toBeGreaterThan(100);
  if (limits.reservedConcurrency === undefined) expect(counts['start-new']).toBeGreaterThan(100);
});

it('refuses more reserved or provisioned concurrency than the account has', () => {
  expect(() => new FunctionGate({ account, reservedConcurrency: 31 })).toThrow('below its minimum value of [10]');
  expect(() => new FunctionGate({ account, reservedConcurrency: 5, provisionedConcurrency: 6 })).toThrow(RangeError);
});
