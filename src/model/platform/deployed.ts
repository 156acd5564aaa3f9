/** What the Lambda API tells of a deployed function. What may not be read is absent. */
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
  /** Requests that the function may have at once, and no other function takes. */
  readonly reservedConcurrency?: number;
  /** Environments of the qualifier that are initialized beforehand. */
  readonly provisionedConcurrency?: number;
}

/** What the account allows in the function's region. */
export interface DeployedAccount {
  /** Requests that all functions together may have at once. */
  readonly concurrentExecutions: number;
  /** The part of it that no function has reserved. */
  readonly unreservedConcurrentExecutions: number;
}

/** What the Lambda API told of a target before the run. */
export interface DeployedTarget {
  readonly function: AwsFunction;
  /** Absent where it may not be read. */
  readonly account?: DeployedAccount;
  /** Its function URL, where the scenario does not name it. */
  readonly url?: string;
  readonly auth?: 'NONE' | 'AWS_IAM';
  /** What could not be read, and why. */
  readonly notes: readonly string[];
}
