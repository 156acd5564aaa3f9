/** What was tried, for the message. */
export interface AwsContext {
  readonly region: string;
  readonly functionName?: string | undefined;
  readonly logGroup?: string | undefined;
  /** The permission that it takes, such as `lambda:InvokeFunction`. */
  readonly action?: string | undefined;
  /** Of the shared configuration files, where one was named. */
  readonly profile?: string | undefined;
}

/** Of an error of the SDK, what tells its reason. */
export interface ProblemFacts {
  /** The shape's name, such as `ResourceNotFoundException`. */
  readonly name: string;
  /** The system's, such as `ECONNREFUSED`, or empty. */
  readonly code: string;
  readonly text: string;
  /** Absent where nothing was answered. */
  readonly status: number | undefined;
}

export function factsOf(error: unknown): ProblemFacts {
  if (!(error instanceof Error)) return { name: typeof error, code: '', text: String(error), status: undefined };
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  // Some of the SDK's errors are several: one for each address, or one that wraps the system's.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  const innerCode = inner instanceof Error ? (inner as NodeJS.ErrnoException).code : undefined;
  return {
    name: error.name,
    code: typeof code === 'string' ? code : (innerCode ?? ''),
    text: error.message === '' && inner instanceof Error ? inner.message : error.message,
    status: $metadata?.httpStatusCode,
  };
}
