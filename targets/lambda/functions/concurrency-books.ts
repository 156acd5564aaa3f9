import type { ConcurrencyRules } from '../../../src/concurrency/admission.ts';

/** The rules' accounts of reserved and provisioned concurrency, on their clock. */
export const booksOf = (rules: ConcurrencyRules, nowMs: () => number) => ({
  reserve: (functionName: string, reserved: number | undefined) => rules.reserve(functionName, reserved, nowMs()),
  provision: (functionName: string, version: string, count: number) =>
    rules.provision(functionName, version, count, nowMs()),
  reservedOf: (functionName: string) => rules.reservedOf(functionName),
  provisionedStatus: (functionName: string, version: string) => rules.provisionedStatus(functionName, version),
  accountLimit: () => rules.accountLimit(),
});

export type ConcurrencyBooks = ReturnType<typeof booksOf>;
