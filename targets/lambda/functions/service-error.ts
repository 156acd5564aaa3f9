/**
 * How the service writes an error: its status, what it calls the message, and who is to blame (absent where it does not say).
 * The shapes are those of the service model; ValidationException and the four about signatures are common to all of AWS's
 * services. `UnknownOperationException` is for what Lambda has and this one does not.
 */
export const errorShapes = {
  InvalidParameterValueException: { status: 400, messageKey: 'message', type: 'User' },
  InvalidRequestContentException: { status: 400, messageKey: 'message', type: 'User' },
  PreconditionFailedException: { status: 412, messageKey: 'message', type: 'User' },
  ProvisionedConcurrencyConfigNotFoundException: { status: 404, messageKey: 'message', type: 'User' },
  RequestTooLargeException: { status: 413, messageKey: 'message', type: 'User' },
  ResourceConflictException: { status: 409, messageKey: 'message', type: 'User' },
  ResourceNotFoundException: { status: 404, messageKey: 'Message', type: 'User' },
  ServiceException: { status: 500, messageKey: 'Message', type: 'Service' },
  SnapStartException: { status: 400, messageKey: 'Message', type: 'User' },
  SnapStartTimeoutException: { status: 408, messageKey: 'Message', type: 'User' },
  TooManyRequestsException: { status: 429, messageKey: 'message', type: 'User' },
  ValidationException: { status: 400, messageKey: 'message' },
  IncompleteSignatureException: { status: 403, messageKey: 'message' },
  InvalidSignatureException: { status: 403, messageKey: 'message' },
  MissingAuthenticationTokenException: { status: 403, messageKey: 'message' },
  UnrecognizedClientException: { status: 403, messageKey: 'message' },
  UnknownOperationException: { status: 501, messageKey: 'message', type: 'User' },
} as const satisfies Record<string, ErrorShape>;

export interface ErrorShape {
  readonly status: number;
  readonly messageKey: 'message' | 'Message';
  readonly type?: 'User' | 'Service';
}

export type ErrorName = keyof typeof errorShapes;

/** A request that the service refuses, in its own words. Anything else that is thrown is a bug. */
export class ServiceError extends Error {
  readonly shape: ErrorName;
  readonly members: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    shape: ErrorName,
    message: string,
    more: { readonly members?: Record<string, string>; readonly headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = shape;
    this.shape = shape;
    this.members = more.members ?? {};
    this.headers = more.headers ?? {};
  }
}

/** A value that the service model does not allow: `Member must ...`. */
export const violation = (value: unknown, member: string, constraint: string): ServiceError =>
  new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterValueException', message);

export const functionNotFound = (arn: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`);
