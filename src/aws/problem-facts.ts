/** The attempted operation, for the message. */
export interface AwsContext {
  readonly region: string;
  readonly functionName?: string | undefined;
  readonly logGroup?: string | undefined;
  /** The required permission, such as `lambda:InvokeFunction`. */
  readonly action?: string | undefined;
  /** Profile in the shared configuration files, if one was named. */
  readonly profile?: string | undefined;
}

/** The facts of an SDK error that explain it. */
export interface ProblemFacts {
  /** The shape's name, such as `ResourceNotFoundException`. */
  readonly name: string;
  /** Code of the system, such as `ECONNREFUSED`, or empty. */
  readonly code: string;
  readonly text: string;
  /** Undefined without a response. */
  readonly status: number | undefined;
}

export function factsOf(error: unknown): ProblemFacts {
  if (!(error instanceof Error)) return { name: typeof error, code: '', text: String(error), status: undefined };
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  // Some SDK errors contain others: one for each address, or the error of the system.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  const innerCode = inner instanceof Error ? (inner as NodeJS.ErrnoException).code : undefined;
  return {
    name: error.name,
    code: typeof code === 'string' ? code : (innerCode ?? ''),
    text: error.message === '' && inner instanceof Error ? inner.message : error.message,
    status: $metadata?.httpStatusCode,
  };
}
