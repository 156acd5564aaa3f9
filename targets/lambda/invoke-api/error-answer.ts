import { optional } from '../../../src/model/optional.ts';
import { type ErrorShape, errorShapes, ServiceError } from '../functions/service-error.ts';
import { type ApiAnswer, jsonType } from './exchange.ts';

/** As the service writes it: the shape's name in a header, `Type` and the message in JSON. */
export function errorAnswer(error: ServiceError): ApiAnswer {
  const { status, messageKey, type }: ErrorShape = errorShapes[error.shape];
  const body = { ...error.members, ...optional('Type', type), [messageKey]: error.message };
  return {
    status,
    headers: { ...jsonType, 'x-amzn-errortype': error.shape, ...error.headers },
    body: JSON.stringify(body),
  };
}

/** For a bug of ours: it says nothing of what went wrong inside, as Lambda does not. */
export const internalError = (): ServiceError =>
  new ServiceError('ServiceException', 'An error occurred and the request cannot be processed.');
