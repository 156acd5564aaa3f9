/** Facts from the Lambda API about a deployed function. Values that cannot be read are omitted. */
export interface AwsFunction {
  readonly functionName: string;
  /** As it was asked for: a version or an alias. */
  readonly qualifier?: string;
  readonly region: string;
  readonly memoryMb?: number;
  readonly architecture?: 'x86_64' | 'arm64';
  readonly timeoutMs?: number;
  /** Such as `nodejs22.x`; absent for images. */
  readonly runtime?: string;
  /** The version that is called, such as `$LATEST` or `7`. */
  readonly version?: string;
  readonly codeSha256?: string;
  readonly ephemeralStorageMb?: number;
  /** Its log group, if it has one of its own choosing. */
  readonly logGroup?: string;
  /** Reserved concurrency of the function. */
  readonly reservedConcurrency?: number;
  /** Provisioned concurrency of the qualifier. */
  readonly provisionedConcurrency?: number;
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
