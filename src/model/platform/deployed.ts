import type { TargetResult } from '../run-result.ts';

/** Facts from the Lambda API about a deployed function. Values that cannot be read are omitted. */
export interface AwsFunction extends Omit<NonNullable<TargetResult['deployed']>, 'notes' | 'reports'> {
  readonly ephemeralStorageMb?: number;
  /** Its log group, if it has one of its own choosing. */
  readonly logGroup?: string;
}

/** Limits of the account in the function's region. */
export interface DeployedAccount {
  /** Concurrent requests of all functions. */
  readonly concurrentExecutions: number;
  /** The unreserved part of it. */
  readonly unreservedConcurrentExecutions: number;
}

/** Facts from the Lambda API about a target, read before the run. */
export interface DeployedTarget {
  readonly function: AwsFunction;
  /** Omitted if it cannot be read. */
  readonly account?: DeployedAccount;
  /** Its function URL, if the scenario does not name it. */
  readonly url?: string;
  readonly auth?: 'NONE' | 'AWS_IAM';
  /** What could not be read, and why. */
  readonly notes: readonly string[];
}
