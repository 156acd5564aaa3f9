/** Whether the broker answered that nobody listens. The client wraps this answer in an error of its own. */
export const isNoResponder = (error: unknown): boolean =>
  error instanceof Error && [error, error.cause].some((one) => one instanceof Error && one.name === 'NoResponders');
