import type { Change } from '../../../src/concurrency/decision.ts';
import type { ProvisionedStatus } from '../../../src/concurrency/provisioned.ts';
import type { ConcurrencyRules } from '../../../src/concurrency/rules.ts';

/** Who has reserved and provisioned how much of the account's concurrency. */
export interface ConcurrencyBooks {
  /** undefined: gives it back. */
  reserve(functionName: string, reserved: number | undefined): Change;
  /** 0: gives it back. */
  provision(functionName: string, version: string, count: number): Change;
  reservedOf(functionName: string): number | undefined;
  provisionedStatus(functionName: string, version: string): ProvisionedStatus | undefined;
  accountLimit(): { readonly ConcurrentExecutions: number; readonly UnreservedConcurrentExecutions: number };
}

/** Those of the rules, on their clock. */
export const booksOf = (rules: ConcurrencyRules, nowMs: () => number): ConcurrencyBooks => ({
  reserve: (functionName, reserved) => rules.reserve(functionName, reserved, nowMs()),
  provision: (functionName, version, count) => rules.provision(functionName, version, count, nowMs()),
  reservedOf: (functionName) => rules.reservedOf(functionName),
  provisionedStatus: (functionName, version) => rules.provisionedStatus(functionName, version),
  accountLimit: () => rules.accountLimit(),
});
